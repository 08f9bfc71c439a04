# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The ways into build systems that are not CMake, made of the same flags:
#
#   bin/gosym-config             prints them, and refuses linkers
#   lib/pkgconfig/*.pc           gosym, gosym-backtrace, gosym-crash-handler: the plugin,
#                                tables for crash reports, the crash handler, each with
#                                what is before it; gosym-runtime: the C library
#   lib/gosym/llvm-NN/*.cfg      the first three as configuration files of clang
#
# All begin at their own place, so that what was installed may be moved. In each
# -gosym-required stands behind -load, and makes the lack of the plugin an error. -B and
# not --ld-path, because gcc takes it too.
file(RELATIVE_PATH GOSYM_BIN_TO_PREFIX "/${CMAKE_INSTALL_BINDIR}" "/")
file(RELATIVE_PATH GOSYM_PC_TO_PREFIX "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" GOSYM_BIN_TO_PREFIX "${GOSYM_BIN_TO_PREFIX}")
string(REGEX REPLACE "/$" "" GOSYM_PC_TO_PREFIX "${GOSYM_PC_TO_PREFIX}")
get_filename_component(linker_dir "${GOSYM_LD_LLD}" DIRECTORY)
# In a .pc the variable llvm may be set to another major.
string(REPLACE "llvm-${LLVM_VERSION_MAJOR}" "llvm-\${llvm}" GOSYM_PC_LINKER_DIR
       "${linker_dir}")

set(doors "${CMAKE_CURRENT_BINARY_DIR}/doors")
configure_file(cmake/gosym-config.in "${doors}/gosym-config" @ONLY)
install(PROGRAMS "${doors}/gosym-config"
        DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT Development)

# One .pc and one .cfg: NAME, what it is, flags behind those that load the plugin, and
# flags of the library in each of them.
function(gosym_add_door name what flags library_of_pc library_of_cfg)
  set(GOSYM_PC_NAME "${name}")
  set(GOSYM_PC_WHAT "${what}")
  set(load "-Wl,-mllvm,-gosym-required ${flags}")
  set(GOSYM_PC_LIBS
      "-fuse-ld=lld -B\${linkerdir} -Wl,-mllvm,-load=\${plugin} ${load} ${library_of_pc}")
  set(GOSYM_CFG_FLAGS
      "-fuse-ld=lld -B${linker_dir} -Wl,-mllvm,-load=<CFGDIR>/libgosym.so ${load} ${library_of_cfg}")
  string(REGEX REPLACE " +$" "" GOSYM_PC_LIBS "${GOSYM_PC_LIBS}")
  string(REGEX REPLACE " +$" "" GOSYM_CFG_FLAGS "${GOSYM_CFG_FLAGS}")
  string(REPLACE " " "\n" GOSYM_CFG_FLAGS "${GOSYM_CFG_FLAGS}")
  configure_file(cmake/gosym.pc.in "${doors}/${name}.pc" @ONLY)
  configure_file(cmake/gosym.cfg.in "${doors}/${name}.cfg" @ONLY)
  install(FILES "${doors}/${name}.pc"
          DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT Development)
  install(FILES "${doors}/${name}.cfg"
          DESTINATION "${GOSYM_INSTALL_MAJOR_DIR}" COMPONENT Plugin)
endfunction()

set(backtrace "-Wl,-mllvm,-gosym-for=backtrace -Wl,--eh-frame-hdr")
gosym_add_door(gosym "Links with the linker plugin GoSym" "" "" "")
gosym_add_door(gosym-backtrace
  "Links programs and shared objects with the tables that crash reports need"
  "${backtrace}" "" "")
gosym_add_door(gosym-crash-handler
  "Links programs that report their own crashes with names and lines"
  "${backtrace} -Wl,--undefined=gosym_crash_handler_is_installed"
  "-L\${libdir} -lgosymRuntime" "-Wl,<CFGDIR>/../../libgosymRuntime.a")

# The library alone: a program that reads its own table names one of those above, too.
set(GOSYM_PC_NAME gosym-runtime)
set(GOSYM_PC_WHAT "Reads the program's own symbol table, in C")
set(GOSYM_PC_LIBS "-L\${libdir} -lgosymRuntime")
configure_file(cmake/gosym.pc.in "${doors}/gosym-runtime.pc" @ONLY)
install(FILES "${doors}/gosym-runtime.pc"
        DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT Development)
