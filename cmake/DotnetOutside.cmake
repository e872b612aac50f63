# dotnet_outside(<command> <project> [options]): runs dotnet on a project outside the tree, which gets the package ArrowBridge from FEED, and
# everything else from where this machine gets its packages. What it restores of ArrowBridge goes into SCRATCH, so that no other
# project on the machine meets it, and the package is the one that was just made.

function(dotnet_outside command project)
  execute_process(COMMAND ${DOTNET} nuget locals global-packages --list OUTPUT_VARIABLE packages COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "^[^:]*: *" "" packages "${packages}")
  string(STRIP "${packages}" packages)
  file(REMOVE_RECURSE ${SCRATCH}/packages/arrowbridge)
  execute_process(
    COMMAND ${DOTNET} ${command} ${project} --nologo -v quiet -c Release ${ARGN}
            -p:RestoreAdditionalProjectSources=${FEED} -p:RestorePackagesPath=${SCRATCH}/packages -p:RestoreFallbackFolders=${packages}
            -p:UseSharedCompilation=false -nodeReuse:false
    WORKING_DIRECTORY ${SCRATCH} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "dotnet ${command} ${project} ended with ${result}:\n${output}")
  endif()
endfunction()
