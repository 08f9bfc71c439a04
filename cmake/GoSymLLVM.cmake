# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Finds LLVM, lld and lld's private headers, all of one exact version.
#
# The plugin looks into lld's own data structures, whose layout no one promises:
# it may be built only from the headers of the very lld that will load it. So a
# version that differs anywhere is refused here, in one sentence that names
# both, and once more by the plugin itself when it is loaded.
#
# Sets LLVM_*, LLD_* (as their packages do), and
#   GOSYM_LLD_SOURCE_DIR   the `lld` folder of the LLVM source tree
set(GOSYM_LLVM_MAJORS 23 22 21)
string(JOIN ", " GOSYM_LLVM_MAJORS_TEXT ${GOSYM_LLVM_MAJORS})

set(GOSYM_LLVM_MAJOR "" CACHE STRING
  "Major version of the lld to build for: ${GOSYM_LLVM_MAJORS_TEXT}; empty: the newest that is installed")
if(GOSYM_LLVM_MAJOR AND NOT GOSYM_LLVM_MAJOR IN_LIST GOSYM_LLVM_MAJORS)
  message(FATAL_ERROR "GoSym can be built for LLVM ${GOSYM_LLVM_MAJORS_TEXT}, "
    "not for GOSYM_LLVM_MAJOR=${GOSYM_LLVM_MAJOR}.")
endif()
# Each major has a folder of its own on Debian; elsewhere CMake's usual places or
# LLVM_DIR lead to the one there is. LLVM's package answers no to a mere major.
if(NOT LLVM_DIR)
  set(majors ${GOSYM_LLVM_MAJORS})
  if(GOSYM_LLVM_MAJOR)
    set(majors ${GOSYM_LLVM_MAJOR})
  endif()
  foreach(major ${majors})
    find_package(LLVM QUIET CONFIG PATHS "/usr/lib/llvm-${major}" NO_DEFAULT_PATH)
    if(LLVM_FOUND)
      break()
    endif()
  endforeach()
endif()
if(NOT LLVM_FOUND)
  find_package(LLVM QUIET CONFIG)
endif()
if(NOT LLVM_FOUND)
  message(FATAL_ERROR "GoSym needs LLVM ${GOSYM_LLVM_MAJORS_TEXT}, found none: "
    "install llvm-NN-dev, liblld-NN-dev and lld-NN of one of them or set -DLLVM_DIR=.")
endif()
if(GOSYM_LLVM_MAJOR AND NOT LLVM_VERSION_MAJOR EQUAL GOSYM_LLVM_MAJOR)
  message(FATAL_ERROR "GoSym is to be built for LLVM ${GOSYM_LLVM_MAJOR}, "
    "found LLVM ${LLVM_PACKAGE_VERSION} in ${LLVM_DIR}: install "
    "llvm-${GOSYM_LLVM_MAJOR}-dev, liblld-${GOSYM_LLVM_MAJOR}-dev and "
    "lld-${GOSYM_LLVM_MAJOR} or set -DLLVM_DIR=.")
endif()
if(NOT LLVM_VERSION_MAJOR IN_LIST GOSYM_LLVM_MAJORS)
  message(FATAL_ERROR "GoSym can be built for LLVM ${GOSYM_LLVM_MAJORS_TEXT}, "
    "found LLVM ${LLVM_PACKAGE_VERSION} in ${LLVM_DIR}.")
endif()

# Not find_package(LLD EXACT): its configuration file requires its own LLVM and
# would end with CMake's message, which names one version only.
find_path(GOSYM_LLD_CMAKE_DIR LLDConfigVersion.cmake
  HINTS "${LLVM_LIBRARY_DIR}/cmake/lld" NO_DEFAULT_PATH)
if(LLD_DIR)
  set(GOSYM_LLD_CMAKE_DIR "${LLD_DIR}")
endif()
if(NOT GOSYM_LLD_CMAKE_DIR)
  message(FATAL_ERROR "GoSym needs lld ${LLVM_PACKAGE_VERSION}, found none: "
    "install liblld-${LLVM_VERSION_MAJOR}-dev and lld-${LLVM_VERSION_MAJOR} or set -DLLD_DIR=.")
endif()
set(PACKAGE_FIND_VERSION_MAJOR 0)
set(PACKAGE_FIND_VERSION_MINOR 0)
set(PACKAGE_FIND_VERSION_PATCH 0)
include("${GOSYM_LLD_CMAKE_DIR}/LLDConfigVersion.cmake")
if(NOT PACKAGE_VERSION VERSION_EQUAL LLVM_PACKAGE_VERSION)
  message(FATAL_ERROR "GoSym needs lld of the very version of its LLVM: "
    "found lld ${PACKAGE_VERSION} in ${GOSYM_LLD_CMAKE_DIR} "
    "and LLVM ${LLVM_PACKAGE_VERSION} in ${LLVM_DIR}.")
endif()
find_package(LLD ${LLVM_PACKAGE_VERSION} EXACT REQUIRED CONFIG
             PATHS "${GOSYM_LLD_CMAKE_DIR}" NO_DEFAULT_PATH)

