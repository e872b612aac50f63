# Tests the NuGet package the way a user of it would: with a program outside this repository.
#
#   cmake -DMODE=<mode> -DDOTNET=<dotnet> -DSOURCE=<source tree> -DFEED=<folder with the package>
#         -DSCRATCH=<folder> -DVERSION=<x.y.z> -DRID=<runtime identifier> -P run.cmake
#
# Modes: coreclr (a program that dotnet runs), aot (the same program, compiled ahead of time), readme (the program in
# README.md, unchanged), platform (the error for a platform that the package does not support).

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
    message(FATAL_ERROR "libarrowbridge_native.so was published although it is linked statically")
  endif()
elseif(MODE STREQUAL "readme")
  file(READ ${SOURCE}/README.md text)
  string(REGEX MATCH "```csharp\n([^`]*)" text "${text}")
  file(REMOVE ${project}/Pipes.cs ${project}/Streams.cs)
  file(WRITE ${project}/Program.cs "${CMAKE_MATCH_1}")
  dotnet_outside(build ${project}/consumer.csproj ${properties} -o ${SCRATCH}/out)
  execute_process(COMMAND ${DOTNET} ${SCRATCH}/out/consumer.dll WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
  message("${output}")
  if(NOT output MATCHES "64 rows × 2 columns.*56 rows × 2 columns\n+green\n$")
    message(FATAL_ERROR "the output differs from the one in README.md")
  endif()
  return()
elseif(MODE STREQUAL "platform")
  dotnet_outside(build ${project}/consumer.csproj ${properties} -r win-x86 --self-contained false FAILS output)
  string(FIND "${output}" "The package ArrowBridge has no native library for 'win-x86'. It supports: ${RID}." while_built)
  dotnet_outside(build ${project}/consumer.csproj ${properties} -o ${SCRATCH}/out)
  file(REMOVE_RECURSE ${SCRATCH}/out/runtimes)
  execute_process(COMMAND ${DOTNET} ${SCRATCH}/out/consumer.dll ${SCRATCH}/numbers.arrow RESULT_VARIABLE result ERROR_VARIABLE lacking)
  string(FIND "${lacking}" "the native library arrowbridge_native of ArrowBridge is missing" while_run)
  if(while_built LESS 0 OR while_run LESS 0 OR result EQUAL 0)
    message(FATAL_ERROR "there is no error about the missing native library:\n${output}\n${lacking}")
  endif()
  return()
else()
  message(FATAL_ERROR "MODE is '${MODE}'")
endif()

execute_process(COMMAND ${program} ${SCRATCH}/numbers.arrow RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
message("${output}")
set(pipe "BrokenPipe (32)")
set(expected
  "sum 66\na missing file is NotFound\nSIGPIPE is ignored: ${pipe}\nSIGPIPE is not ignored: ${pipe}\n${expected}\nnot released: 0 bytes, 0 objects\nthe last source is disposed\n")
if(NOT result EQUAL 0 OR NOT output STREQUAL expected)
  message(FATAL_ERROR "the program ended with ${result}; expected output:\n${expected}")
endif()
