# Linux on x86-64.
set(debian_architecture amd64)
set(gnu_architecture x86_64)
if(NOT CMAKE_HOST_SYSTEM_PROCESSOR STREQUAL "x86_64")
  set(CMAKE_SYSTEM_NAME Linux)
  set(CMAKE_SYSTEM_PROCESSOR x86_64)
endif()
include(${CMAKE_CURRENT_LIST_DIR}/Debian11.cmake)
