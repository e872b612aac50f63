# Publishes the adapter in a scratch folder.
#
#   cmake -DDOTNET=<dotnet> -DSOURCE=<source tree> -DSCRATCH=<folder> -DRID=<runtime identifier> -P publish.cmake

cmake_minimum_required(VERSION 3.25)
include(${SOURCE}/cmake/DotnetOutside.cmake)

set(project ${SCRATCH}/csharp)
set(FEED ${SCRATCH}) # no package of this build is needed
# What was compiled before stays: NativeAOT takes half a minute, and publishes again only what changed.
file(GLOB old ${project}/*.cs)
if(old)
  file(REMOVE ${old})
endif()
file(COPY ${SOURCE}/examples/conformance-languages/csharp DESTINATION ${SCRATCH} FILES_MATCHING PATTERN *.cs PATTERN *.csproj)
dotnet_outside(publish ${project}/adapter.csproj -r ${RID} -o ${SCRATCH}/out)
