# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What `cmake --install` puts where. Component Common, once:
#
#   bin/gosym
#   include/gosym/, include/gosym-c/
#   lib/libgosymRuntime.a
#   lib/cmake/GoSym/
#
# Component Plugin, for each major version of lld, in a folder of its own:
#
#   lib/gosym/llvm-22/libgosym.so, activation/gosym-<target>.o
#   lib/gosym/llvm-22/libgosym{Format,Model}.a    they stand on LLVM's headers
#   lib/gosym/llvm-22/cmake/                      what GoSymConfig.cmake reads of it
#
# Without a component both are installed. But when the common part is there already,
# of this version and with the plugin for another lld, it is left as it is: so
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
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT Common
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT Common)
install(EXPORT GoSymCommonTargets NAMESPACE GoSym::
        DESTINATION "${GOSYM_INSTALL_CMAKE_DIR}" COMPONENT Common)
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
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/gosym" COMPONENT Common
        FILES_MATCHING PATTERN "*.h" PATTERN Activation.h EXCLUDE)
install(FILES include/gosym/backtrace.hpp
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/gosym" COMPONENT Common)
install(DIRECTORY include/gosym-c DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        COMPONENT Common)
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT Common)

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
        DESTINATION "${GOSYM_INSTALL_CMAKE_DIR}" COMPONENT Common)
