# dotnet_outside(<command> <project> [options] [FAILS <variable>]): runs dotnet on a project outside the source tree.
#
# The project restores the package ArrowBridge from the folder FEED, and all other packages from the sources that are configured on this
# machine. Packages are restored into SCRATCH, so that the project always uses the ArrowBridge package of this build, and no other project
# on the machine does. With FAILS the command must fail; the variable is set to its output.

function(dotnet_outside command project)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "FAILS" "")
  execute_process(COMMAND ${DOTNET} nuget locals global-packages --list OUTPUT_VARIABLE packages COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "^[^:]*: *" "" packages "${packages}")
  string(STRIP "${packages}" packages)
  file(REMOVE_RECURSE ${SCRATCH}/packages/arrowbridge)
  execute_process(
    COMMAND ${DOTNET} ${command} ${project} --nologo -v quiet -c Release ${arg_UNPARSED_ARGUMENTS}
            -p:RestoreAdditionalProjectSources=${FEED} -p:RestorePackagesPath=${SCRATCH}/packages -p:RestoreFallbackFolders=${packages}
            -p:UseSharedCompilation=false -nodeReuse:false
    WORKING_DIRECTORY ${SCRATCH} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(arg_FAILS)
    set(${arg_FAILS} "${output}" PARENT_SCOPE)
  endif()
  if((result EQUAL 0 AND arg_FAILS) OR (NOT result EQUAL 0 AND NOT arg_FAILS))
    message(FATAL_ERROR "dotnet ${command} ${project} ended with exit code ${result}:\n${output}")
  endif()
endfunction()
