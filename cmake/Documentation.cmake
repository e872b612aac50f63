# The site of the documentation: target `site` puts it into <build>/site/html. The test `documentation` runs Doxygen over the C headers
# alone: everything in them is documented, and every reference leads somewhere. Both need Doxygen.
find_program(DOXYGEN_EXECUTABLE doxygen)
mark_as_advanced(DOXYGEN_EXECUTABLE)
set(site ${PROJECT_BINARY_DIR}/site)

function(arrowbridge_doxyfile file)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "INPUTS;PATTERNS;EXCLUDED;MAINPAGE;HTML;UNDOCUMENTED" "")
  foreach(name INPUTS PATTERNS EXCLUDED MAINPAGE HTML)
    string(TOLOWER ${name} lower)
    set(${lower} "${arg_${name}}")
  endforeach()
  set(warn_undocumented ${arg_UNDOCUMENTED})
  set(hide_undocumented YES)
  set(xml NO)
  set(fail FAIL_ON_WARNINGS)
  if(arg_UNDOCUMENTED)
    set(hide_undocumented NO)
    set(xml YES) # Doxygen checks only what it writes
  endif()
  configure_file(${PROJECT_SOURCE_DIR}/docs/site/Doxyfile.in ${file} @ONLY)
endfunction()

# The reference of the Python package is made of its docstrings.
set(python_pages "")
find_package(Python3 COMPONENTS Interpreter QUIET)
if(TARGET arrowbridge_python AND Python3_Interpreter_FOUND AND NOT CMAKE_CROSSCOMPILING)
  set(python_pages "\"${site}/python\"")
  set(write_python_pages COMMAND ${CMAKE_COMMAND} -E env ARROWBRIDGE_LIBRARY=${ARROWBRIDGE_LIBRARY}
    PYTHONPATH=${PROJECT_SOURCE_DIR}/python:${PROJECT_BINARY_DIR}/python PYTHONDONTWRITEBYTECODE=1
    ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/docs/site/python_reference.py ${site}/python)
endif()
arrowbridge_doxyfile(${site}/Doxyfile
  INPUTS "${python_pages} \"${PROJECT_SOURCE_DIR}/README.md\" \"${PROJECT_SOURCE_DIR}/docs\" \"${PROJECT_SOURCE_DIR}/python/README.md\" \"${PROJECT_SOURCE_DIR}/include/arrowbridge\" \"${PROJECT_SOURCE_DIR}/src/Managed\" \"${PROJECT_SOURCE_DIR}/CONTRIBUTING.md\" \"${PROJECT_SOURCE_DIR}/CHANGELOG.md\" \"${PROJECT_SOURCE_DIR}/SECURITY.md\""
  PATTERNS "*.md *.h *.hpp *.cs" EXCLUDED "" MAINPAGE "\"${PROJECT_SOURCE_DIR}/README.md\"" HTML YES UNDOCUMENTED NO)
arrowbridge_doxyfile(${site}/Doxyfile.headers
  INPUTS "\"${PROJECT_SOURCE_DIR}/include/arrowbridge\"" PATTERNS "*.h" EXCLUDED "" MAINPAGE "" HTML NO UNDOCUMENTED YES)

if(DOXYGEN_EXECUTABLE)
  add_custom_target(site ${write_python_pages} COMMAND ${DOXYGEN_EXECUTABLE} ${site}/Doxyfile
    COMMENT "The documentation: ${site}/html/index.html" VERBATIM)
  if(python_pages)
    add_dependencies(site arrowbridge_python arrowbridge_build)
  endif()
endif()
if(ARROWBRIDGE_BUILD_TESTS)
  add_test(NAME documentation
    COMMAND ${CMAKE_COMMAND} "-DDOXYGEN=$<$<BOOL:${DOXYGEN_EXECUTABLE}>:${DOXYGEN_EXECUTABLE}>" -DDOXYFILE=${site}/Doxyfile.headers
            -P ${PROJECT_SOURCE_DIR}/tests-native/checks/documentation.cmake)
  set_tests_properties(documentation PROPERTIES LABELS checks SKIP_REGULAR_EXPRESSION "documentation skipped: ")
endif()
