# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The warning of gosym_enable(BACKTRACE): code without debug info has no lines.
#
# What options a target is compiled with is known only when CMake has read the
# whole project: CMAKE_CXX_FLAGS counts as it is at the end of the target's
# folder, and options of a target may be added at any time and from any folder.
# So gosym_enable() only notes the target, and the check is a call that CMake
# makes at the end of the top folder. It looks where options may come from:
# CMAKE_<LANG>_FLAGS and CMAKE_<LANG>_FLAGS_<CONFIG>, the target's COMPILE_FLAGS
# and COMPILE_OPTIONS, and what the libraries hand on that it is linked with.
# The last one that speaks of debug info counts, as for compilers. A generator
# expression cannot be evaluated here; $<$<CONFIG:...>:...> is understood, and
# of all others it is believed that they give the option that is in them.
#
# Flags of the linker need no check: `-s`, `-S`, `--strip-all` and
# `--strip-debug` keep debug info out of the output, but lld reads it before, and
# so does the plugin. Programs that strip afterwards do not touch the table.

# Appends to VARIABLE the options that TARGET gets from the libraries it is linked
# with. SEEN is the name of a list of those that have been looked at.
function(gosym_options_of_libraries variable target property seen)
  get_target_property(libraries ${target} ${property})
  set(options "${${variable}}")
  set(visited "${${seen}}")
  foreach(library IN LISTS libraries)
    string(REGEX REPLACE "^\\$<[A-Z_]+:(.*)>$" "\\1" library "${library}")
    if(TARGET "${library}" AND NOT library IN_LIST visited)
      list(APPEND visited "${library}")
      get_target_property(more ${library} INTERFACE_COMPILE_OPTIONS)
      if(more)
        list(APPEND options ${more})
      endif()
      gosym_options_of_libraries(options ${library} INTERFACE_LINK_LIBRARIES visited)
    endif()
  endforeach()
  set(${variable} "${options}" PARENT_SCOPE)
  set(${seen} "${visited}" PARENT_SCOPE)
endfunction()

# Sets VARIABLE to those of C and CXX that TARGET has sources of; to both if none
# is seen, as when sources are generator expressions.
function(gosym_languages_of variable target)
  get_property(enabled GLOBAL PROPERTY ENABLED_LANGUAGES)
  get_target_property(sources ${target} SOURCES)
  set(possible "")
  set(found "")
  foreach(language IN ITEMS C CXX)
    if(language IN_LIST enabled)
      list(APPEND possible ${language})
      list(JOIN CMAKE_${language}_SOURCE_FILE_EXTENSIONS "|" extensions)
      string(REPLACE "+" "\\+" extensions "${extensions}")
      if(sources MATCHES "\\.(${extensions})(;|$)")
        list(APPEND found ${language})
      endif()
    endif()
  endforeach()
  if(NOT found)
    set(found "${possible}")
  endif()
  set(${variable} "${found}" PARENT_SCOPE)
endfunction()

# Sets VARIABLE to whether compilers given OPTIONS, a list, for CONFIG make debug
# info.
function(gosym_has_debug_info variable config options)
  set(has FALSE)
  foreach(option IN LISTS options)
    string(REGEX MATCH "^\\$<\\$<CONFIG:([^>]*)>:" condition "${option}")
    if(condition)
      string(TOUPPER "${CMAKE_MATCH_1}" configs)
      string(REPLACE "," ";" configs "${configs}")
      string(TOUPPER "${config}" wanted)
      if(NOT wanted IN_LIST configs)
        continue()
      endif()
      string(REGEX REPLACE "^\\$<\\$<CONFIG:[^>]*>:(.*)>$" "\\1" option "${option}")
    endif()
    # -g1, -ggdb3, -gdwarf-5, -gline-tables-only and the like turn it on; -g0,
    # -ggdb0 off; -gsplit-dwarf, -gz, -gcolumn-info and the like say only how.
    if(option MATCHES "^-g([a-z]+)?0$")
      set(has FALSE)
    elseif(option MATCHES "(^|[:;])-g(|[123]|(gdb|lldb|sce|dbx|vms|stabs)[123]?|dwarf.*|mlt|line-tables-only|line-directives-only|full|used|modules|embed-source)(>|;|$)")
      set(has TRUE)
    endif()
  endforeach()
  set(${variable} ${has} PARENT_SCOPE)
endfunction()

# Sets VARIABLE to `TARGET` or `TARGET (CONFIG, CONFIG)` if TARGET is compiled
# without debug info, with the configurations in which it is; else to nothing.
function(gosym_describe_missing_lines variable target)
  get_target_property(folder ${target} SOURCE_DIR)
  get_target_property(own ${target} COMPILE_OPTIONS)
  get_target_property(flags ${target} COMPILE_FLAGS)
  set(fromLibraries "")
  set(seen "")
  gosym_options_of_libraries(fromLibraries ${target} LINK_LIBRARIES seen)
  gosym_languages_of(languages ${target})
  set(configs "${CMAKE_CONFIGURATION_TYPES}")
  if(NOT configs)
    set(configs "${CMAKE_BUILD_TYPE}")
  endif()
  if(NOT configs)
    set(configs "no build type")
  endif()
  set(missing "")
  foreach(config IN LISTS configs)
    string(TOUPPER "${config}" suffix)
    foreach(language IN LISTS languages)
      # As it is at the end of the target's folder, which is what CMake uses.
      get_directory_property(all DIRECTORY "${folder}" DEFINITION CMAKE_${language}_FLAGS)
      get_directory_property(more DIRECTORY "${folder}"
                             DEFINITION CMAKE_${language}_FLAGS_${suffix})
      separate_arguments(options UNIX_COMMAND "${all} ${more} ${flags}")
      list(APPEND options ${own} ${fromLibraries})
      gosym_has_debug_info(has "${config}" "${options}")
      if(NOT has)
        list(APPEND missing "${config}")
      endif()
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES missing)
  if(missing)
    list(JOIN missing ", " missing)
    set(missing "${target} (${missing})")
  endif()
  set(${variable} "${missing}" PARENT_SCOPE)
endfunction()

# Called at the end of the top folder: one warning for all targets.
function(gosym_warn_without_lines)
  get_property(targets GLOBAL PROPERTY GOSYM_BACKTRACE_TARGETS)
  set(all "")
  foreach(target IN LISTS targets)
    gosym_describe_missing_lines(missing ${target})
    list(APPEND all ${missing})
  endforeach()
  if(all)
    list(JOIN all ", " all)
    message(WARNING "gosym_enable(BACKTRACE): compiled without debug info, so that "
      "backtraces have functions but no lines and inlined calls: ${all}. "
      "Add add_compile_options(-gline-tables-only) before these targets, or "
      "target_compile_options(... PRIVATE -gline-tables-only); with gcc -g1.")
  endif()
endfunction()

# Has TARGET checked when the project has been read.
function(gosym_check_lines_later target)
  get_property(targets GLOBAL PROPERTY GOSYM_BACKTRACE_TARGETS)
  if(NOT targets)
    cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL gosym_warn_without_lines)
  endif()
  if(NOT target IN_LIST targets)
    set_property(GLOBAL APPEND PROPERTY GOSYM_BACKTRACE_TARGETS ${target})
  endif()
endfunction()
