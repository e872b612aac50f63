# arrowbridge_add_conformance_test(NAME <test> <ROLE> <library> SYMBOL <function> [ARGUMENT <text>]
#   [ONLY <pattern>...] [STRICT] [KNOWN <file>] [SEED <number>] [TIME_LIMIT <seconds>] [TIMEOUT <seconds>]
#   [TAP <file>] [JUNIT <file>] [LABELS <label>...])
#
# Adds a ctest test that runs the conformance kit on a function.
#
#   NAME        Name of the test.
#   <ROLE>      What the function is: PRODUCER, ARRAY_PRODUCER, SCHEMA_PRODUCER, CONSUMER, PASS_THROUGH, DEVICE_PRODUCER, DEVICE_CONSUMER,
#               ASYNC_PRODUCER or ASYNC_CONSUMER. `arrowbridge-conformance --help` shows the C declaration for each role. The value is the
#               library with the function: a SHARED or MODULE target, or the path of a file, relative to the current source folder.
#   SYMBOL      Name of the function. It must be exported, and in C++ be declared extern "C".
#   ARGUMENT    String that is passed to the function as its last parameter. Without ARGUMENT the function does not have this parameter.
#   ONLY        Run only the scenarios whose names match one of these shell patterns. Default: all scenarios.
#   STRICT      Violations of recommendations and of optional behaviour of the specification also count as errors.
#   KNOWN       File with known deviations, relative to the current source folder. They are reported but do not fail the test.
#   SEED        Seed of all random choices. Default: 1.
#   TIME_LIMIT  Seconds after which a call is reported as hanging. Default: 30. A scenario may take ten times as long.
#   TIMEOUT     Seconds after which ctest ends the test. Default: 1500. A short timeout of ctest hides which call hangs.
#   TAP, JUNIT  Report files to write, relative to the current binary folder.
#   LABELS      Labels of the test, for ctest -L.
#
# The test fails if a rule is violated that KNOWN does not list, if the function cannot be loaded, or if no scenario could run.
include_guard()

function(arrowbridge_add_conformance_test)
  set(roles PRODUCER ARRAY_PRODUCER SCHEMA_PRODUCER CONSUMER PASS_THROUGH DEVICE_PRODUCER DEVICE_CONSUMER ASYNC_PRODUCER ASYNC_CONSUMER)
  cmake_parse_arguments(PARSE_ARGV 0 arg "STRICT" "NAME;SYMBOL;ARGUMENT;KNOWN;SEED;TIME_LIMIT;TIMEOUT;TAP;JUNIT;${roles}" "ONLY;LABELS")
  if(arg_UNPARSED_ARGUMENTS OR arg_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR
      "arrowbridge_add_conformance_test: unknown arguments or missing values: ${arg_UNPARSED_ARGUMENTS} ${arg_KEYWORDS_MISSING_VALUES}")
  endif()
  if(NOT arg_NAME OR NOT arg_SYMBOL)
    message(FATAL_ERROR "arrowbridge_add_conformance_test: NAME and SYMBOL are required")
  endif()
  if(NOT TARGET ArrowBridge::conformance)
    message(FATAL_ERROR "arrowbridge_add_conformance_test: this installation of ArrowBridge does not have the conformance kit")
  endif()

  set(command "")
  foreach(role IN LISTS roles)
    if(NOT DEFINED arg_${role})
      continue()
    endif()
    if(command)
      message(FATAL_ERROR "arrowbridge_add_conformance_test: give only one of ${roles}")
    endif()
    set(library ${arg_${role}})
    if(TARGET ${library})
      set(library $<TARGET_FILE:${library}>)
    else()
      get_filename_component(library ${library} ABSOLUTE)
    endif()
    set(function ${library}:${arg_SYMBOL})
    if(DEFINED arg_ARGUMENT)
      string(APPEND function ":${arg_ARGUMENT}")
    endif()
    string(TOLOWER --${role} option)
    string(REPLACE "_" "-" option ${option})
    string(REPLACE ";" "\\;" function "${function}")
    set(command ArrowBridge::conformance ${option} "${function}")
  endforeach()
  if(NOT command)
    message(FATAL_ERROR "arrowbridge_add_conformance_test: one of ${roles} is required")
  endif()

  foreach(pattern IN LISTS arg_ONLY)
    list(APPEND command --only ${pattern})
  endforeach()
  if(arg_STRICT)
    list(APPEND command --strict)
  endif()
  foreach(name KNOWN SEED TIME_LIMIT TAP JUNIT)
    if(NOT DEFINED arg_${name})
      continue()
    endif()
    string(TOLOWER --${name} option)
    string(REPLACE "_" "-" option ${option})
    if(name STREQUAL "KNOWN")
      get_filename_component(arg_${name} ${arg_${name}} ABSOLUTE)
    elseif(name MATCHES "TAP|JUNIT")
      get_filename_component(arg_${name} ${arg_${name}} ABSOLUTE BASE_DIR ${CMAKE_CURRENT_BINARY_DIR})
    endif()
    list(APPEND command ${option} ${arg_${name}})
  endforeach()
  if(NOT DEFINED arg_TIMEOUT)
    set(arg_TIMEOUT 1500)
  endif()
  add_test(NAME ${arg_NAME} COMMAND ${command})
  set_tests_properties(${arg_NAME} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()
