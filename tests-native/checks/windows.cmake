# Compiles for Windows what is C or C++ and belongs to users: the C inside the library, which is also linked, the command, the examples,
# and every public header. The conformance kit is not for Windows: it needs fork().
#
#   cmake -DSOURCE=<source tree> -DSCRATCH=<folder> -DC=<mingw gcc> -DCXX=<mingw g++> -P windows.cmake

cmake_minimum_required(VERSION 3.25)
if(NOT C OR NOT CXX)
  message("Windows skipped: the compilers x86_64-w64-mingw32-gcc and -g++ are not on this machine")
  return()
endif()
set(folder ${SCRATCH}/windows)
file(REMOVE_RECURSE ${folder})
file(MAKE_DIRECTORY ${folder})
set(warnings -Wall -Wextra -Wpedantic -Werror)
set(failures "")

function(compile)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${folder} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    set(failures "${failures}${command}\n${output}\n" PARENT_SCOPE)
  endif()
endfunction()

# The library's C, linked as the NuGet package has it. Exported functions call C# and are compiled only.
file(GLOB_RECURSE sources ${SOURCE}/src/*/native/*.c)
set(exports ${sources})
list(FILTER sources EXCLUDE REGEX "/Exports/")
list(FILTER exports INCLUDE REGEX "/Exports/")
file(GLOB folders LIST_DIRECTORIES ON ${SOURCE}/src/*/native)
list(TRANSFORM folders PREPEND -I)
set(flags -std=c11 -O2 ${warnings} -DARROWBRIDGE_STATIC -I${SOURCE}/include ${folders})
compile(${C} ${flags} -shared ${sources} -o arrowbridge_native.dll)
compile(${C} ${flags} -fsyntax-only ${exports})

file(GLOB sources ${SOURCE}/tools/arrowbridge/*.c)
compile(${C} -std=c99 -O2 ${warnings} -I${SOURCE}/include -fsyntax-only ${sources})
file(GLOB sources ${SOURCE}/examples/*.c ${SOURCE}/examples/short/*.c)
compile(${C} -std=c99 ${warnings} -I${SOURCE}/include -fsyntax-only ${sources})
file(GLOB sources ${SOURCE}/examples/*.cc ${SOURCE}/examples/short/*.cc)
compile(${CXX} -std=c++17 ${warnings} -I${SOURCE}/include -fsyntax-only ${sources})

file(GLOB headers RELATIVE ${SOURCE}/include ${SOURCE}/include/arrowbridge/*.h ${SOURCE}/include/arrowbridge/arrowbridge.hpp)
list(REMOVE_ITEM headers arrowbridge/capsule.h) # needs Python.h
foreach(header IN LISTS headers)
  file(APPEND ${folder}/headers.cc "#include \"${header}\"\n")
  if(header MATCHES "\\.h$")
    file(APPEND ${folder}/headers.c "#include \"${header}\"\n")
  endif()
endforeach()
file(APPEND ${folder}/headers.c "int main(void) { return 0; }\n")
compile(${C} -std=c99 ${warnings} -I${SOURCE}/include -fsyntax-only headers.c)
compile(${CXX} -std=c++17 ${warnings} -I${SOURCE}/include -fsyntax-only headers.cc)

if(failures)
  message(FATAL_ERROR "for Windows this does not compile:\n${failures}")
endif()
