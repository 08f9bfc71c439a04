# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What a project does with GoSym, the same after find_package(GoSym) and after
# add_subdirectory(gosym):
#
#   gosym_enable(program)                         # the Go symbol table
#
#   gosym_add_generator(mine mine.cpp)            # a table of one's own
#   gosym_enable(program GENERATORS mine OPTIONS -gosym-verbose)
#
# Targets:
#   GoSym::link        flags that link with ld.lld and load the plugin
#   GoSym::link_pass_plugin    the same through the other door, for links that
#                      cannot have -mllvm: takes no options, no generators
#   GoSym::Generator   headers and flags for authors of generators
#   GoSym::Format      library that reads and writes tables
#   GoSym::Runtime     library in C by which a program reads its own
#   GoSym::plugin, GoSym::gosym    libgosym.so and the tool
#
# A link without the plugin looks like any other, and lld only prints "request
# ignored" when a file under -load cannot be opened. So behind each -load stands
# an option that only the opened library knows, -gosym-required for libgosym.so:
# without it the link fails.

include("${CMAKE_CURRENT_LIST_DIR}/GoSymDebugInfo.cmake")

# Sets VARIABLE to the options by which compilers link with GOSYM_LD_LLD.
function(gosym_linker_options variable)
  # gcc looks in -B's folder for a file of exactly this name, and lld decides by
  # its own name which linker it is.
  get_filename_component(name "${GOSYM_LD_LLD}" NAME)
  get_filename_component(folder "${GOSYM_LD_LLD}" DIRECTORY)
  if(NOT name STREQUAL "ld.lld")
    set(folder "${CMAKE_BINARY_DIR}/CMakeFiles/gosym")
    file(MAKE_DIRECTORY "${folder}")
    file(CREATE_LINK "${GOSYM_LD_LLD}" "${folder}/ld.lld" SYMBOLIC)
  endif()
  set(clang "$<OR:$<LINK_LANG_AND_ID:C,Clang>,$<LINK_LANG_AND_ID:CXX,Clang>>")
  set(${variable} -fuse-ld=lld
    "$<IF:${clang},--ld-path=${GOSYM_LD_LLD},-B${folder}>" PARENT_SCOPE)
endfunction()

# Creates GoSym::link from GoSym::plugin and GOSYM_LD_LLD. SCOPE: GLOBAL makes it
# known to all of the project, as targets that are built are.
function(gosym_define_link)
  add_library(GoSym::link INTERFACE IMPORTED ${ARGN})
  gosym_linker_options(options)
  # Each -mllvm is in one item with its value: CMake removes repeated items.
  target_link_options(GoSym::link INTERFACE ${options}
    "LINKER:-mllvm,-load=$<TARGET_FILE:GoSym::plugin>"
    "LINKER:-mllvm,-gosym-required")
  set_property(TARGET GoSym::link APPEND PROPERTY INTERFACE_LINK_DEPENDS
               "$<TARGET_FILE:GoSym::plugin>")
endfunction()

# Sets VARIABLE to the name of the target that CMAKE_SYSTEM_PROCESSOR is, as in
# gosym-<target>.o; to nothing if there is no such file. Compilers that make code
# of another width (-m32) are not noticed: set GOSYM_ACTIVATION_TARGET then.
function(gosym_activation_target variable)
  string(TOLOWER "${CMAKE_SYSTEM_PROCESSOR}" processor)
  set(names
    "x86_64|amd64=x86_64" "i[3-6]86|x86=i386" "aarch64|arm64=aarch64"
    "aarch64_be=aarch64_be" "arm|armv[4-8].*|thumb=arm" "riscv64=riscv64"
    "riscv32=riscv32" "ppc64le|powerpc64le=ppc64le" "ppc64|powerpc64=ppc64"
    "ppc|powerpc=ppc" "mips=mips" "mipsel=mipsel" "mips64el=mips64el"
    "s390x=s390x" "loongarch64=loongarch64" "hexagon=hexagon")
  set(found "${GOSYM_ACTIVATION_TARGET}")
  foreach(name IN LISTS names)
    string(REGEX MATCH "^(.*)=(.*)$" matched "${name}")
    set(target "${CMAKE_MATCH_2}")
    if(NOT found AND processor MATCHES "^(${CMAKE_MATCH_1})$")
      set(found "${target}")
    endif()
  endforeach()
  set(${variable} "${found}" PARENT_SCOPE)
endfunction()

# Creates GoSym::link_pass_plugin from GoSym::plugin, GOSYM_LD_LLD and
# GOSYM_ACTIVATION_DIR. A target that is compiled with LTO needs no activation
# object: its own bitcode makes lld open the plugin.
function(gosym_define_link_pass_plugin)
  gosym_activation_target(target)
  if(NOT target)
    return()
  endif()
  add_library(GoSym::link_pass_plugin INTERFACE IMPORTED ${ARGN})
  gosym_linker_options(options)
  target_link_options(GoSym::link_pass_plugin INTERFACE ${options}
    "LINKER:--load-pass-plugin=$<TARGET_FILE:GoSym::plugin>")
  set(object "${GOSYM_ACTIVATION_DIR}/gosym-${target}.o")
  set(lto "$<BOOL:$<TARGET_PROPERTY:INTERPROCEDURAL_OPTIMIZATION>>")
  target_link_libraries(GoSym::link_pass_plugin INTERFACE
    "$<$<NOT:${lto}>:${object}>")
  set_property(TARGET GoSym::link_pass_plugin APPEND PROPERTY
               INTERFACE_LINK_DEPENDS "$<TARGET_FILE:GoSym::plugin>;${object}")
