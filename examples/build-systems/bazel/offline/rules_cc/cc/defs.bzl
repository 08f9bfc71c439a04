# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The rules that are built into Bazel 4, by the names of rules_cc, which that Bazel would
get from the network. A project that has rules_cc does not need this folder."""

def _native(name):
    return lambda **arguments: getattr(native, name)(**arguments)

cc_binary = _native("cc_binary")
cc_import = _native("cc_import")
cc_library = _native("cc_library")
cc_test = _native("cc_test")
cc_toolchain = _native("cc_toolchain")
cc_toolchain_suite = _native("cc_toolchain_suite")
cc_libc_top_alias = _native("cc_libc_top_alias")
cc_toolchain_alias = _native("cc_toolchain_alias")
