# The packages for C# programs, ArrowBridge and ArrowBridge.ApacheArrow: target package_nuget puts them into <build>/nuget, which can be used as a
# package source. Defines arrowbridge_native_shared, the C of src/*/native (without Exports) for programs on CoreCLR.

add_library(arrowbridge_native_shared SHARED ${ARROWBRIDGE_NATIVE_SOURCES})
arrowbridge_native_settings(arrowbridge_native_shared)
set_target_properties(arrowbridge_native_shared PROPERTIES OUTPUT_NAME arrowbridge_native)

set(ARROWBRIDGE_FEED ${PROJECT_BINARY_DIR}/nuget)
set(ARROWBRIDGE_NUPKG ${ARROWBRIDGE_FEED}/ArrowBridge.${PROJECT_VERSION}.nupkg)
file(GLOB_RECURSE ARROWBRIDGE_PACKAGE_FILES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/Managed/package/*)
add_custom_command(
  OUTPUT ${ARROWBRIDGE_NUPKG}
  COMMAND ${DOTNET_EXECUTABLE} pack ${PROJECT_SOURCE_DIR}/ArrowBridge.csproj --nologo -v quiet -c Release
          --artifacts-path ${PROJECT_BINARY_DIR}/dotnet-pack -o ${ARROWBRIDGE_FEED}
          -p:ArrowBridgeRid=${ARROWBRIDGE_RID} -p:ArrowBridgeNativeLibrary=$<TARGET_FILE:arrowbridge_native>
          -p:ArrowBridgeSharedNative=$<TARGET_FILE:arrowbridge_native_shared>
          -p:UseSharedCompilation=false -nodeReuse:false
  DEPENDS ${ARROWBRIDGE_CS_SOURCES} ${ARROWBRIDGE_PACKAGE_FILES} ${PROJECT_SOURCE_DIR}/ArrowBridge.csproj ${PROJECT_SOURCE_DIR}/README.md
          ${PROJECT_SOURCE_DIR}/include/arrowbridge/version.h arrowbridge_native arrowbridge_native_shared
  COMMENT "Packing ${ARROWBRIDGE_NUPKG}"
  VERBATIM)
set(ARROWBRIDGE_NUPKGS ${ARROWBRIDGE_NUPKG})

# The adapter depends on both packages, ArrowBridge and Apache.Arrow. It is packed after the first: they share a folder of build results.
if(ARROWBRIDGE_APACHE_ARROW)
  set(adapter ${PROJECT_SOURCE_DIR}/src/ApacheArrow/ArrowBridge.ApacheArrow.csproj)
  set(adapter_nupkg ${ARROWBRIDGE_FEED}/ArrowBridge.ApacheArrow.${PROJECT_VERSION}.nupkg)
  file(GLOB adapter_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/ApacheArrow/*.cs)
  add_custom_command(
    OUTPUT ${adapter_nupkg}
    COMMAND ${CMAKE_COMMAND} -DDOTNET=${DOTNET_EXECUTABLE} -DPROJECT=${adapter} -DARTIFACTS=${PROJECT_BINARY_DIR}/dotnet-pack
            -P ${PROJECT_SOURCE_DIR}/cmake/DotnetRestore.cmake
    COMMAND ${DOTNET_EXECUTABLE} pack ${adapter} --nologo -v quiet -c Release --no-restore
            --artifacts-path ${PROJECT_BINARY_DIR}/dotnet-pack -o ${ARROWBRIDGE_FEED}
            -p:UseSharedCompilation=false -nodeReuse:false
    DEPENDS ${adapter} ${adapter_sources} ${ARROWBRIDGE_NUPKG} ${PROJECT_SOURCE_DIR}/cmake/DotnetRestore.cmake
    COMMENT "Packing ${adapter_nupkg}"
    VERBATIM)
  list(APPEND ARROWBRIDGE_NUPKGS ${adapter_nupkg})
endif()
add_custom_target(package_nuget DEPENDS ${ARROWBRIDGE_NUPKGS})
