# Linux on arm64. On other architectures, tests of what is compiled run under qemu-user, if it is there.
set(debian_architecture arm64)
set(gnu_architecture aarch64)
set(more_packages libstdc++6/bullseye libstdc++-10-dev/bullseye libgtest-dev/bullseye libgmock-dev/bullseye liblz4-1/bullseye libzstd1/bullseye)
if(NOT CMAKE_HOST_SYSTEM_PROCESSOR STREQUAL "aarch64")
  set(CMAKE_SYSTEM_NAME Linux)
  set(CMAKE_SYSTEM_PROCESSOR aarch64)
endif()
include(${CMAKE_CURRENT_LIST_DIR}/Debian11.cmake)

# Tests are C++, with the standard library of the sysroot.
set(CMAKE_CXX_COMPILER ${CMAKE_C_COMPILER})
list(TRANSFORM CMAKE_CXX_COMPILER REPLACE "-gcc$" "-g++" AT 0)
list(INSERT CMAKE_CXX_COMPILER 1 -nostdinc++ -isystem ${usr}/include/c++/10 -isystem ${usr}/include/${triplet}/c++/10 -L${usr}/lib/gcc/${triplet}/10)
find_program(qemu NAMES qemu-aarch64 qemu-aarch64-static NO_CACHE)
if(qemu)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${qemu} -L ${CMAKE_SYSROOT})
endif()
