# An overlay port that builds the source tree that it lies in: vcpkg install arrowbridge --overlay-ports=cmake/recipes/vcpkg
# .NET SDK 10 must be on the PATH: vcpkg has no port of it.
vcpkg_check_linkage(ONLY_DYNAMIC_LIBRARY)
set(source ${CMAKE_CURRENT_LIST_DIR}/../../..)
find_program(DOTNET dotnet)
if(NOT DOTNET)
  message(FATAL_ERROR "arrowbridge needs the .NET SDK 10 on the PATH")
endif()
vcpkg_check_features(OUT_FEATURE_OPTIONS options FEATURES
  conformance ARROWBRIDGE_BUILD_CONFORMANCE
  command ARROWBRIDGE_BUILD_TOOLS)
vcpkg_cmake_configure(SOURCE_PATH ${source} OPTIONS ${options}
  -DARROWBRIDGE_BUILD_TESTS=OFF -DARROWBRIDGE_BUILD_EXAMPLES=OFF -DARROWBRIDGE_APACHE_ARROW=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/ArrowBridge)
vcpkg_fixup_pkgconfig()
set(tools "")
if("command" IN_LIST FEATURES)
  list(APPEND tools arrowbridge)
endif()
if("conformance" IN_LIST FEATURES)
  list(APPEND tools arrowbridge-conformance)
endif()
if(tools)
  vcpkg_copy_tools(TOOL_NAMES ${tools} AUTO_CLEAN)
  vcpkg_replace_string(${CURRENT_PACKAGES_DIR}/share/${PORT}/ArrowBridgeConfig.cmake "/bin/" "/tools/${PORT}/")
endif()
file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR}/debug/include ${CURRENT_PACKAGES_DIR}/debug/share)
vcpkg_install_copyright(FILE_LIST ${source}/LICENSE ${source}/NOTICE)