# The version that counts is that of the installed linker, not of the -dev
# package, so ask the linker.
find_program(GOSYM_LD_LLD ld.lld HINTS "${LLVM_TOOLS_BINARY_DIR}" NO_DEFAULT_PATH)
if(NOT GOSYM_LD_LLD)
  message(FATAL_ERROR "GoSym needs ld.lld ${LLVM_PACKAGE_VERSION}, found none in "
    "${LLVM_TOOLS_BINARY_DIR}: install lld-${LLVM_VERSION_MAJOR} or set -DGOSYM_LD_LLD=.")
endif()
execute_process(COMMAND "${GOSYM_LD_LLD}" --version
  OUTPUT_VARIABLE GOSYM_LD_LLD_VERSION OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT GOSYM_LD_LLD_VERSION MATCHES "LLD ([0-9.]+)"
   OR NOT CMAKE_MATCH_1 VERSION_EQUAL LLVM_PACKAGE_VERSION)
  message(FATAL_ERROR "GoSym needs ld.lld ${LLVM_PACKAGE_VERSION}, "
    "found '${GOSYM_LD_LLD_VERSION}' in ${GOSYM_LD_LLD}: "
    "install lld-${LLVM_VERSION_MAJOR} or set -DGOSYM_LD_LLD= to that linker.")
endif()
# What lld calls itself ("Debian LLD 22.1.8"); the plugin compares it when loaded.
string(REGEX REPLACE " \\(.*" "" GOSYM_LLD_VERSION_STRING "${GOSYM_LD_LLD_VERSION}")

# Versions of lld whose data structures are laid out as those of this one: their
# headers will do, and their ld.lld may load the plugin.
set(GOSYM_LLD_VERSIONS ${LLVM_PACKAGE_VERSION})
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/lld-layouts.txt" groups REGEX "^[0-9]")
foreach(group IN LISTS groups)
  string(REPLACE " " ";" versions "${group}")
  if(LLVM_PACKAGE_VERSION IN_LIST versions)
    list(APPEND GOSYM_LLD_VERSIONS ${versions})
  endif()
endforeach()
list(REMOVE_DUPLICATES GOSYM_LLD_VERSIONS)

# lld's private headers. scripts/fetch-lld-source puts them where this looks.
if(DEFINED ENV{XDG_CACHE_HOME})
  set(GOSYM_CACHE_DIR "$ENV{XDG_CACHE_HOME}/gosym")
else()
  set(GOSYM_CACHE_DIR "$ENV{HOME}/.cache/gosym")
endif()
set(GOSYM_LLD_SOURCE_DIR "" CACHE PATH
  "The lld folder of LLVM's source tree, of exactly the version of the installed lld")
foreach(version IN LISTS GOSYM_LLD_VERSIONS)
  if(NOT GOSYM_LLD_SOURCE_DIR AND EXISTS "${GOSYM_CACHE_DIR}/lld-${version}/lld")
    set(GOSYM_LLD_SOURCE_DIR "${GOSYM_CACHE_DIR}/lld-${version}/lld")
  endif()
endforeach()
set(remedy "run scripts/fetch-lld-source, or set -DGOSYM_LLD_SOURCE_DIR= to the lld folder of that version's source tree.")
if(NOT EXISTS "${GOSYM_LLD_SOURCE_DIR}/ELF/SyntheticSections.h")
  message(FATAL_ERROR "GoSym needs the private headers of lld ${LLVM_PACKAGE_VERSION}, "
    "found none in '${GOSYM_LLD_SOURCE_DIR}': ${remedy}")
endif()
# Of which version are they? LLVM's source tree says so beside the folder.
set(version_file "${GOSYM_LLD_SOURCE_DIR}/../cmake/Modules/LLVMVersion.cmake")
if(NOT EXISTS "${version_file}")
  message(FATAL_ERROR "GoSym needs the private headers of lld ${LLVM_PACKAGE_VERSION}, "
    "found some of no version in '${GOSYM_LLD_SOURCE_DIR}' (../cmake/Modules/LLVMVersion.cmake is not there): ${remedy}")
endif()
file(STRINGS "${version_file}" lines REGEX "set\\(LLVM_VERSION_(MAJOR|MINOR|PATCH) [0-9]+\\)")
string(REGEX MATCHALL " [0-9]+" numbers "${lines}")
string(REPLACE " " "" numbers "${numbers}")
string(JOIN "." GOSYM_LLD_HEADERS_VERSION ${numbers})
if(NOT GOSYM_LLD_HEADERS_VERSION IN_LIST GOSYM_LLD_VERSIONS)
  message(FATAL_ERROR "GoSym needs the private headers of lld ${LLVM_PACKAGE_VERSION}, "
    "found those of lld ${GOSYM_LLD_HEADERS_VERSION} in '${GOSYM_LLD_SOURCE_DIR}', which are not known to say the same "
    "(cmake/lld-layouts.txt): ${remedy}")
endif()
message(STATUS "GoSym for ${GOSYM_LLD_VERSION_STRING}, with the headers of lld ${GOSYM_LLD_HEADERS_VERSION}")

include_directories(SYSTEM ${LLVM_INCLUDE_DIRS})
separate_arguments(LLVM_DEFINITIONS_LIST NATIVE_COMMAND "${LLVM_DEFINITIONS}")
add_definitions(${LLVM_DEFINITIONS_LIST})
