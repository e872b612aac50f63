# Checks that the manual page of the conformance kit has exactly the options that the program lists.
#
#   cmake -DPROGRAM=<arrowbridge-conformance> -DPAGE=<arrowbridge-conformance.1> -P conformance_manual.cmake

cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND ${PROGRAM} --help OUTPUT_VARIABLE help COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "\n  --[a-z-]+" listed "${help}")
list(TRANSFORM listed STRIP)
file(READ ${PAGE} page)
string(REPLACE "\\-" "-" page "${page}")
string(REGEX MATCHALL "[ \"]--[a-z-]+" described "${page}")
list(TRANSFORM described REPLACE "^.--" "--")
list(REMOVE_DUPLICATES described)
list(REMOVE_ITEM described --help) # the program does not list it
list(SORT listed)
list(SORT described)
if(NOT listed OR NOT listed STREQUAL described)
  message(FATAL_ERROR "the program lists\n${listed}\nthe manual page describes\n${described}")
endif()
