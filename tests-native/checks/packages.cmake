# Checks the packages of a release: extracts each, checks all ELF files in it, prints its checksum, and runs the command and the
# conformance kit.
#
#   cmake -DBUILD=<build tree> -DPACKAGES=<folder of cpack> -DSCRATCH=<folder> -DREADELF=<readelf> -DARCHITECTURE=<x64|arm64>
#         -DGLIBC=<version> -DFILE=<IPC file> [-DEMULATOR=<command>...] [-DCROSS=ON] -P packages.cmake

cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/elf.cmake)

function(run expected)
  execute_process(COMMAND ${EMULATOR} ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0 OR NOT output MATCHES "${expected}")
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nended with ${result}:\n${output}")
  endif()
endfunction()

# extract(<variable> <pattern>): extracts the packages that match and checks their ELF files.
function(extract out pattern)
  file(GLOB packages ${pattern})
  if(NOT packages)
    message(FATAL_ERROR "there is no package ${pattern}")
  endif()
  set(${out} ${packages} PARENT_SCOPE)
  foreach(package IN LISTS packages)
    get_filename_component(name ${package} NAME)
    file(SIZE ${package} size)
    message("${name}: ${size} bytes")
    set(folder ${SCRATCH}/${name})
    file(ARCHIVE_EXTRACT INPUT ${package} DESTINATION ${folder})
    file(GLOB data ${folder}/data.tar.*) # of a package of Debian
    if(data)
      file(ARCHIVE_EXTRACT INPUT ${data} DESTINATION ${folder})
    endif()
    find_elf(files ${folder})
    foreach(file IN LISTS files)
      require_elf(${file} ${READELF} ${ARCHITECTURE} ${GLIBC})
    endforeach()
  endforeach()
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
extract(archives ${PACKAGES}/*.tar.gz)
extract(debs ${PACKAGES}/*.deb)
if(ARCHITECTURE STREQUAL "x64")
  extract(nupkgs ${BUILD}/nuget/*.nupkg)
endif()
extract(wheels ${BUILD}/wheel/*.whl)

# pip offers a wheel to the systems that its name lists.
set(name_x64 x86_64)
set(name_arm64 aarch64)
string(REPLACE "." "_" tag "manylinux_${GLIBC}_${name_${ARCHITECTURE}}")
if(NOT wheels MATCHES "-${tag}\\.whl$")
  message(FATAL_ERROR "the wheel is ${wheels}, not one for ${tag}")
endif()

# For whoever downloads them: `sha256sum --check SHA256SUMS`, in the folder of this file.
set(sums "")
foreach(package IN LISTS archives debs nupkgs wheels)
  file(SHA256 ${package} sum)
  file(RELATIVE_PATH name ${BUILD} ${package})
  string(APPEND sums "${sum}  ${name}\n")
endforeach()
file(WRITE ${BUILD}/SHA256SUMS "${sums}")
message("${sums}")

if(CROSS AND NOT EMULATOR)
  message("The programs are not run: there is no emulator for ${ARCHITECTURE}")
  return()
endif()
file(GLOB root ${SCRATCH}/*.tar.gz/arrowbridge-*)
run("zone.*Europe/Andorra" ${root}/bin/arrowbridge head -n 1 ${FILE})
run("--producer" ${root}/bin/arrowbridge-conformance --help)
