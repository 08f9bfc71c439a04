# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Packages for Debian and for RPM, made by scripts/packages: one for each component of
# GoSymInstall.cmake.
#
#   gosym-lld-22                 the plugin; one for each major version of lld
#   gosym-tools                  gosym, its man pages and completions
#   libgosym-dev (gosym-devel)   headers, C library, CMake package, gosym-config, pkg-config
#
# A plugin is for certain versions of lld, as its guard says when it is loaded; the
# package depends on these and no other, so that the package manager says it before, and
# does not take a new lld without a new plugin.
set(CPACK_PACKAGE_NAME gosym)
set(CPACK_PACKAGE_VENDOR "GoSym")
set(CPACK_PACKAGE_CONTACT "GoSym developers <gosym@localhost>")
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGING_INSTALL_PREFIX "/usr")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL Tools Development Plugin)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_GENERATOR DEB)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/cmake/GoSymPackageTimes.cmake")

set(plugin "gosym-lld-${LLVM_VERSION_MAJOR}")
set(CPACK_COMPONENT_TOOLS_DESCRIPTION
"read the symbol tables that GoSym puts into programs
 The tool gosym reads the tables of functions, files, lines and inlined calls that
 GoSym's linker plugin puts into programs, stripped or not.")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
"link programs that report their own crashes with names and lines
 Headers, the C library that reads a program's own table, and what build systems ask:
 a CMake package, files of pkg-config, and gosym-config.")
set(CPACK_COMPONENT_PLUGIN_DESCRIPTION
"plugin for ld.lld ${LLVM_VERSION_MAJOR} that puts symbol tables into programs
 Functions, files, lines and inlined calls of what is linked, in a table that is loaded
 with the program and stays when it is stripped.")

include(GoSymRelations)

# Debian's versions of LLVM begin with an epoch.
set(epoch "")
execute_process(COMMAND dpkg-query -W -f "\${Version}" "lld-${LLVM_VERSION_MAJOR}"
  OUTPUT_VARIABLE version ERROR_QUIET RESULT_VARIABLE status)
if(status STREQUAL "0" AND version MATCHES "^([0-9]+:)")
  set(epoch "${CMAKE_MATCH_1}")
endif()
gosym_relations(lld "lld-${LLVM_VERSION_MAJOR}" "${epoch}" ">=" "<<" "(" ")" " | ")

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME gosym-tools)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libgosym-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
# The CMake package has the tool as a target.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "gosym-tools (= ${PROJECT_VERSION}-1)")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_RECOMMENDS "${plugin}, pkgconf | pkg-config")
set(CPACK_DEBIAN_PLUGIN_PACKAGE_NAME "${plugin}")
set(CPACK_DEBIAN_PLUGIN_PACKAGE_DEPENDS "${lld}")
set(CPACK_DEBIAN_PLUGIN_PACKAGE_RECOMMENDS "libgosym-dev (= ${PROJECT_VERSION}-1)")

# Distributions with RPM have one lld, without a number in its name. Relations of rpm know
# no alternatives here; what lies between two versions is left to the guard.
gosym_relations(lld lld "" ">=" "<" "" "" "")
set(CPACK_RPM_COMPONENT_INSTALL ON)
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE "Apache-2.0 WITH LLVM-exception")
set(CPACK_RPM_PACKAGE_GROUP "Development/Tools")
set(CPACK_RPM_MAIN_COMPONENT Tools)
set(CPACK_RPM_PACKAGE_NAME gosym-tools)
set(CPACK_RPM_TOOLS_PACKAGE_NAME gosym-tools)
set(CPACK_RPM_DEVELOPMENT_PACKAGE_NAME gosym-devel)
set(CPACK_RPM_DEVELOPMENT_PACKAGE_REQUIRES "gosym-tools = ${PROJECT_VERSION}")
set(CPACK_RPM_PLUGIN_PACKAGE_NAME "${plugin}")
set(CPACK_RPM_PLUGIN_PACKAGE_REQUIRES "${lld}")
foreach(component TOOLS DEVELOPMENT PLUGIN)
  string(REGEX REPLACE "\n.*" "" summary "${CPACK_COMPONENT_${component}_DESCRIPTION}")
  set(CPACK_RPM_${component}_PACKAGE_SUMMARY "${summary}")
endforeach()
# Nothing of the machine and of the time of the build, and nothing that CPack has not put
# there.
set(CPACK_RPM_SPEC_MORE_DEFINE
"%define _buildhost localhost
%define _build_id_links none
%define debug_package %{nil}
%define clamp_mtime_to_source_date_epoch 1
%define use_source_date_epoch_as_buildtime 1")
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
  /usr/${CMAKE_INSTALL_LIBDIR} /usr/${CMAKE_INSTALL_LIBDIR}/cmake
  /usr/${CMAKE_INSTALL_LIBDIR}/pkgconfig /usr/share/man /usr/share/man/man1
  /usr/share/man/man3 /usr/share/man/man7 /usr/share/bash-completion
  /usr/share/bash-completion/completions /usr/share/zsh /usr/share/zsh/vendor-completions)

include(CPack)
