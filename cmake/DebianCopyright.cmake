# cpack runs this before it makes a package: a package of Debian has its licenses in /usr/share/doc/<package>/copyright.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()

list(GET CPACK_ARROWBRIDGE_COPYRIGHT_FILES 0 notice)
list(GET CPACK_ARROWBRIDGE_COPYRIGHT_FILES 1 runtime_license)
file(READ ${notice} notice)
file(READ ${runtime_license} runtime_license)
file(WRITE ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/doc/${CPACK_PACKAGE_NAME}/copyright "${notice}
On Debian systems the Apache License, Version 2.0, is in /usr/share/common-licenses/Apache-2.0.

The license of the .NET runtime:

${runtime_license}")
