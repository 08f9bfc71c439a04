# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What `cmake --install` puts where:
#
#   bin/gosym
#   include/gosym/{Format,Linker,Model}/, include/gosym-c/
#   lib/gosym/llvm-22/libgosym.so, activation/gosym-<target>.o
#   lib/libgosym{Format,Model,Runtime}.a
#   lib/cmake/GoSym/
#
# The folder of the plugin names LLVM's major, because the plugin serves no other:
# those for several linkers can be installed side by side.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(GOSYM_INSTALL_PLUGIN_DIR
    "${CMAKE_INSTALL_LIBDIR}/gosym/llvm-${LLVM_VERSION_MAJOR}")
set(GOSYM_INSTALL_ACTIVATION_DIR "${GOSYM_INSTALL_PLUGIN_DIR}/activation")
set(GOSYM_INSTALL_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/GoSym")

# Two export sets, so that projects which only link need neither LLVM's headers
# nor its targets.
install(TARGETS gosym-plugin gosym gosymRuntime EXPORT GoSymLinkTargets
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}"
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  LIBRARY DESTINATION "${GOSYM_INSTALL_PLUGIN_DIR}")
install(TARGETS gosymFormat gosymModel gosymGenerator EXPORT GoSymLLVMTargets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
foreach(set GoSymLinkTargets GoSymLLVMTargets)
  install(EXPORT ${set} NAMESPACE GoSym::
          DESTINATION "${GOSYM_INSTALL_CMAKE_DIR}")
endforeach()

install(FILES ${GOSYM_ACTIVATION_OBJECTS}
        DESTINATION "${GOSYM_INSTALL_ACTIVATION_DIR}")
# Activation.h is only for the plugin itself and is not installed.
install(DIRECTORY include/gosym/Format include/gosym/Linker include/gosym/Model
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/gosym"
        FILES_MATCHING PATTERN "*.h" PATTERN Activation.h EXCLUDE)
install(FILES include/gosym/backtrace.hpp
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/gosym")
install(DIRECTORY include/gosym-c DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")

configure_package_config_file(cmake/GoSymConfig.cmake.in GoSymConfig.cmake
  INSTALL_DESTINATION "${GOSYM_INSTALL_CMAKE_DIR}"
  PATH_VARS GOSYM_INSTALL_PLUGIN_DIR GOSYM_INSTALL_ACTIVATION_DIR)
# Before 1.0 a minor version may change anything.
write_basic_package_version_file(GoSymConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/GoSymConfig.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/GoSymConfigVersion.cmake"
              cmake/GoSymUse.cmake cmake/GoSymDebugInfo.cmake
        DESTINATION "${GOSYM_INSTALL_CMAKE_DIR}")
