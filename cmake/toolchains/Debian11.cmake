# Compiles C for Debian 11 (glibc 2.31) with the machine's GCC for the architecture `debian_architecture`, whose GNU name is `gnu_architecture`.
# The result also runs on much older systems: see ARROWBRIDGE_GLIBC in cmake/ArrowBridgeLibrary.cmake. A toolchain file includes this file.
# `more_packages` are added to the sysroot.

set(triplet ${gnu_architecture}-linux-gnu)
find_program(compiler ${triplet}-gcc NO_CACHE)
if(NOT compiler)
  string(REPLACE "_" "-" package gcc-${triplet})
  message(FATAL_ERROR "There is no compiler ${triplet}-gcc. On Debian it is in the package ${package}, or in gcc on that architecture itself.")
endif()

# Below the source tree in any case: CMake reads a toolchain file again in projects of its own.
get_filename_component(CMAKE_SYSROOT ${CMAKE_CURRENT_LIST_DIR}/../../build/sysroot-debian11-${debian_architecture} ABSOLUTE)
# The headers of Python are of Debian 12, because the extension modules use the limited API of 3.11.
set(packages ${more_packages} libc6/bullseye libc6-dev/bullseye libgcc-s1/bullseye linux-libc-dev/bullseye libpython3.11-dev/bookworm)
execute_process(
  COMMAND ${CMAKE_COMMAND} -DFOLDER=${CMAKE_SYSROOT} -DARCHITECTURE=${debian_architecture} "-DSUITES=bullseye;bookworm"
          "-DPACKAGES=${packages}" -P ${CMAKE_CURRENT_LIST_DIR}/../DebianSysroot.cmake
  COMMAND_ERROR_IS_FATAL ANY)

set(CMAKE_LIBRARY_ARCHITECTURE ${triplet})
# Without these options, GCC takes the C library beside its own files before that of the sysroot, and a cross compiler its headers too.
set(usr ${CMAKE_SYSROOT}/usr)
set(CMAKE_C_COMPILER ${triplet}-gcc -B${usr}/lib/${triplet} -L${usr}/lib/${triplet} -L${CMAKE_SYSROOT}/lib/${triplet}
  -isystem ${usr}/include/${triplet} -isystem ${usr}/include)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(Python3_INCLUDE_DIR ${usr}/include/python3.11 CACHE PATH "Headers of Python")
