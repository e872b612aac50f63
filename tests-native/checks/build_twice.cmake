# Checks that a second build without changes does nothing: cmake -DBUILD=<build tree> -P build_twice.cmake
cmake_minimum_required(VERSION 3.25)

cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
function(build out)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${BUILD} --parallel ${cores} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
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
