# `cmake --install` and `cpack`. The library comes from a custom command, so its target is imported and cannot be exported: the package
# config is written by hand. Everything installed finds its neighbours from where it is, so that the prefix can be moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# The folder of the documentation is named as the package of Debian is, unless the user names another one.
get_property(chosen CACHE CMAKE_INSTALL_DOCDIR PROPERTY VALUE)
if(NOT chosen)
  set(CMAKE_INSTALL_DOCDIR ${CMAKE_INSTALL_DATAROOTDIR}/doc/arrowbridge)
endif()

set(generated ${PROJECT_BINARY_DIR}/package)

# The components are the packages of Debian, but for the licenses, which a package of Debian has in one file.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/arrowbridge DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT licenses)
install(FILES ${ARROWBRIDGE_SBOM} DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)
install(FILES ${ARROWBRIDGE_RUNTIME_NOTICES} DESTINATION ${CMAKE_INSTALL_DOCDIR}/dotnet-runtime COMPONENT licenses)
if(WIN32)
  set(library_dir ${CMAKE_INSTALL_BINDIR})
else()
  set(library_dir ${CMAKE_INSTALL_LIBDIR})
endif()
install(FILES ${ARROWBRIDGE_LIBRARY} DESTINATION ${library_dir} COMPONENT runtime)
install(FILES ${ARROWBRIDGE_LINK_LIBRARY} DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)

# The files for CMake and pkg-config, for libraries in the folder `libdir`. A last argument is a prefix that is not moved, for pkg-config.
function(arrowbridge_package_files libdir folder)
  if(NOT WIN32)
    set(library_dir ${libdir})
  endif()
  set(installed_library ${library_dir}/${ARROWBRIDGE_FILE})
  set(installed_link_library ${libdir}/${ARROWBRIDGE_LINK_FILE})
  set(installed_command ${CMAKE_INSTALL_BINDIR}/arrowbridge${CMAKE_EXECUTABLE_SUFFIX})
  set(installed_conformance ${CMAKE_INSTALL_BINDIR}/arrowbridge-conformance)
  set(installed_conformance_kit ${libdir}/libarrowbridge-conformance.a)
  configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/ArrowBridgeConfig.cmake.in ${folder}/ArrowBridgeConfig.cmake
    INSTALL_DESTINATION ${libdir}/cmake/ArrowBridge
    PATH_VARS CMAKE_INSTALL_INCLUDEDIR installed_library installed_link_library installed_command installed_conformance installed_conformance_kit
    NO_CHECK_REQUIRED_COMPONENTS_MACRO)

  # From lib/pkgconfig back to the prefix; an absolute folder stays what it is.
  if(ARGC GREATER 2)
    set(pkgconfig_prefix ${ARGV2})
  elseif(IS_ABSOLUTE ${libdir})
    set(pkgconfig_prefix ${CMAKE_INSTALL_PREFIX})
  else()
    file(RELATIVE_PATH up /prefix/${libdir}/pkgconfig /prefix)
    string(REGEX REPLACE "/$" "" up ${up})
    set(pkgconfig_prefix "\${pcfiledir}/${up}")
  endif()
  set(pkgconfig_LIBDIR ${libdir})
  set(pkgconfig_INCLUDEDIR ${CMAKE_INSTALL_INCLUDEDIR})
  foreach(variable pkgconfig_LIBDIR pkgconfig_INCLUDEDIR)
    if(NOT IS_ABSOLUTE ${${variable}})
      set(${variable} "\${prefix}/${${variable}}")
    endif()
  endforeach()
  configure_file(${PROJECT_SOURCE_DIR}/cmake/arrowbridge.pc.in ${folder}/arrowbridge.pc @ONLY)
endfunction()

arrowbridge_package_files(${CMAKE_INSTALL_LIBDIR} ${generated})
# Before 1.0 a minor version may change the ABI.
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(compatibility SameMinorVersion)
else()
  set(compatibility SameMajorVersion)
endif()
write_basic_package_version_file(${generated}/ArrowBridgeConfigVersion.cmake COMPATIBILITY ${compatibility})
install(FILES ${generated}/ArrowBridgeConfig.cmake ${generated}/ArrowBridgeConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/ArrowBridgeConformance.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/ArrowBridge COMPONENT development)
install(FILES ${generated}/arrowbridge.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

set(CPACK_PACKAGE_NAME arrowbridge)
set(CPACK_PACKAGE_VENDOR "The ArrowBridge authors")
set(CPACK_PACKAGE_CONTACT "The ArrowBridge authors <arrowbridge@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGE_FILE_NAME arrowbridge-${PROJECT_VERSION}-${ARROWBRIDGE_RID})
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR TGZ)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  include(${PROJECT_SOURCE_DIR}/cmake/debian/Packages.cmake)
endif()
include(CPack)
