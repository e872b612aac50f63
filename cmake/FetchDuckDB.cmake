# Installs DuckDB's shared library from npm into a folder of the build tree, for the interop tests.
#
#   cmake -DDESTINATION=<folder> [-DREQUIRED=ON] -P FetchDuckDB.cmake
#
# Creates <folder>/libduckdb.so. If npm or its registry cannot be reached, it prints "left out" and succeeds, so that
# ctest reports the tests as skipped; with REQUIRED it fails. Any other failure is always an error.

cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/NpmInstall.cmake)

set(package "@duckdb/node-bindings-linux-x64")
set(version "1.5.6-r.1")
set(sha256 "3f4962cdd266eab2b479a5b5a4a6d063d279b2954ae814ed00385d553b747633")

if(NOT DESTINATION)
  message(FATAL_ERROR "DESTINATION is not set")
endif()
set(link "${DESTINATION}/libduckdb.so")
set(library "${DESTINATION}/node_modules/${package}/libduckdb.so")

function(check_library out)
  set(${out} FALSE PARENT_SCOPE)
  if(EXISTS "${library}")
    file(SHA256 "${library}" found)
    if(found STREQUAL sha256)
      set(${out} TRUE PARENT_SCOPE)
    endif()
  endif()
endfunction()

check_library(is_installed)
if(is_installed AND EXISTS "${link}")
  message("DuckDB ${version} is already installed: ${link}")
  return()
endif()

# The link is created only after the file was checked, so that an interrupted run leaves no library that tests would use.
file(REMOVE "${link}")
file(MAKE_DIRECTORY "${DESTINATION}")

npm_install("DuckDB" "${DESTINATION}" installed "${package}@${version}")
if(NOT installed)
  return()
endif()

check_library(is_installed)
if(NOT is_installed)
  message(FATAL_ERROR "${library} is missing, or does not have the expected SHA-256 checksum ${sha256}")
endif()
file(CREATE_LINK "${library}" "${link}" SYMBOLIC)
message("DuckDB ${version} installed: ${link}")
