# Runs the command lines of README.md's session with the command, and compares their output with the output that README.md shows.
#
#   cmake -DTOOL=<program> -DSOURCE=<source tree> -DSCRATCH=<folder> -P readme_session.cmake

cmake_minimum_required(VERSION 3.25)
file(READ ${SOURCE}/README.md text)
string(FIND "${text}" "```\n$ arrowbridge" start)
if(start EQUAL -1)
  message(FATAL_ERROR "README.md has no session with the command")
endif()
math(EXPR start "${start} + 4")
string(SUBSTRING "${text}" ${start} -1 text)
string(FIND "${text}" "```" end)
string(SUBSTRING "${text}" 0 ${end} expected)

# The lines after the prompt become a script that prints each line before it runs it.
string(REGEX MATCHALL "(^|\n)\\$ [^\n]+" commands "${expected}")
set(script "")
foreach(command IN LISTS commands)
  string(REGEX REPLACE "^\n?\\$ " "" command "${command}")
  string(APPEND script "cat <<'END'\n$ ${command}\nEND\n${command}\n")
endforeach()

file(REMOVE_RECURSE ${SCRATCH})
file(MAKE_DIRECTORY ${SCRATCH})
file(CREATE_LINK ${SOURCE}/examples ${SCRATCH}/examples SYMBOLIC)
file(CREATE_LINK ${TOOL} ${SCRATCH}/arrowbridge SYMBOLIC)
unset(ENV{COLUMNS})
set(ENV{PATH} "${SCRATCH}:$ENV{PATH}")
file(WRITE ${SCRATCH}/session.sh "${script}")
execute_process(COMMAND sh session.sh WORKING_DIRECTORY ${SCRATCH} OUTPUT_VARIABLE output ERROR_VARIABLE error)
if(NOT output STREQUAL expected OR NOT error STREQUAL "")
  message(FATAL_ERROR "README.md shows\n${expected}\nbut the output is\n${output}\n${error}")
endif()
