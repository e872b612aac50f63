# Copies the example into the build tree and installs its package there.
#
#   cmake -DDESTINATION=<folder> -DPROGRAMS=<this folder> [-DREQUIRED=ON] -P fetch.cmake

cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/../../cmake/NpmInstall.cmake)

# The version of the package is taken from package.json.
file(READ ${PROGRAMS}/package.json description)
string(JSON koffi GET "${description}" dependencies koffi)
set(package koffi@${koffi})

set(stamp ${DESTINATION}/installed)
set(found "")
if(EXISTS ${stamp})
  file(READ ${stamp} found)
endif()
if(NOT found STREQUAL package)
  npm_install("Node" ${DESTINATION} installed ${package})
  if(NOT installed)
    return()
  endif()
  file(WRITE ${stamp} ${package})
endif()
file(GLOB programs ${PROGRAMS}/*.mjs)
file(COPY ${programs} DESTINATION ${DESTINATION})
