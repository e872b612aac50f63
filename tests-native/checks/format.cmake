# Checks the format of the source tree, and changes nothing.
#
#   cmake -DMODE=<mode> -DSOURCE=<source tree> -DTOOL=<program> ... -P format.cmake
#
# Modes:
#   clang     clang-format over all C and C++
#   dotnet    dotnet format over all C#: whitespace, and the style of the projects in PROJECTS; -DSCRATCH=<folder> gets what this needs,
#             -DFEED=<folder> has the package ArrowBridge for the examples, -DNATIVE=<folder> the native library for the tests
#   spelling  codespell over all text
cmake_minimum_required(VERSION 3.25)

# list_files(<out> <pattern>...): the files that git knows; without git, those in the folders of the source tree.
function(list_files out)
  execute_process(COMMAND git ls-files --cached --others --exclude-standard -- ${ARGN} WORKING_DIRECTORY ${SOURCE}
    RESULT_VARIABLE failed OUTPUT_VARIABLE files ERROR_QUIET)
  if(failed)
    file(GLOB_RECURSE files RELATIVE ${SOURCE} ${ARGN})
    list(FILTER files EXCLUDE REGEX "^(build|out|artifacts)/|(^|/)(bin|obj|node_modules|\\.git)/")
  else()
    string(REGEX MATCHALL "[^\n]+" files "${files}")
  endif()
  if(NOT files)
    message(FATAL_ERROR "there are no files to check in ${SOURCE}")
  endif()
  set(${out} "${files}" PARENT_SCOPE)
endfunction()

function(check)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "REPAIR" "COMMAND")
  execute_process(COMMAND ${arg_COMMAND} WORKING_DIRECTORY ${SOURCE}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${output}\n${arg_REPAIR}")
  endif()
endfunction()

if(NOT TOOL)
  message("format check skipped: the program for ${MODE} is not on this machine")
  return()
endif()

if(MODE STREQUAL "clang")
  execute_process(COMMAND ${TOOL} --version OUTPUT_VARIABLE version COMMAND_ERROR_IS_FATAL ANY)
  if(NOT version MATCHES "version 14\\.")
    string(STRIP "${version}" version)
    message("format check skipped: other versions of clang-format than 14 give another format; this is ${version}")
    return()
  endif()
  list_files(files *.c *.cc *.h *.hpp *.inc)
  check(COMMAND ${TOOL} --dry-run -Werror ${files} REPAIR "clang-format -i repairs this.")

elseif(MODE STREQUAL "dotnet")
  list_files(files *.cs)
  list(TRANSFORM files REPLACE "/.*" "")
  list(REMOVE_DUPLICATES files)
  check(COMMAND ${TOOL} format whitespace . --folder --verify-no-changes --include ${files}
    REPAIR "dotnet format whitespace . --folder --include ${files} repairs this.")

  # One solution, so that one process loads all projects. Examples get the package ArrowBridge from FEED, always anew.
  execute_process(COMMAND ${TOOL} nuget locals global-packages --list OUTPUT_VARIABLE packages COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "^[^:]*: *" "" packages "${packages}")
  string(STRIP "${packages}" packages)
  file(REMOVE_RECURSE ${SCRATCH})
  set(solution "<Solution>\n")
  foreach(project IN LISTS PROJECTS)
    string(APPEND solution "  <Project Path=\"${SOURCE}/${project}\" />\n")
  endforeach()
  file(WRITE ${SCRATCH}/all.slnx "${solution}</Solution>\n")
  # MSBuild takes these as properties: nothing is written into the source tree.
  set(ENV{ArtifactsPath} ${SCRATCH})
  set(ENV{UseArtifactsOutput} true)
  set(ENV{RestoreAdditionalProjectSources} ${FEED})
  set(ENV{RestorePackagesPath} ${SCRATCH}/packages)
  set(ENV{RestoreFallbackFolders} ${packages})
  set(ENV{ArrowBridgeNativeFolder} ${NATIVE})
  if(NOT PROJECTS MATCHES "src/ApacheArrow")
    set(ENV{ArrowBridgeApacheArrow} false)
  endif()
  set(ENV{UseSharedCompilation} false)
  set(ENV{MSBUILDDISABLENODEREUSE} 1)
  check(COMMAND ${TOOL} format style ${SCRATCH}/all.slnx --severity warn --verify-no-changes
    REPAIR "dotnet format style <project> --severity warn repairs this.")

elseif(MODE STREQUAL "spelling")
  list_files(files *)
  check(COMMAND ${TOOL} ${files} REPAIR "A word that is right belongs into .codespellrc.")

else()
  message(FATAL_ERROR "MODE is '${MODE}'")
endif()
