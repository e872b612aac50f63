# Closes the pipe before all output is read, as in `arrowbridge cat FILE | head -1`. The command must print nothing on standard error and
# end with exit code 2.
#
#   cmake -DTOOL=<program> -DFILE=<file> -DHEAD=<head> -P closed_pipe.cmake
#
# The table of FILE must be larger than the buffer of a pipe.

cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND ${TOOL} cat --width 0 ${FILE} COMMAND ${HEAD} -n 1
  RESULTS_VARIABLE results OUTPUT_VARIABLE out ERROR_VARIABLE err)
if(NOT results STREQUAL "2;0")
  message(FATAL_ERROR "the exit codes are ${results}")
endif()
if(NOT out MATCHES "^zone +│ country [^\n]*\n$")
  message(FATAL_ERROR "the first line is: ${out}")
endif()
if(NOT err STREQUAL "")
  message(FATAL_ERROR "standard error should be empty, but is: ${err}")
endif()
