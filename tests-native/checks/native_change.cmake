# A change of one C file of src/*/native reaches the library, and without a change nothing is linked again. SOURCE is a copy of the source
# tree that is built in BUILD; its files are as before at the end.
#
#   cmake -DSOURCE=<copy of the source tree> -DBUILD=<its build folder> -DLIBRARY=<libarrowbridge.so.N in it> -P native_change.cmake
cmake_minimum_required(VERSION 3.25)

function(build)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${BUILD} --target arrowbridge_build
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "the build fails:\n${output}")
  endif()
endfunction()

function(require_text text expected when)
  file(STRINGS ${LIBRARY} found REGEX "${text}")
  if(expected AND NOT found)
    message(FATAL_ERROR "${when}, the library does not have what was added to the source")
  elseif(found AND NOT expected)
    message(FATAL_ERROR "${when}, the library has '${text}'")
  endif()
endfunction()

foreach(module Exports Memory)
  file(GLOB sources ${SOURCE}/src/${module}/native/*.c)
  list(GET sources 0 source)
  set(text "changed by the test native_change: ${module}")
  require_text("${text}" OFF "before the change")

  file(READ ${source} original)
  file(APPEND ${source} "
__attribute__((constructor)) static void added_by_a_test(void) {
  __asm__ volatile(\"\" : : \"r\"(\"${text}\"));
}
")
  build()
  file(WRITE ${source} "${original}")
  require_text("${text}" ON "after ${source} changed")
endforeach()

build() # with the files as they were
require_text("changed by the test native_change" OFF "after all changes were undone")
function(require_idle file when)
  file(TIMESTAMP ${file} first "%s" UTC)
  execute_process(COMMAND ${CMAKE_COMMAND} -E sleep 1.1)
  build()
  file(TIMESTAMP ${file} second "%s" UTC)
  if(NOT first STREQUAL second)
    message(FATAL_ERROR "${when} made ${file} again")
  endif()
endfunction()
require_idle(${LIBRARY} "a build without a change")

file(GLOB linked ${BUILD}/dotnet/bin/ArrowBridge/*/native/ArrowBridge.so)
if(NOT linked)
  message(FATAL_ERROR "the result of the linker is in another place than this test knows")
endif()
file(REMOVE ${LIBRARY})
require_idle(${linked} "dotnet publish without a change")
