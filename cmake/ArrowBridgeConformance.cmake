# arrowbridge_add_conformance_test(NAME <test> <ROLE> <library> SYMBOL <function> [ARGUMENT <text>]
#   [ONLY <pattern>...] [STRICT] [ALWAYS_CONSUMES] [MAY_STOP_EARLY] [WITHOUT <type>...]
#   [EXPECTED_FAILURES <file>] [SEED <number>] [TIME_LIMIT <seconds>] [TIMEOUT <seconds>]
#   [TAP <file>] [JUNIT <file>] [HTML <file>] [JSON <file>] [LABELS <label>...])
#
# Adds a test to ctest that runs the conformance kit on a function.
#
#   NAME        name of the test.
#   <ROLE>      role of the function: PRODUCER, ARRAY_PRODUCER, SCHEMA_PRODUCER, CONSUMER, PASS_THROUGH, DEVICE_PRODUCER,
#               DEVICE_CONSUMER, ASYNC_PRODUCER or ASYNC_CONSUMER; `arrowbridge-conformance --help` prints the declaration of
#               each. Its value is the library with the function: a target, SHARED or MODULE, or the path of a file, relative
#               to the current source folder.
#   SYMBOL      the function. It must be exported, and in C++ be extern "C".
#   ARGUMENT    last argument of the function. Without it the function has one parameter less.
#   ONLY        run only scenarios whose names match one of these shell patterns. Default: all scenarios.
#   STRICT      violations of recommendations count as findings.
#   ALWAYS_CONSUMES  a function that takes a stream releases it in every outcome, also if it fails.
#   MAY_STOP_EARLY   a function that takes a stream need not read it to its end.
#   WITHOUT     types that a function that takes a stream does not know; `arrowbridge-conformance --help` lists their names.
#               The data of scenarios is made without them, and scenarios about them are skipped.
#   EXPECTED_FAILURES  file of expected failures, relative to the current source folder: they are reported and do not fail
#               the test.
#   SEED        start of the pseudo-random sequences. Default: 1.
#   TIME_LIMIT  seconds until a call counts as hanging. Default: 30. A scenario may take ten times that.
#   TIMEOUT     seconds that ctest gives the whole test. Default: 1500; a shorter limit of ctest would hide hangs.
#   TAP, JUNIT, HTML, JSON  reports to write, relative to the current binary folder.
#   LABELS      labels of the test, for ctest -L.
#
# The test fails if a rule is broken that EXPECTED_FAILURES does not list, if the function cannot be loaded, or if every
# scenario was skipped.
include_guard()

function(arrowbridge_add_conformance_test)
  set(roles PRODUCER ARRAY_PRODUCER SCHEMA_PRODUCER CONSUMER PASS_THROUGH DEVICE_PRODUCER DEVICE_CONSUMER ASYNC_PRODUCER ASYNC_CONSUMER)
  cmake_parse_arguments(PARSE_ARGV 0 arg "STRICT;ALWAYS_CONSUMES;MAY_STOP_EARLY" "NAME;SYMBOL;ARGUMENT;EXPECTED_FAILURES;SEED;TIME_LIMIT;TIMEOUT;TAP;JUNIT;HTML;JSON;${roles}" "ONLY;LABELS;WITHOUT")
  if(arg_UNPARSED_ARGUMENTS OR arg_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "arrowbridge_add_conformance_test: unknown or incomplete arguments: ${arg_UNPARSED_ARGUMENTS} ${arg_KEYWORDS_MISSING_VALUES}")
  endif()
  if(NOT arg_NAME OR NOT arg_SYMBOL)
    message(FATAL_ERROR "arrowbridge_add_conformance_test: NAME and SYMBOL are required")
  endif()
  if(NOT TARGET ArrowBridge::conformance)
    message(FATAL_ERROR "arrowbridge_add_conformance_test: this ArrowBridge was installed without its conformance kit")
  endif()

  set(command "")
  foreach(role IN LISTS roles)
    if(NOT DEFINED arg_${role})
      continue()
    endif()
    if(command)
      message(FATAL_ERROR "arrowbridge_add_conformance_test: more than one of ${roles}")
    endif()
    set(library ${arg_${role}})
    if(TARGET ${library})
      set(library $<TARGET_FILE:${library}>)
    else()
      get_filename_component(library ${library} ABSOLUTE)
    endif()
    set(implementation ${library}:${arg_SYMBOL})
    if(DEFINED arg_ARGUMENT)
      string(APPEND implementation ":${arg_ARGUMENT}")
    endif()
    string(TOLOWER --${role} option)
    string(REPLACE "_" "-" option ${option})
    string(REPLACE ";" "\\;" implementation "${implementation}")
    set(command ArrowBridge::conformance ${option} "${implementation}")
  endforeach()
  if(NOT command)
    message(FATAL_ERROR "arrowbridge_add_conformance_test: one of ${roles} is required")
  endif()

  foreach(pattern IN LISTS arg_ONLY)
    list(APPEND command --only ${pattern})
  endforeach()
  foreach(name STRICT ALWAYS_CONSUMES MAY_STOP_EARLY)
    if(arg_${name})
      string(TOLOWER --${name} option)
      string(REPLACE "_" "-" option ${option})
      list(APPEND command ${option})
    endif()
  endforeach()
  foreach(type IN LISTS arg_WITHOUT)
    list(APPEND command --without ${type})
  endforeach()
  foreach(name EXPECTED_FAILURES SEED TIME_LIMIT TAP JUNIT HTML JSON)
    if(NOT DEFINED arg_${name})
      continue()
    endif()
    string(TOLOWER --${name} option)
    string(REPLACE "_" "-" option ${option})
    if(name STREQUAL "EXPECTED_FAILURES")
      get_filename_component(arg_${name} ${arg_${name}} ABSOLUTE)
    elseif(name MATCHES "TAP|JUNIT|HTML|JSON")
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
