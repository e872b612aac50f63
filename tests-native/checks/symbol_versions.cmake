# Checks that no installed file needs a newer glibc than is promised.
#
#   cmake -DFILES=<file>... -DREADELF=<readelf> -DARCHITECTURE=<x64|arm64> -DGLIBC=<version> -P symbol_versions.cmake

cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/elf.cmake)

foreach(file IN LISTS FILES)
  require_elf(${file} ${READELF} ${ARCHITECTURE} ${GLIBC})
endforeach()
