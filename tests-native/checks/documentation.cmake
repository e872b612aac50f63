# Runs Doxygen, which must have nothing to warn about.
#
#   cmake -DDOXYGEN=<doxygen> -DDOXYFILE=<configuration> -P documentation.cmake

cmake_minimum_required(VERSION 3.25)
if(NOT DOXYGEN)
  message("documentation skipped: Doxygen is not on this machine")
  return()
endif()
execute_process(COMMAND ${DOXYGEN} ${DOXYFILE} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0 OR output MATCHES "warning:")
  message(FATAL_ERROR "Doxygen warns:\n${output}")
endif()
