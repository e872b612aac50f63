# A reader that leaves early, as in `arrowbridge cat FILE | head -1`: no word on standard error, and an exit code that is not 0.
#
#   cmake -DTOOL=<program> -DFILE=<file> -DHEAD=<head> -P closed_pipe.cmake
#
# The file's table must be longer than what a pipe holds.

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
  message(FATAL_ERROR "there should be no error, but: ${err}")
endif()
