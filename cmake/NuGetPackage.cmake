# The NuGet package for C# programs. The target package_nuget writes it to <build>/nuget, which can be used as a package source. Also
# defines the target arrowbridge_native_shared: the library's C code as a shared library, which programs on CoreCLR load.

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
add_custom_target(package_nuget DEPENDS ${ARROWBRIDGE_NUPKG})
