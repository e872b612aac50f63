# Installs the JavaScript packages of the interop tests from npm, and runs the programs that write their files.
#
#   cmake -DDESTINATION=<folder> -DPROGRAMS=<folder with *.mjs> [-DREQUIRED=ON] -P FetchJsPackages.cmake
#
# Leaves the files in <folder>/data, and <folder>/data/written once all are there.

cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/NpmInstall.cmake)

set(packages @uwdata/flechette@2.6.0 apache-arrow@21.2.0 nodejs-polars@0.26.1 nodejs-polars-linux-x64-gnu@0.26.1
    lz4-napi@2.10.0 fzstd@0.1.1 zstd-codec@0.1.5)

if(NOT DESTINATION OR NOT PROGRAMS)
  message(FATAL_ERROR "DESTINATION or PROGRAMS is not given")
endif()
file(REMOVE_RECURSE "${DESTINATION}/data")
find_program(node NAMES node nodejs)
if(NOT node)
  leave_out("JS" "there is no node on this machine")
  return()
endif()
string(JOIN " " wanted ${packages})
set(stamp "${DESTINATION}/installed")
set(installed FALSE)
if(EXISTS "${stamp}")
  file(READ "${stamp}" found)
  if(found STREQUAL wanted)
    set(installed TRUE)
  endif()
endif()
if(NOT installed)
  npm_install("JS" "${DESTINATION}" installed ${packages})
  if(NOT installed)
    return()
  endif()
  file(WRITE "${stamp}" "${wanted}")
endif()

# Programs find their packages beside themselves.
file(GLOB programs "${PROGRAMS}/*.mjs")
file(COPY ${programs} DESTINATION "${DESTINATION}")
file(MAKE_DIRECTORY "${DESTINATION}/data")
foreach(package flechette apache polars)
  execute_process(COMMAND "${node}" "${DESTINATION}/write_${package}.mjs" "${DESTINATION}/data"
                  RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "write_${package}.mjs failed: ${result}")
  endif()
endforeach()
file(TOUCH "${DESTINATION}/data/written")
message("JS data written: ${DESTINATION}/data")
