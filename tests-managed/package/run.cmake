# Uses the package for C# programs as an outsider does.
#
#   cmake -DMODE=<mode> -DDOTNET=<dotnet> -DSOURCE=<source tree> -DFEED=<folder of the package> -DSCRATCH=<folder> -DVERSION=<x.y.z>
#         -DRID=<runtime identifier> -P run.cmake
#
# Modes: coreclr (a program that is run by dotnet), aot (the same program compiled ahead of time).

cmake_minimum_required(VERSION 3.25)
include(${SOURCE}/cmake/DotnetOutside.cmake)

set(project ${SCRATCH}/consumer)
file(REMOVE_RECURSE ${project})
file(COPY ${SOURCE}/tests-managed/package/consumer DESTINATION ${SCRATCH})
set(properties -p:ArrowBridgeVersion=${VERSION})

if(MODE STREQUAL "coreclr")
  dotnet_outside(build ${project}/consumer.csproj ${properties} -o ${SCRATCH}/out)
  set(program ${DOTNET} ${SCRATCH}/out/consumer.dll)
  set(expected "on CoreCLR")
elseif(MODE STREQUAL "aot")
  dotnet_outside(publish ${project}/consumer.csproj ${properties} -r ${RID} -p:PublishAot=true -o ${SCRATCH}/out)
  set(program ${SCRATCH}/out/consumer)
  set(expected "ahead of time")
  if(EXISTS ${SCRATCH}/out/libarrowbridge_native.so)
    message(FATAL_ERROR "the C of the library is linked in, and lies beside the program nonetheless")
  endif()
else()
  message(FATAL_ERROR "MODE is '${MODE}'")
endif()

execute_process(COMMAND ${program} ${SCRATCH}/numbers.arrow RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
message("${output}")
set(expected "sum 66\na missing file is NotFound\n${expected}\nleft alive: 0 bytes, 0 objects\n")
if(NOT result EQUAL 0 OR NOT output STREQUAL expected)
  message(FATAL_ERROR "ended with ${result}, and should have printed\n${expected}")
endif()
