# Publishes the example in a scratch folder, with the package that this build made, and checks that it exports exactly one symbol.
#
#   cmake -DDOTNET=<dotnet> -DSOURCE=<source tree> -DFEED=<folder of the package> -DSCRATCH=<folder> -DRID=<runtime identifier>
#         -DNM=<nm> -P publish.cmake

cmake_minimum_required(VERSION 3.25)
include(${SOURCE}/cmake/DotnetOutside.cmake)

set(project ${SCRATCH}/csharp-producer)
file(REMOVE_RECURSE ${project})
file(COPY ${SOURCE}/examples/csharp-producer DESTINATION ${SCRATCH} FILES_MATCHING PATTERN *.cs PATTERN *.csproj)
dotnet_outside(publish ${project}/csharp-producer.csproj -r ${RID} -o ${SCRATCH}/out)

# The library contains ArrowBridge, but must not export ArrowBridge's C functions.
execute_process(COMMAND ${NM} -D --defined-only --format=just-symbols ${SCRATCH}/out/csharp-producer.so
  OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" symbols "${symbols}")
list(TRANSFORM symbols REPLACE "@.*" "")
list(REMOVE_ITEM symbols V1.0)
if(NOT symbols STREQUAL "primes_stream")
  message(FATAL_ERROR "csharp-producer.so must export primes_stream only, but exports: ${symbols}")
endif()
