# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Run by CPack between installing into its folder and packing: all files get the time
# SOURCE_DATE_EPOCH. rpmbuild by itself takes that only for files that are younger.
if(DEFINED ENV{SOURCE_DATE_EPOCH})
  execute_process(COMMAND find "${CPACK_TEMPORARY_INSTALL_DIRECTORY}"
    -exec touch -h -d "@$ENV{SOURCE_DATE_EPOCH}" {} +
    RESULT_VARIABLE status)
  if(NOT status STREQUAL "0")
    message(FATAL_ERROR "touch failed in ${CPACK_TEMPORARY_INSTALL_DIRECTORY}")
  endif()
endif()
