# A build after which nothing changed does nothing, and soon: cmake -DBUILD=<build tree> -P build_twice.cmake
cmake_minimum_required(VERSION 3.25)
set(most_seconds 10) # three on an idle machine

function(build out)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${BUILD} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "the build fails:\n${output}")
  endif()
  set(${out} "${output}" PARENT_SCOPE)
endfunction()

build(ignored)
string(TIMESTAMP before "%s%f")
build(output)
string(TIMESTAMP after "%s%f")
math(EXPR milliseconds "(${after} - ${before}) / 1000")
message("the second build took ${milliseconds} ms")

if(output MATCHES "[^\n]*(Compiling|Building|Linking|Generating)[^\n]*")
  message(FATAL_ERROR "the second build was not idle: ${CMAKE_MATCH_0}")
endif()
math(EXPR limit "${most_seconds} * 1000")
if(milliseconds GREATER limit)
  message(FATAL_ERROR "the second build took more than ${most_seconds} s")
endif()
