# Installs DuckDB's shared library from npm into a folder of the build tree, for the interop tests.
#
#   cmake -DDESTINATION=<folder> [-DREQUIRED=ON] -P FetchDuckDB.cmake
#
# Leaves <folder>/libduckdb.so. Where npm or its registry cannot be reached it says "left out" and succeeds, so that
# ctest can report a skip; with REQUIRED that is an error. Any other failure is always an error.

cmake_minimum_required(VERSION 3.25)

set(package "@duckdb/node-bindings-linux-x64")
set(version "1.5.6-r.1")
set(sha256 "3f4962cdd266eab2b479a5b5a4a6d063d279b2954ae814ed00385d553b747633")

if(NOT DESTINATION)
  message(FATAL_ERROR "DESTINATION is not given")
endif()
set(link "${DESTINATION}/libduckdb.so")
set(library "${DESTINATION}/node_modules/${package}/libduckdb.so")

function(leave_out reason)
  if(REQUIRED)
    message(FATAL_ERROR "DuckDB is required, but ${reason}")
  endif()
  message("DuckDB interop left out: ${reason}")
endfunction()

function(check_library out)
  set(${out} FALSE PARENT_SCOPE)
  if(EXISTS "${library}")
    file(SHA256 "${library}" found)
    if(found STREQUAL sha256)
      set(${out} TRUE PARENT_SCOPE)
    endif()
  endif()
endfunction()

check_library(is_there)
if(is_there AND EXISTS "${link}")
  message("DuckDB ${version} is there: ${link}")
  return()
endif()

# The link comes back only when all is well, so a run that breaks off leaves nothing that would be used.
file(REMOVE "${link}")
file(MAKE_DIRECTORY "${DESTINATION}")
find_program(npm NAMES npm)
if(NOT npm)
  leave_out("there is no npm on this machine")
  return()
endif()

execute_process(
  COMMAND "${npm}" install --prefix "${DESTINATION}" --no-save --no-package-lock --ignore-scripts --no-audit --no-fund
          --loglevel=error --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=30000 "${package}@${version}"
  WORKING_DIRECTORY "${DESTINATION}"
  RESULT_VARIABLE result
  OUTPUT_VARIABLE output
  ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message("${output}")
  set(unreachable
      "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|code E[45][0-9][0-9]|ETARGET")
  if(output MATCHES "${unreachable}")
    leave_out("the npm registry does not give ${package}@${version}")
    return()
  endif()
  message(FATAL_ERROR "npm could not install ${package}@${version} (${result})")
endif()

check_library(is_there)
if(NOT is_there)
  message(FATAL_ERROR "${library} is missing, or is not the file that these tests were written against")
endif()
file(CREATE_LINK "${library}" "${link}" SYMBOLIC)
message("DuckDB ${version} installed: ${link}")
