# dotnet_outside(<command> <project> [options] [FAILS <variable>]): runs dotnet on a project outside the source tree. The project gets the packages
# ArrowBridge and ArrowBridge.ApacheArrow from FEED, and all others from the machine's package sources. ArrowBridge's packages are restored into
# SCRATCH, always anew: the project uses the ones just packed, and no other project on the machine sees them. With FAILS, dotnet must fail, and the
# variable gets its output.

function(dotnet_outside command project)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "FAILS" "")
  execute_process(COMMAND ${DOTNET} nuget locals global-packages --list OUTPUT_VARIABLE packages COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "^[^:]*: *" "" packages "${packages}")
  string(STRIP "${packages}" packages)
  file(REMOVE_RECURSE ${SCRATCH}/packages/arrowbridge ${SCRATCH}/packages/arrowbridge.apachearrow)
  execute_process(
    COMMAND ${DOTNET} ${command} ${project} --nologo -v quiet -c Release ${arg_UNPARSED_ARGUMENTS}
            -p:RestoreAdditionalProjectSources=${FEED} -p:RestorePackagesPath=${SCRATCH}/packages -p:RestoreFallbackFolders=${packages}
            -p:UseSharedCompilation=false -nodeReuse:false
    WORKING_DIRECTORY ${SCRATCH} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(arg_FAILS)
    set(${arg_FAILS} "${output}" PARENT_SCOPE)
  endif()
  if((result EQUAL 0 AND arg_FAILS) OR (NOT result EQUAL 0 AND NOT arg_FAILS))
    message(FATAL_ERROR "dotnet ${command} ${project} ended with ${result}:\n${output}")
  endif()
endfunction()
