# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The rules that are built into Bazel 4, by the names of rules_cc, which that Bazel would
get from the network. A project that has rules_cc does not need this folder."""

def cc_binary(**arguments):
    native.cc_binary(**arguments)

def cc_import(**arguments):
    native.cc_import(**arguments)

def cc_library(**arguments):
    native.cc_library(**arguments)

def cc_test(**arguments):
    native.cc_test(**arguments)

def cc_toolchain(**arguments):
    native.cc_toolchain(**arguments)

def cc_toolchain_suite(**arguments):
    native.cc_toolchain_suite(**arguments)

def cc_libc_top_alias(**arguments):
    native.cc_libc_top_alias(**arguments)

def cc_toolchain_alias(**arguments):
    native.cc_toolchain_alias(**arguments)
