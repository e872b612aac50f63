# cpack runs this before it makes packages: for Debian, it turns the folders of the components into what packages of Debian look like.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()

find_program(GZIP gzip)
function(compress file)
  if(GZIP)
    execute_process(COMMAND ${GZIP} --best --no-name --force ${file} COMMAND_ERROR_IS_FATAL ANY)
  endif()
endfunction()

list(GET CPACK_ARROWBRIDGE_NOTICES 0 notice)
list(GET CPACK_ARROWBRIDGE_NOTICES 1 runtime_license)
list(GET CPACK_ARROWBRIDGE_NOTICES 2 runtime_notices)
foreach(variable notice runtime_license runtime_notices)
  file(READ ${${variable}} ${variable})
endforeach()
set(files ${CPACK_ARROWBRIDGE_DEBIAN_FILES})

foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${component} variable)
  set(package ${CPACK_DEBIAN_${variable}_PACKAGE_NAME})
  set(usr ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/${component}/usr)

  # Libraries are in a folder of their architecture. The files for CMake and pkg-config depend on the folder: the ones for this folder take the
  # place of those for the other.
  set(libraries lib/${CPACK_ARROWBRIDGE_TRIPLET})
  if(EXISTS ${usr}/${CPACK_ARROWBRIDGE_LIBDIR} AND NOT CPACK_ARROWBRIDGE_LIBDIR STREQUAL libraries)
    file(RENAME ${usr}/${CPACK_ARROWBRIDGE_LIBDIR} ${usr}/moved)
    file(MAKE_DIRECTORY ${usr}/lib)
    file(RENAME ${usr}/moved ${usr}/${libraries})
  endif()
  if(component STREQUAL "development")
    # file(COPY) would leave a file as it is that was made in the same second.
    file(COPY_FILE ${files}/arrowbridge.pc ${usr}/${libraries}/pkgconfig/arrowbridge.pc)
    file(COPY_FILE ${files}/ArrowBridgeConfig.cmake ${usr}/${libraries}/cmake/ArrowBridge/ArrowBridgeConfig.cmake)
  endif()

  # The loader looks into that folder anyway.
  if(EXISTS ${usr}/bin/arrowbridge)
    file(RPATH_REMOVE FILE ${usr}/bin/arrowbridge)
  endif()
  if(EXISTS ${usr}/share/zsh/site-functions)
    file(RENAME ${usr}/share/zsh/site-functions ${usr}/share/zsh/vendor-completions)
  endif()
  file(GLOB pages ${usr}/share/man/man1/*.1)
  foreach(page IN LISTS pages)
    compress(${page})
  endforeach()

  file(WRITE ${usr}/share/doc/${package}/copyright "${notice}
On Debian systems the Apache License, Version 2.0, is in /usr/share/common-licenses/Apache-2.0.

The license of the .NET runtime:

${runtime_license}
The notices of the third-party code in the .NET runtime:

${runtime_notices}")
  file(COPY_FILE ${files}/changelog ${usr}/share/doc/${package}/changelog.Debian)
  compress(${usr}/share/doc/${package}/changelog.Debian)
  file(MAKE_DIRECTORY ${usr}/share/lintian/overrides)
  file(COPY_FILE ${CMAKE_CURRENT_LIST_DIR}/lintian-overrides ${usr}/share/lintian/overrides/${package})
endforeach()
