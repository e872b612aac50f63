# Compiles the example in its own folder, with the packages just made, and checks that it exports its one function only.
#
#   cmake -DDOTNET=<dotnet> -DSOURCE=<source tree> -DFEED=<folder of the packages> -DSCRATCH=<folder> -DRID=<runtime identifier>
#         -DNM=<nm> -P publish.cmake

cmake_minimum_required(VERSION 3.25)
include(${SOURCE}/cmake/DotnetOutside.cmake)

set(project ${SCRATCH}/apache-arrow-producer)
file(REMOVE_RECURSE ${project})
file(COPY ${SOURCE}/examples/apache-arrow-producer DESTINATION ${SCRATCH} FILES_MATCHING PATTERN *.cs PATTERN *.csproj)
dotnet_outside(publish ${project}/apache-arrow-producer.csproj -r ${RID} -o ${SCRATCH}/out)

execute_process(COMMAND ${NM} -D --defined-only --format=just-symbols ${SCRATCH}/out/apache-arrow-producer.so
  OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" symbols "${symbols}")
list(TRANSFORM symbols REPLACE "@.*" "")
list(REMOVE_ITEM symbols V1.0)
if(NOT symbols STREQUAL "weather_stream")
  message(FATAL_ERROR "exported are: ${symbols}")
endif()
