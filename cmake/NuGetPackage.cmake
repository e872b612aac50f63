# The packages for C# programs, ArrowBridge and ArrowBridge.ApacheArrow: target package_nuget puts them into <build>/nuget, which can be used as a
# package source. Defines arrowbridge_native_shared, the C of src/*/native (without Exports) for programs on CoreCLR.

add_library(arrowbridge_native_shared SHARED ${ARROWBRIDGE_NATIVE_SOURCES})
arrowbridge_native_settings(arrowbridge_native_shared)
set_target_properties(arrowbridge_native_shared PROPERTIES OUTPUT_NAME arrowbridge_native)

set(ARROWBRIDGE_FEED ${PROJECT_BINARY_DIR}/nuget)
set(ARROWBRIDGE_NUPKG ${ARROWBRIDGE_FEED}/ArrowBridge.${PROJECT_VERSION}.nupkg)
set(sbom_folder ${PROJECT_BINARY_DIR}/nuget-sbom)
set(sbom ${sbom_folder}/ArrowBridge/arrowbridge.spdx.json)
set(shared $<TARGET_FILE:arrowbridge_native_shared>)
set(static $<TARGET_FILE:arrowbridge_native>)
string(CONCAT native_files "${shared}=runtimes/${ARROWBRIDGE_RID}/native/$<TARGET_FILE_NAME:arrowbridge_native_shared>;"
  "${static}=buildTransitive/${ARROWBRIDGE_RID}/$<TARGET_FILE_NAME:arrowbridge_native>")
file(GLOB_RECURSE ARROWBRIDGE_PACKAGE_FILES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/Managed/package/*)
add_custom_command(
  OUTPUT ${ARROWBRIDGE_NUPKG}
  COMMAND ${CMAKE_COMMAND} -DNAME=ArrowBridge -DVERSION=${PROJECT_VERSION} -DRID=${ARROWBRIDGE_RID} "-DFILES=${native_files}" -DOUTPUT=${sbom}
          -P ${PROJECT_SOURCE_DIR}/cmake/Sbom.cmake
  COMMAND ${DOTNET_EXECUTABLE} pack ${PROJECT_SOURCE_DIR}/ArrowBridge.csproj --nologo -v quiet -c Release
          --artifacts-path ${PROJECT_BINARY_DIR}/dotnet-pack -o ${ARROWBRIDGE_FEED}
          -p:ArrowBridgeRid=${ARROWBRIDGE_RID} -p:ArrowBridgeNativeLibrary=${static}
          -p:ArrowBridgeSharedNative=${shared} -p:ArrowBridgeSbom=${sbom}
          -p:UseSharedCompilation=false -nodeReuse:false
  DEPENDS ${ARROWBRIDGE_CS_SOURCES} ${ARROWBRIDGE_PACKAGE_FILES} ${PROJECT_SOURCE_DIR}/ArrowBridge.csproj ${PROJECT_SOURCE_DIR}/README.md
          ${PROJECT_SOURCE_DIR}/include/arrowbridge/version.h ${PROJECT_SOURCE_DIR}/cmake/Sbom.cmake arrowbridge_native arrowbridge_native_shared
  COMMENT "Packing ${ARROWBRIDGE_NUPKG}"
  VERBATIM)
set(ARROWBRIDGE_NUPKGS ${ARROWBRIDGE_NUPKG})

# The adapter depends on both packages, ArrowBridge and Apache.Arrow. It is packed after the first: they share a folder of build results.
if(ARROWBRIDGE_APACHE_ARROW)
  set(adapter ${PROJECT_SOURCE_DIR}/src/ApacheArrow/ArrowBridge.ApacheArrow.csproj)
  set(adapter_nupkg ${ARROWBRIDGE_FEED}/ArrowBridge.ApacheArrow.${PROJECT_VERSION}.nupkg)
  set(adapter_sbom ${sbom_folder}/ArrowBridge.ApacheArrow/arrowbridge.spdx.json)
  file(STRINGS ${adapter} apache_arrow REGEX "<ApacheArrowVersion>")
  string(REGEX REPLACE "^.*<ApacheArrowVersion>|<.*$" "" apache_arrow "${apache_arrow}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${adapter})
  file(GLOB adapter_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/ApacheArrow/*.cs)
  add_custom_command(
    OUTPUT ${adapter_nupkg}
    COMMAND ${CMAKE_COMMAND} -DDOTNET=${DOTNET_EXECUTABLE} -DPROJECT=${adapter} -DARTIFACTS=${PROJECT_BINARY_DIR}/dotnet-pack
            -P ${PROJECT_SOURCE_DIR}/cmake/DotnetRestore.cmake
    COMMAND ${CMAKE_COMMAND} -DNAME=ArrowBridge.ApacheArrow -DVERSION=${PROJECT_VERSION} -DOUTPUT=${adapter_sbom}
            "-DDEPENDENCIES=ArrowBridge/${PROJECT_VERSION};Apache.Arrow/${apache_arrow}" -P ${PROJECT_SOURCE_DIR}/cmake/Sbom.cmake
    COMMAND ${DOTNET_EXECUTABLE} pack ${adapter} --nologo -v quiet -c Release --no-restore
            --artifacts-path ${PROJECT_BINARY_DIR}/dotnet-pack -o ${ARROWBRIDGE_FEED}
            -p:ArrowBridgeSbom=${adapter_sbom} -p:UseSharedCompilation=false -nodeReuse:false
    DEPENDS ${adapter} ${adapter_sources} ${ARROWBRIDGE_NUPKG} ${PROJECT_SOURCE_DIR}/cmake/DotnetRestore.cmake ${PROJECT_SOURCE_DIR}/cmake/Sbom.cmake
    COMMENT "Packing ${adapter_nupkg}"
    VERBATIM)
  list(APPEND ARROWBRIDGE_NUPKGS ${adapter_nupkg})
endif()
add_custom_target(package_nuget DEPENDS ${ARROWBRIDGE_NUPKGS})
