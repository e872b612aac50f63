# The packages of Debian: libarrowbridge<n>, libarrowbridge-dev and arrowbridge. Layout.cmake and MultiArch.cmake do what cpack cannot.
list(APPEND CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL runtime development)
if(ARROWBRIDGE_BUILD_TOOLS OR ARROWBRIDGE_BUILD_CONFORMANCE)
  list(APPEND CPACK_COMPONENTS_ALL tools)
endif()
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/Layout.cmake)
set(CPACK_POST_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/MultiArch.cmake)
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/Generator.cmake)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
if(ARROWBRIDGE_ARCHITECTURE STREQUAL "arm64")
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
  set(CPACK_ARROWBRIDGE_TRIPLET aarch64-linux-gnu)
else()
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE amd64)
  set(CPACK_ARROWBRIDGE_TRIPLET x86_64-linux-gnu)
endif()
set(CPACK_ARROWBRIDGE_LIBDIR ${CMAKE_INSTALL_LIBDIR})
set(CPACK_ARROWBRIDGE_NOTICES ${PROJECT_SOURCE_DIR}/NOTICE ${ARROWBRIDGE_RUNTIME_NOTICES})

set(CPACK_ARROWBRIDGE_DEBIAN_FILES ${generated}/debian)
arrowbridge_package_files(lib/${CPACK_ARROWBRIDGE_TRIPLET} ${CPACK_ARROWBRIDGE_DEBIAN_FILES} /usr)
configure_file(${CMAKE_CURRENT_LIST_DIR}/changelog.in ${CPACK_ARROWBRIDGE_DEBIAN_FILES}/changelog @ONLY)

# What other packages depend on if they use the library: of which version each symbol is, and for all of them.
set(runtime libarrowbridge${ARROWBRIDGE_SOVERSION})
set(symbols "")
file(STRINGS ${ARROWBRIDGE_EXPORTS_FILE} lines REGEX "^ARROWBRIDGE_|^    ")
foreach(line IN LISTS lines)
  if(line MATCHES "^(ARROWBRIDGE_([0-9.]+)) ")
    set(version_node ${CMAKE_MATCH_1})
    set(since ${CMAKE_MATCH_2}.0)
    if(NOT since MATCHES "[.].*[.]")
      set(since 0.1.0) # the node of the first version has the number of the ABI
    endif()
    string(APPEND symbols " ${version_node}@${version_node} ${since}\n")
  elseif(line MATCHES "([A-Za-z0-9_]+)")
    string(APPEND symbols " ${CMAKE_MATCH_1}@${version_node} ${since}\n")
  endif()
endforeach()
file(CONFIGURE OUTPUT ${CPACK_ARROWBRIDGE_DEBIAN_FILES}/symbols CONTENT "${ARROWBRIDGE_FILE} ${runtime} #MINVER#\n${symbols}" @ONLY)
file(CONFIGURE OUTPUT ${CPACK_ARROWBRIDGE_DEBIAN_FILES}/shlibs CONTENT "libarrowbridge ${ARROWBRIDGE_SOVERSION} ${runtime} (>= 0.1.0)\n" @ONLY)
file(CONFIGURE OUTPUT ${CPACK_ARROWBRIDGE_DEBIAN_FILES}/triggers CONTENT "activate-noawait ldconfig\n" @ONLY)

set(libc "libc6 (>= ${ARROWBRIDGE_GLIBC})") # the test symbol_versions keeps it
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME ${runtime})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_DEPENDS "${libc}")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_RECOMMENDS "liblz4-1, libzstd1")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA
  ${CPACK_ARROWBRIDGE_DEBIAN_FILES}/symbols ${CPACK_ARROWBRIDGE_DEBIAN_FILES}/shlibs ${CPACK_ARROWBRIDGE_DEBIAN_FILES}/triggers)
set(CPACK_DEBIAN_RUNTIME_DESCRIPTION "Arrow C data, C stream and IPC formats - shared library
ArrowBridge takes a stream from any Arrow producer, checks it, reads it,
combines it and hands it on, through a plain C ABI. It also reads and writes
Arrow IPC files and streams.

This package contains the shared library. It loads liblz4 and libzstd if it
meets compressed data.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libarrowbridge-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "${runtime} (= ${PROJECT_VERSION}-1)")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS arrowbridge)
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "Arrow C data, C stream and IPC formats - development files
ArrowBridge takes a stream from any Arrow producer, checks it, reads it,
combines it and hands it on, through a plain C ABI. It also reads and writes
Arrow IPC files and streams.

This package contains the headers for C and C++, the files for CMake and
pkg-config, and the conformance kit as a static library.")

set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME arrowbridge)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_TOOLS_PACKAGE_DEPENDS "${runtime} (>= ${PROJECT_VERSION}), ${libc}")
set(CPACK_DEBIAN_TOOLS_DESCRIPTION "show, check, compare and convert Arrow IPC files
The command arrowbridge shows, checks, compares and converts files, streams
and pipes in the Arrow IPC format.

The command arrowbridge-conformance tests whether a library follows the rules
of the Arrow C data, C stream and C device interfaces.")
