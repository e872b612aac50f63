# Compiles the example outside the source tree, with the package that was just built, and checks which symbols it
# exports.
#
#   cmake -DDOTNET=<dotnet> -DSOURCE=<source tree> -DFEED=<folder with the package> -DSCRATCH=<folder>
#         -DRID=<runtime identifier> -DNM=<nm> -P publish.cmake

cmake_minimum_required(VERSION 3.25)
include(${SOURCE}/cmake/DotnetOutside.cmake)

set(project ${SCRATCH}/csharp-producer)
file(REMOVE_RECURSE ${project})
file(COPY ${SOURCE}/examples/csharp-producer DESTINATION ${SCRATCH} FILES_MATCHING PATTERN *.cs PATTERN *.csproj)
dotnet_outside(publish ${project}/csharp-producer.csproj -r ${RID} -o ${SCRATCH}/out)

# ArrowBridge is part of the library, but the library must not export its C functions.
execute_process(COMMAND ${NM} -D --defined-only --format=just-symbols ${SCRATCH}/out/csharp-producer.so
  OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" symbols "${symbols}")
list(TRANSFORM symbols REPLACE "@.*" "")
list(REMOVE_ITEM symbols V1.0)
if(NOT symbols STREQUAL "primes_stream")
  message(FATAL_ERROR "the library must export only primes_stream, but exports: ${symbols}")
endif()
