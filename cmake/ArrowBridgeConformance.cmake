# arrowbridge_add_conformance_test(NAME <test> <ROLE> <library> SYMBOL <function> [ARGUMENT <text>]
#   [ONLY <pattern>...] [STRICT] [EXPECTED_FAILURES <file>] [SEED <number>] [TIME_LIMIT <seconds>] [TIMEOUT <seconds>]
#   [TAP <file>] [JUNIT <file>] [LABELS <label>...])
#
# Adds a test to ctest that runs the conformance kit over a function.
#
#   NAME        of the test.
#   <ROLE>      what the function is: PRODUCER, ARRAY_PRODUCER, SCHEMA_PRODUCER, CONSUMER, PASS_THROUGH, DEVICE_PRODUCER, DEVICE_CONSUMER,
#               ASYNC_PRODUCER or ASYNC_CONSUMER. How each is declared, `arrowbridge-conformance --help` says. Its value is the library
#               that has the function: a target, SHARED or MODULE, or the path of a file, relative to the current source folder.
#   SYMBOL      the function. It has to be exported, and in C++ to be extern "C".
#   ARGUMENT    handed to the function as its last argument; without it the function has one less.
#   ONLY        scenarios whose names match one of these patterns, as in a shell; all unless told.
#   STRICT      what the specification only recommends or allows counts as well.
#   EXPECTED_FAILURES  file of expected failures, relative to the current source folder: they are reported and do not fail the test.
#   SEED        start of all random choices, 1 unless told.
#   TIME_LIMIT  seconds until a call counts as hanging, 30 unless told. A scenario may take ten times that.
#   TIMEOUT     seconds that ctest gives the whole test, 1500 unless told: ctest's own limit, if shorter, would hide what hangs.
#   TAP, JUNIT  reports to write, relative to the current binary folder.
#   LABELS      of the test, for ctest -L.
#
# The test fails if a rule is broken that EXPECTED_FAILURES does not list, if the function cannot be loaded, and if nothing could be driven at all.
include_guard()

function(arrowbridge_add_conformance_test)
  set(roles PRODUCER ARRAY_PRODUCER SCHEMA_PRODUCER CONSUMER PASS_THROUGH DEVICE_PRODUCER DEVICE_CONSUMER ASYNC_PRODUCER ASYNC_CONSUMER)
  cmake_parse_arguments(PARSE_ARGV 0 arg "STRICT" "NAME;SYMBOL;ARGUMENT;EXPECTED_FAILURES;SEED;TIME_LIMIT;TIMEOUT;TAP;JUNIT;${roles}" "ONLY;LABELS")
  if(arg_UNPARSED_ARGUMENTS OR arg_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "arrowbridge_add_conformance_test: cannot do with ${arg_UNPARSED_ARGUMENTS} ${arg_KEYWORDS_MISSING_VALUES}")
  endif()
  if(NOT arg_NAME OR NOT arg_SYMBOL)
    message(FATAL_ERROR "arrowbridge_add_conformance_test: NAME and SYMBOL are needed")
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
      message(FATAL_ERROR "arrowbridge_add_conformance_test: one of ${roles} at a time")
    endif()
    set(library ${arg_${role}})
    if(TARGET ${library})
      set(library $<TARGET_FILE:${library}>)
    else()
      get_filename_component(library ${library} ABSOLUTE)
    endif()
    set(subject ${library}:${arg_SYMBOL})
    if(DEFINED arg_ARGUMENT)
      string(APPEND subject ":${arg_ARGUMENT}")
    endif()
    string(TOLOWER --${role} option)
    string(REPLACE "_" "-" option ${option})
    string(REPLACE ";" "\\;" subject "${subject}")
    set(command ArrowBridge::conformance ${option} "${subject}")
  endforeach()
  if(NOT command)
    message(FATAL_ERROR "arrowbridge_add_conformance_test: one of ${roles} is needed")
  endif()

  foreach(pattern IN LISTS arg_ONLY)
    list(APPEND command --only ${pattern})
  endforeach()
  if(arg_STRICT)
    list(APPEND command --strict)
  endif()
  foreach(name EXPECTED_FAILURES SEED TIME_LIMIT TAP JUNIT)
    if(NOT DEFINED arg_${name})
      continue()
    endif()
    string(TOLOWER --${name} option)
    string(REPLACE "_" "-" option ${option})
    if(name STREQUAL "EXPECTED_FAILURES")
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
