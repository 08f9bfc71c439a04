# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Dependencies of packages on the versions of lld that a plugin is for. A file of its own,
# because it is tested without a build.

# Sets VARIABLE to the condition that package NAME has one of GOSYM_LLD_VERSIONS, as a list
# of relations that must all hold: from the first version on, before the one behind the
# last, and of each gap between two of them before or behind it. AT_LEAST and BEFORE are the
# operators, OPEN and CLOSE stand around a relation, OR between alternatives; if it is
# empty there can be none, and gaps are not excluded. EPOCH stands before each version.
function(gosym_relations variable name epoch at_least before open close or)
  set(versions ${GOSYM_LLD_VERSIONS})
  list(SORT versions COMPARE NATURAL)
  list(GET versions 0 first)
  set(relations "${name} ${open}${at_least} ${epoch}${first}~${close}")
  set(end "")
  foreach(version IN LISTS versions)
    if(end AND or AND NOT version VERSION_EQUAL end)
      list(APPEND relations "${name} ${open}${before} ${epoch}${end}~${close}${or}${name} ${open}${at_least} ${epoch}${version}~${close}")
    endif()
    string(REGEX MATCH "^(.*[.])([0-9]+)$" matched "${version}")
    math(EXPR patch "${CMAKE_MATCH_2} + 1")
    set(end "${CMAKE_MATCH_1}${patch}")
  endforeach()
  list(APPEND relations "${name} ${open}${before} ${epoch}${end}~${close}")
  string(JOIN ", " relations ${relations})
  set(${variable} "${relations}" PARENT_SCOPE)
endfunction()
