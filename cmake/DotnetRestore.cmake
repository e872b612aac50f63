# Restores the NuGet packages of a project that may need Apache.Arrow, and says what to do where that package cannot be restored.
#
#   cmake -DDOTNET=<dotnet> -DPROJECT=<csproj> -DARTIFACTS=<folder> [-DPROPERTIES=<-p:name=value>...] -P DotnetRestore.cmake

cmake_minimum_required(VERSION 3.25)

execute_process(
  COMMAND ${DOTNET} restore ${PROJECT} --nologo --artifacts-path ${ARTIFACTS} ${PROPERTIES} -p:UseSharedCompilation=false -nodeReuse:false
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(result EQUAL 0)
  return()
endif()
message("${output}")
# NU1301 (a package source cannot be reached) does not always name the package.
if(output MATCHES "error NU[0-9]+:[^\n]*Apache\\.Arrow" OR output MATCHES "error NU1301:")
  message("The NuGet package Apache.Arrow cannot be restored: dotnet gives the reason above. The C# adapter to Apache.Arrow needs it.\n"
    "On a machine that does not have the package, configure with -DARROWBRIDGE_APACHE_ARROW=OFF: this leaves out the adapter, its tests, "
    "its package and its example.")
endif()
message(FATAL_ERROR "dotnet restore ${PROJECT} ended with ${result}.")
