# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Most of the time of a build goes into LLVM's and lld's headers, which each file would
# read anew. With GOSYM_PRECOMPILED_HEADERS each target reads what most of its files need
# once:
#
#   gosym_precompile(TARGET [HEADER...])             the common ones and HEADERs
#   gosym_precompile(TARGET REUSE_FROM TARGET2)      those of TARGET2, compiled alike
#
# A file includes what it uses all the same: in a build of the preset `asan`, which has no
# precompiled headers, one that does not fails to compile.
option(GOSYM_PRECOMPILED_HEADERS "Read the headers of LLVM once for each target" ON)

function(gosym_precompile target)
  if(NOT GOSYM_PRECOMPILED_HEADERS)
    return()
  endif()
  if("${ARGV1}" STREQUAL REUSE_FROM)
    target_precompile_headers(${target} ${ARGN})
    return()
  endif()
  target_precompile_headers(${target} PRIVATE
    <algorithm> <functional> <memory> <optional> <string> <vector>
    <llvm/ADT/ArrayRef.h> <llvm/ADT/DenseMap.h> <llvm/ADT/STLExtras.h>
    <llvm/ADT/SmallVector.h> <llvm/ADT/StringExtras.h> <llvm/ADT/StringMap.h>
    <llvm/Support/Endian.h> <llvm/Support/Error.h> <llvm/Support/FormatVariadic.h>
    <llvm/Support/MathExtras.h> <llvm/Support/raw_ostream.h> ${ARGN})
endfunction()