endfunction()

# Gives TARGET the headers and definitions of the LLVM that was found. They are of
# this machine, so they are left out when the target is installed.
function(gosym_use_llvm_headers target)
  foreach(folder IN LISTS LLVM_INCLUDE_DIRS)
    target_include_directories(${target} SYSTEM INTERFACE
      "$<BUILD_INTERFACE:${folder}>")
  endforeach()
  separate_arguments(definitions NATIVE_COMMAND "${LLVM_DEFINITIONS}")
  foreach(definition IN LISTS definitions)
    target_compile_options(${target} INTERFACE "$<BUILD_INTERFACE:${definition}>")
  endforeach()
endfunction()

# gosym_add_generator(NAME SOURCE...)
#
# A plugin to be loaded behind libgosym.so: lib<NAME>.so, compiled from sources
# that open with GOSYM_PLUGIN (gosym/Linker/Plugin.h).
function(gosym_add_generator name)
  if(NOT TARGET GoSym::Generator)
    message(FATAL_ERROR "gosym_add_generator: no LLVM headers were found, "
      "expected find_package(GoSym COMPONENTS Generator), which says why.")
  endif()
  # The option that only the opened library knows; see above.
  set(option "generator-${name}-is-loaded")
  set(source "${CMAKE_CURRENT_BINARY_DIR}/${name}-is-loaded.cpp")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT
"// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include \"llvm/Support/CommandLine.h\"
static llvm::cl::opt<bool> isLoaded(\"@option@\", llvm::cl::ReallyHidden,
                                    llvm::cl::ZeroOrMore);
")
  add_library(${name} MODULE ${ARGN} "${source}")
  set_property(TARGET ${name} APPEND PROPERTY LINK_LIBRARIES GoSym::Generator)
  # The functions that it calls are found when the linker opens it, so they may
  # be undefined even where modules are linked with --no-undefined.
  target_link_options(${name} PRIVATE "LINKER:-z,undefs")
  # Exported with the target: a generator that was installed works as well.
  set_target_properties(${name} PROPERTIES
    PREFIX lib SUFFIX .so POSITION_INDEPENDENT_CODE ON
    GOSYM_LOADED_OPTION "-${option}"
    EXPORT_PROPERTIES GOSYM_LOADED_OPTION)
endfunction()

# gosym_enable(TARGET [BACKTRACE] [GENERATORS name...] [OPTIONS -option...])
#
# Links TARGET with the plugin and with these generators, in this order. OPTIONS
# are read behind them, each as with -mllvm; `-gosym-symtab=none` leaves the
# generators only. May be called again to add more.
#
# BACKTRACE: a compact table with lines and demangled names (-gosym-for=backtrace)
# and, for an executable, the crash handler, installed before main(). A shared
# library gets the table, which the program's handler finds. Code that is compiled
# without debug info has no lines there: a warning says so (GoSymDebugInfo.cmake).
function(gosym_enable target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "BACKTRACE" "" "GENERATORS;OPTIONS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "gosym_enable: unknown argument '${arg_UNPARSED_ARGUMENTS}', "
      "expected BACKTRACE, GENERATORS or OPTIONS.")
  endif()
  get_target_property(type ${target} TYPE)
  if(NOT type MATCHES "^(EXECUTABLE|SHARED_LIBRARY|MODULE_LIBRARY)$")
    message(FATAL_ERROR "gosym_enable: ${target} is not linked (${type}), "
      "expected an executable or a shared library.")
  endif()
  # CMake puts a target's own options before those of the libraries it links
  # with. Options that must come after those of GoSym::link are therefore in a
  # library that follows it.
  # The property is set directly, because target_link_libraries() would forbid
  # the project to call it without PRIVATE.
  set(behind "${target}-gosym")
  if(NOT TARGET ${behind})
    add_library(${behind} INTERFACE)
    set_property(TARGET ${target} APPEND PROPERTY
                 LINK_LIBRARIES GoSym::link ${behind})
  endif()
  foreach(generator IN LISTS arg_GENERATORS)
    set(loaded NOTFOUND)
    if(TARGET ${generator})
      get_target_property(loaded ${generator} GOSYM_LOADED_OPTION)
    endif()
    if(NOT loaded)
      message(FATAL_ERROR "gosym_enable: '${generator}' is not a generator, "
        "expected a target of gosym_add_generator.")
    endif()
    target_link_options(${behind} INTERFACE
      "LINKER:-mllvm,-load=$<TARGET_FILE:${generator}>" "LINKER:-mllvm,${loaded}")
    set_property(TARGET ${behind} APPEND PROPERTY INTERFACE_LINK_DEPENDS
                 "$<TARGET_FILE:${generator}>")
  endforeach()
  if(arg_BACKTRACE)
    gosym_check_lines_later(${target})
    target_link_options(${behind} INTERFACE
      "LINKER:-mllvm,-gosym-for=backtrace"
      # Callers are found by it; gcc leaves it out with -static.
      "LINKER:--eh-frame-hdr")
    if(type STREQUAL "EXECUTABLE")
      # The reference takes the object that installs out of the archive.
      target_link_options(${behind} INTERFACE
        "LINKER:--undefined=gosym_crash_handler_is_installed")
      target_link_libraries(${behind} INTERFACE GoSym::Runtime)
    endif()
  endif()
  foreach(option IN LISTS arg_OPTIONS)
    target_link_options(${behind} INTERFACE "LINKER:-mllvm,${option}")
  endforeach()
endfunction()
