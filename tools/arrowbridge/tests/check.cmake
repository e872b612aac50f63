# Runs the command once and checks its exit code, standard output and standard error.
#
#   cmake -DTOOL=<program> -DEXIT=<code> [-DGOLDEN=<file>] [-DOUT=<regex>] [-DERR=<regex>] [-DINPUT=<file>] [-DPIPE=<file>]
#         [-DCOLUMNS=<n>] [-DPLAIN=ON] [-DLAUNCHER=<words>] -P check.cmake -- <arguments>...
#
# EXIT      the expected exit code
# GOLDEN    standard output must equal the content of this file
# OUT       standard output must match this expression; without GOLDEN and OUT it must be empty
# ERR       standard error must match this expression; without ERR it must be empty
# INPUT     standard input is this file
# PIPE      standard input is a pipe with the content of this file
# COLUMNS   value of the environment variable COLUMNS; without it the variable is not set
# PLAIN     without PLAIN, the command also gets --stats, and must have released everything
# LAUNCHER  a program, with arguments, that runs the command

cmake_minimum_required(VERSION 3.25)

set(ARGUMENTS "")
set(past_dashes FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(past_dashes)
    list(APPEND ARGUMENTS "${CMAKE_ARGV${i}}")
  elseif(CMAKE_ARGV${i} STREQUAL "--")
    set(past_dashes TRUE)
  endif()
endforeach()
separate_arguments(LAUNCHER UNIX_COMMAND "${LAUNCHER}")

unset(ENV{COLUMNS})
if(COLUMNS)
  set(ENV{COLUMNS} ${COLUMNS})
endif()
if(NOT PLAIN)
  list(INSERT ARGUMENTS 1 --stats)
endif()
set(command COMMAND ${LAUNCHER} ${TOOL} ${ARGUMENTS})
if(PIPE)
  list(PREPEND command COMMAND ${CMAKE_COMMAND} -E cat ${PIPE})
elseif(INPUT)
  list(APPEND command INPUT_FILE ${INPUT})
endif()
execute_process(${command} RESULTS_VARIABLE results OUTPUT_VARIABLE out ERROR_VARIABLE err)
list(POP_BACK results result)

function(fail problem)
  list(JOIN ARGUMENTS " " line)
  message(FATAL_ERROR "arrowbridge ${line}\n${problem}\n--- exit code\n${result}\n--- standard output\n${out}\n--- standard error\n${err}")
endfunction()

if(NOT PLAIN)
  set(stats "not released: 0 bytes, 0 blocks, 0 handles, 0 schemas, 0 arrays, 0 streams\n")
  string(FIND "${err}" "${stats}" position REVERSE)
  if(position EQUAL -1)
    fail("not everything was released")
  endif()
  string(SUBSTRING "${err}" 0 ${position} err)
endif()
if(NOT result EQUAL EXIT)
  fail("the exit code should be ${EXIT}")
endif()
if(GOLDEN)
  file(READ ${GOLDEN} golden)
  if(NOT out STREQUAL golden)
    fail("standard output differs from ${GOLDEN}")
  endif()
elseif(OUT)
  if(NOT out MATCHES "${OUT}")
    fail("standard output does not match: ${OUT}")
  endif()
elseif(NOT out STREQUAL "")
  fail("standard output should be empty")
endif()
if(ERR)
  if(NOT err MATCHES "${ERR}")
    fail("standard error does not match: ${ERR}")
  endif()
elseif(NOT err STREQUAL "")
  fail("standard error should be empty")
endif()
