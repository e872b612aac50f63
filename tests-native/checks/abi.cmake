# Compares the ABI of the exported functions with the one that was published: names, parameters, and the layout of all structs that they
# refer to. Functions may be added. A struct that begins with struct_size may grow at its end; that is a change here, and whoever makes
# it looks at the report and writes the baseline anew.
#
#   cmake -DSOURCE=<source tree> -DSCRATCH=<folder> -DC=<C compiler> -DEXPORTS=<static library of the entry points>
#         -DNATIVE=<static library of the other C> -DVERSIONS=<version script> -DABIDW=<abidw> -DABIDIFF=<abidiff> [-DUPDATE=ON] -P abi.cmake
#
# UPDATE writes the baseline anew: after functions were added, or before a version that may change the ABI.

cmake_minimum_required(VERSION 3.25)
set(folder ${SOURCE}/tests-native/checks/abi)
set(baseline ${folder}/x86_64.abi)
file(STRINGS ${SOURCE}/cmake/exports.txt names)
if(NOT UPDATE)
  # What needs no tool: the baseline has every function.
  file(READ ${baseline} text)
  set(missing "")
  foreach(name IN LISTS names)
    string(REGEX REPLACE " .*" "" name "${name}")
    if(NOT text MATCHES "elf-symbol name='${name}'")
      list(APPEND missing ${name})
    endif()
  endforeach()
  if(missing)
    message(FATAL_ERROR "not in the baseline of the ABI: ${missing}\nThe target abi_baseline adds them.")
  endif()
endif()
if(NOT ABIDW OR NOT ABIDIFF)
  message("ABI skipped: abidw and abidiff are not on this machine")
  return()
endif()
cmake_host_system_information(RESULT machine QUERY OS_PLATFORM)
if(NOT machine STREQUAL "x86_64")
  message("ABI skipped: the baseline is for x86_64, this machine is ${machine}")
  return()
endif()

# A library of the entry points alone: the C# has debug information of its own, which belongs to nobody's ABI.
file(MAKE_DIRECTORY ${SCRATCH})
set(library ${SCRATCH}/abi.so)
execute_process(
  COMMAND ${C} -shared -o ${library} -Wl,--version-script=${VERSIONS} -Wl,--whole-archive ${EXPORTS} -Wl,--no-whole-archive ${NATIVE} -lm
  COMMAND_ERROR_IS_FATAL ANY)
set(current ${SCRATCH}/x86_64.abi)
execute_process(
  COMMAND ${ABIDW} --exported-interfaces-only --headers-dir ${SOURCE}/include --drop-private-types --no-show-locs --no-corpus-path
          --no-comp-dir-path --no-elf-needed --type-id-style hash --out-file ${current} ${library}
  COMMAND_ERROR_IS_FATAL ANY)
if(UPDATE)
  file(COPY_FILE ${current} ${baseline} ONLY_IF_DIFFERENT)
  message("written: ${baseline}")
  return()
endif()
execute_process(COMMAND ${ABIDIFF} --no-added-syms ${baseline} ${current}
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the ABI has changed. If that is meant, the target abi_baseline writes it anew.\n${output}")
endif()
list(LENGTH names count)
message("The ABI of ${count} functions is that of the baseline.")
