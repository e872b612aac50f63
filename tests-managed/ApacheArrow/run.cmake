# Runs the tests of the adapter to Apache.Arrow, where that package can be had.
#
#   cmake -DDOTNET=<dotnet> -DPROJECT=<csproj of the tests> -DARTIFACTS=<folder> -DNATIVE=<folder of the C library> -DFEED=<folder or empty> -P run.cmake

cmake_minimum_required(VERSION 3.25)

set(options --nologo -p:UseApacheArrow=true --artifacts-path ${ARTIFACTS} -p:ArrowBridgeNativeFolder=${NATIVE}
  -p:UseSharedCompilation=false -nodeReuse:false)
if(FEED)
  # What comes from the folder stays in this build tree, so that no other project on the machine meets it.
  execute_process(COMMAND ${DOTNET} nuget locals global-packages --list OUTPUT_VARIABLE packages COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "^[^:]*: *" "" packages "${packages}")
  string(STRIP "${packages}" packages)
  list(APPEND options -p:RestoreAdditionalProjectSources=${FEED} -p:RestorePackagesPath=${ARTIFACTS}/packages
    -p:RestoreFallbackFolders=${packages})
endif()

execute_process(COMMAND ${DOTNET} restore ${PROJECT} ${options} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  if(output MATCHES "error (NU1101|NU1102|NU1301)[^\n]*" AND NOT FEED)
    message("left out: the package Apache.Arrow cannot be had here; a folder that has it can be given as ARROWBRIDGE_APACHE_ARROW_FEED\n"
      "${CMAKE_MATCH_0}")
    return()
  endif()
  message(FATAL_ERROR "dotnet restore ended with ${result}:\n${output}")
endif()

execute_process(COMMAND ${DOTNET} test ${PROJECT} ${options} --no-restore -c Debug --filter FullyQualifiedName~ArrowBridge.Tests.ApacheArrow
  RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "dotnet test ended with ${result}")
endif()
