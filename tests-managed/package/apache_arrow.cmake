# Uses the package ArrowBridge.ApacheArrow in a program outside the source tree.
#
#   cmake -DMODE=<mode> -DDOTNET=<dotnet> -DSOURCE=<source tree> -DFEED=<folder of the packages> -DSCRATCH=<folder> -DVERSION=<x.y.z>
#         -DRID=<runtime identifier> -P apache_arrow.cmake
#
# Modes: coreclr (the program is run by dotnet), aot (the same program is compiled ahead of time).

cmake_minimum_required(VERSION 3.25)
include(${SOURCE}/cmake/DotnetOutside.cmake)

set(project ${SCRATCH}/apache-arrow)
file(REMOVE_RECURSE ${project})
file(COPY ${SOURCE}/tests-managed/package/apache-arrow DESTINATION ${SCRATCH})

if(MODE STREQUAL "coreclr")
  file(ARCHIVE_EXTRACT INPUT ${FEED}/ArrowBridge.ApacheArrow.${VERSION}.nupkg DESTINATION ${SCRATCH}/extracted PATTERNS arrowbridge.spdx.json)
  file(READ ${SCRATCH}/extracted/arrowbridge.spdx.json sbom)
  string(JSON dependency GET "${sbom}" packages 2 name)
  string(JSON dependency_version GET "${sbom}" packages 2 versionInfo)
  if(NOT dependency STREQUAL "Apache.Arrow" OR NOT dependency_version MATCHES "^[0-9]+\\.[0-9]+\\.[0-9]+$")
    message(FATAL_ERROR "the SPDX document names ${dependency} ${dependency_version}")
  endif()
  dotnet_outside(build ${project}/apache-arrow.csproj -p:ArrowBridgeVersion=${VERSION} -o ${SCRATCH}/out)
  set(program ${DOTNET} ${SCRATCH}/out/apache-arrow.dll)
  set(runtime "on CoreCLR")
elseif(MODE STREQUAL "aot")
  dotnet_outside(publish ${project}/apache-arrow.csproj -p:ArrowBridgeVersion=${VERSION} -r ${RID} -p:PublishAot=true -o ${SCRATCH}/out)
  set(program ${SCRATCH}/out/apache-arrow)
  set(runtime "ahead of time")
else()
  message(FATAL_ERROR "MODE is '${MODE}'")
endif()

execute_process(COMMAND ${program} ${SCRATCH}/numbers.arrow RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
message("${output}")
string(CONCAT expected
  "sum 15, names n0 null n2 n3 null n5\n"
  "3 rows\n3 rows\nthe third batch is damaged\n"
  "${runtime}\nnot released: 0 bytes, 0 objects\n")
if(NOT result EQUAL 0 OR NOT output STREQUAL expected)
  message(FATAL_ERROR "The program ended with ${result}. The expected output is\n${expected}")
endif()
