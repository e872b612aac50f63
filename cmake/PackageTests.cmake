# Tests of what is installed, also for builds without the other tests.
if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux" OR NOT ARROWBRIDGE_GLIBC OR ARROWBRIDGE_SANITIZE)
  return()
endif()

set(checks ${PROJECT_SOURCE_DIR}/tests-native/checks)
set(files ${ARROWBRIDGE_LIBRARY} $<TARGET_FILE:arrowbridge_native_shared>)
foreach(target arrowbridge_tool arrowbridge_conformance arrowbridge_python arrowbridge_python_conformance arrowbridge_guarded_malloc)
  if(TARGET ${target})
    list(APPEND files $<TARGET_FILE:${target}>)
  endif()
endforeach()
add_test(NAME symbol_versions
  COMMAND ${CMAKE_COMMAND} "-DFILES=${files}" -DREADELF=${CMAKE_READELF} -DARCHITECTURE=${ARROWBRIDGE_ARCHITECTURE}
          -DGLIBC=${ARROWBRIDGE_GLIBC} -P ${checks}/symbol_versions.cmake)
set_tests_properties(symbol_versions PROPERTIES LABELS "checks;release")

# The packages that a release preset has just made.
if(ARROWBRIDGE_RELEASE)
  add_test(NAME packages
    COMMAND ${CMAKE_COMMAND} -DBUILD=${PROJECT_BINARY_DIR} -DPACKAGES=${PROJECT_BINARY_DIR}/packages
            -DSCRATCH=${PROJECT_BINARY_DIR}/packages-extracted -DREADELF=${CMAKE_READELF} -DARCHITECTURE=${ARROWBRIDGE_ARCHITECTURE}
            -DGLIBC=${ARROWBRIDGE_GLIBC} -DFILE=${PROJECT_SOURCE_DIR}/examples/data/timezones.arrow
            "-DEMULATOR=${CMAKE_CROSSCOMPILING_EMULATOR}" -DCROSS=${CMAKE_CROSSCOMPILING} -P ${checks}/packages.cmake)
  set_tests_properties(packages PROPERTIES LABELS release)
endif()
