# `cmake --install` and `cpack`. The library comes from a custom command, so its target is imported and cannot be exported: the package
# config is written by hand. Everything installed finds its neighbours from where it is, so that the prefix can be moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# The folder of the documentation is named as the package of Debian is, unless the user names another one.
get_property(chosen CACHE CMAKE_INSTALL_DOCDIR PROPERTY VALUE)
if(NOT chosen)
  set(CMAKE_INSTALL_DOCDIR ${CMAKE_INSTALL_DATAROOTDIR}/doc/arrowbridge)
endif()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ArrowBridge)
set(generated ${PROJECT_BINARY_DIR}/package)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/arrowbridge DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${ARROWBRIDGE_RUNTIME_NOTICES} DESTINATION ${CMAKE_INSTALL_DOCDIR}/dotnet-runtime)
if(WIN32)
  install(FILES ${ARROWBRIDGE_LIBRARY} DESTINATION ${CMAKE_INSTALL_BINDIR})
  set(installed_library ${CMAKE_INSTALL_BINDIR}/${ARROWBRIDGE_FILE})
else()
  install(FILES ${ARROWBRIDGE_LIBRARY} DESTINATION ${CMAKE_INSTALL_LIBDIR})
  set(installed_library ${CMAKE_INSTALL_LIBDIR}/${ARROWBRIDGE_FILE})
endif()
install(FILES ${ARROWBRIDGE_LINK_LIBRARY} DESTINATION ${CMAKE_INSTALL_LIBDIR})
set(installed_link_library ${CMAKE_INSTALL_LIBDIR}/${ARROWBRIDGE_LINK_FILE})

set(installed_conformance ${CMAKE_INSTALL_BINDIR}/arrowbridge-conformance)
set(installed_conformance_kit ${CMAKE_INSTALL_LIBDIR}/libarrowbridge-conformance.a)

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/ArrowBridgeConfig.cmake.in ${generated}/ArrowBridgeConfig.cmake
  INSTALL_DESTINATION ${package_dir}
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR installed_library installed_link_library installed_conformance installed_conformance_kit
  NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(${generated}/ArrowBridgeConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${generated}/ArrowBridgeConfig.cmake ${generated}/ArrowBridgeConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/ArrowBridgeConformance.cmake DESTINATION ${package_dir})

# From lib/pkgconfig back to the prefix; an absolute folder stays what it is.
set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
if(IS_ABSOLUTE ${CMAKE_INSTALL_LIBDIR})
  set(pkgconfig_prefix ${CMAKE_INSTALL_PREFIX})
else()
  file(RELATIVE_PATH up /prefix/${pkgconfig_dir} /prefix)
  string(REGEX REPLACE "/$" "" up ${up})
  set(pkgconfig_prefix "\${pcfiledir}/${up}")
endif()
foreach(folder LIBDIR INCLUDEDIR)
  if(IS_ABSOLUTE ${CMAKE_INSTALL_${folder}})
    set(pkgconfig_${folder} ${CMAKE_INSTALL_${folder}})
  else()
    set(pkgconfig_${folder} "\${prefix}/${CMAKE_INSTALL_${folder}}")
  endif()
endforeach()
configure_file(${PROJECT_SOURCE_DIR}/cmake/arrowbridge.pc.in ${generated}/arrowbridge.pc @ONLY)
install(FILES ${generated}/arrowbridge.pc DESTINATION ${pkgconfig_dir})

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
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/DebianCopyright.cmake)
set(CPACK_ARROWBRIDGE_COPYRIGHT_FILES ${PROJECT_SOURCE_DIR}/NOTICE ${ARROWBRIDGE_RUNTIME_NOTICES_DIR}/LICENSE.TXT)
set(CPACK_GENERATOR TGZ)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  list(APPEND CPACK_GENERATOR DEB)
endif()
# The test symbol_versions keeps it. dpkg-shlibdeps would name the libc6 of this machine, in which symbols have moved.
if(ARROWBRIDGE_ARCHITECTURE STREQUAL "arm64")
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
else()
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE amd64)
endif()
if(ARROWBRIDGE_GLIBC)
  set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= ${ARROWBRIDGE_GLIBC})")
endif()
set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "${PROJECT_DESCRIPTION}
 Takes a stream from any Arrow producer, checks it, reads it, combines it and
 hands it on, through a plain C ABI. Holds the shared library, the headers, the
 files for CMake and pkg-config, and the command arrowbridge.")
include(CPack)
