# cpack reads this once per generator. With a summary of the whole project, each package of Debian would get that one in place of its own.
if(CPACK_GENERATOR STREQUAL "DEB")
  unset(CPACK_PACKAGE_DESCRIPTION_SUMMARY)
endif()
