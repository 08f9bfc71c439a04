# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What `cmake --install` puts where. Each component is a package (GoSymPackages.cmake).
# Component Tools, once:
#
#   bin/gosym
#   share/man/, completions of bash and zsh
#
# Component Development, once:
#
#   include/gosym/, include/gosym-c/
#   lib/libgosymRuntime.a
#   lib/cmake/GoSym/
#   bin/gosym-config, lib/pkgconfig/       GoSymDoors.cmake
#
# Component Plugin, for each major version of lld, in a folder of its own:
#
#   lib/gosym/llvm-22/libgosym.so, activation/gosym-<target>.o, *.cfg
#   lib/gosym/llvm-22/libgosym{Format,Model}.a    they stand on LLVM's headers
#   lib/gosym/llvm-22/cmake/                      what GoSymConfig.cmake reads of it
#
# Without a component all are installed. But when the first two are there already,
# of this version and with the plugin for another lld, they are left as they are: so
# several majors are installed side by side by installing one after the other, and
# the last one takes nothing from the others.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(GOSYM_INSTALL_MAJOR_DIR
    "${CMAKE_INSTALL_LIBDIR}/gosym/llvm-${LLVM_VERSION_MAJOR}")
set(GOSYM_INSTALL_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/GoSym")

# The owner is named in lib/cmake/GoSym/GoSymOwner.cmake. This must stand before
# all that is installed.
install(CODE "
  set(owner \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${GOSYM_INSTALL_CMAKE_DIR}/GoSymOwner.cmake\")
  if(NOT CMAKE_INSTALL_COMPONENT AND EXISTS \"\${owner}\")
    include(\"\${owner}\")
    if(GOSYM_OWNER_VERSION STREQUAL \"${PROJECT_VERSION}\"
       AND NOT GOSYM_OWNER_MAJOR EQUAL ${LLVM_VERSION_MAJOR})
      message(STATUS \"GoSym ${PROJECT_VERSION} is there with the plugin for lld \${GOSYM_OWNER_MAJOR}: adding the one for lld ${LLVM_VERSION_MAJOR} only\")
      set(CMAKE_INSTALL_COMPONENT Plugin)
    endif()
  endif()
" ALL_COMPONENTS)

# Sets of exports of their own, so that projects which only link need neither
# LLVM's headers nor its targets, and each major has its own.
install(TARGETS gosym gosymRuntime EXPORT GoSymCommonTargets
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT Tools
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT Development)
install(EXPORT GoSymCommonTargets NAMESPACE GoSym::
        DESTINATION "${GOSYM_INSTALL_CMAKE_DIR}" COMPONENT Development)
install(TARGETS gosym-plugin EXPORT GoSymPluginTargets
  LIBRARY DESTINATION "${GOSYM_INSTALL_MAJOR_DIR}" COMPONENT Plugin)
install(TARGETS gosymFormat gosymModel gosymGenerator EXPORT GoSymLLVMTargets
  ARCHIVE DESTINATION "${GOSYM_INSTALL_MAJOR_DIR}" COMPONENT Plugin)
foreach(set GoSymPluginTargets GoSymLLVMTargets)
  install(EXPORT ${set} NAMESPACE GoSym::
          DESTINATION "${GOSYM_INSTALL_MAJOR_DIR}/cmake" COMPONENT Plugin)
endforeach()
install(FILES ${GOSYM_ACTIVATION_OBJECTS}
        DESTINATION "${GOSYM_INSTALL_MAJOR_DIR}/activation" COMPONENT Plugin)
configure_file(cmake/GoSymPlugin.cmake.in GoSymPlugin.cmake @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/GoSymPlugin.cmake"
        DESTINATION "${GOSYM_INSTALL_MAJOR_DIR}/cmake" COMPONENT Plugin)

# Activation.h is only for the plugin itself and is not installed.
install(DIRECTORY include/gosym/Format include/gosym/Linker include/gosym/Model
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/gosym" COMPONENT Development
        FILES_MATCHING PATTERN "*.h" PATTERN Activation.h EXCLUDE)
install(FILES include/gosym/backtrace.hpp
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/gosym" COMPONENT Development)
install(DIRECTORY include/gosym-c DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        COMPONENT Development)
# Where Debian's packages have their licence, of each component its own.
foreach(pair Tools=gosym-tools Development=libgosym-dev
        Plugin=gosym-lld-${LLVM_VERSION_MAJOR})
  string(REPLACE "=" ";" pair "${pair}")
  list(GET pair 0 component)
  list(GET pair 1 package)
  install(FILES LICENSE RENAME copyright
          DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/${package}" COMPONENT ${component})
endforeach()
install(FILES docs/man/gosym.1
        DESTINATION "${CMAKE_INSTALL_MANDIR}/man1" COMPONENT Tools)
install(FILES docs/man/gosym-plugin.7
        DESTINATION "${CMAKE_INSTALL_MANDIR}/man7" COMPONENT Tools)
install(FILES docs/man/gosym.h.3
        DESTINATION "${CMAKE_INSTALL_MANDIR}/man3" COMPONENT Development)
install(FILES docs/man/gosym-config.1
        DESTINATION "${CMAKE_INSTALL_MANDIR}/man1" COMPONENT Development)
install(FILES tools/completions/gosym
        DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" COMPONENT Tools)
install(FILES tools/completions/_gosym
        DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions" COMPONENT Tools)

configure_package_config_file(cmake/GoSymConfig.cmake.in GoSymConfig.cmake
  INSTALL_DESTINATION "${GOSYM_INSTALL_CMAKE_DIR}"
  PATH_VARS CMAKE_INSTALL_LIBDIR)
# Before 1.0 a minor version may change anything.
write_basic_package_version_file(GoSymConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/GoSymOwner.cmake"
"# Which installation the common part is of; cmake/GoSymInstall.cmake reads it.
set(GOSYM_OWNER_VERSION ${PROJECT_VERSION})
set(GOSYM_OWNER_MAJOR ${LLVM_VERSION_MAJOR})
")
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/GoSymConfig.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/GoSymConfigVersion.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/GoSymOwner.cmake"
              cmake/GoSymUse.cmake cmake/GoSymDebugInfo.cmake
        DESTINATION "${GOSYM_INSTALL_CMAKE_DIR}" COMPONENT Development)

include(GoSymDoors)
include(GoSymPackages)
