# Checks that a second build without changes does nothing: cmake -DBUILD=<build tree> -P build_twice.cmake
cmake_minimum_required(VERSION 3.25)

function(build out)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${BUILD} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "the build fails:\n${output}")
  endif()
  set(${out} "${output}" PARENT_SCOPE)
endfunction()

build(ignored)
build(output)
if(output MATCHES "[^\n]*(Compiling|Building|Linking|Generating)[^\n]*")
  message(FATAL_ERROR "the second build did some work: ${CMAKE_MATCH_0}")
endif()
