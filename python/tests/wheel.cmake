# Builds the wheel, installs it into an empty virtual environment without network access, and runs a program with it.
#
#   cmake -DPYTHON=<python3> -DSOURCE=<repository> -DLIBRARY=<libarrowbridge.so.N> -DMODULE=<_core.abi3.so> -DSCRATCH=<folder> -P wheel.cmake

cmake_minimum_required(VERSION 3.25)

function(run)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "RESULT;OUTPUT" "COMMAND")
  execute_process(COMMAND ${arg_COMMAND} WORKING_DIRECTORY ${SCRATCH}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(arg_RESULT)
    set(${arg_RESULT} ${result} PARENT_SCOPE)
  elseif(NOT result EQUAL 0)
    list(JOIN arg_COMMAND " " command)
    message(FATAL_ERROR "${command}\n${output}")
  endif()
  if(arg_OUTPUT)
    set(${arg_OUTPUT} "${output}" PARENT_SCOPE)
  endif()
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
file(MAKE_DIRECTORY ${SCRATCH})
set(ENV{PYTHONDONTWRITEBYTECODE} 1)
foreach(variable PYTHONPATH ARROWBRIDGE_LIBRARY)
  unset(ENV{${variable}})
endforeach()

foreach(folder wheel wheel2)
  run(COMMAND ${PYTHON} ${SOURCE}/python/build_wheel.py --library ${LIBRARY} --module ${MODULE} --output ${SCRATCH}/${folder})
endforeach()
file(GLOB wheel ${SCRATCH}/wheel/arrowbridge-*.whl)
file(GLOB wheel2 ${SCRATCH}/wheel2/arrowbridge-*.whl)
file(SHA256 "${wheel}" first)
file(SHA256 "${wheel2}" second)
if(NOT first STREQUAL second)
  message(FATAL_ERROR "two wheels that were built from the same sources differ")
endif()

# The license of the project and those of the .NET runtime's code are in it, and without the latter there is no wheel.
run(COMMAND ${PYTHON} -m zipfile -l ${wheel} OUTPUT listing)
foreach(license LICENSE NOTICE dotnet-runtime/LICENSE.TXT dotnet-runtime/THIRD-PARTY-NOTICES.TXT)
  if(NOT listing MATCHES "dist-info/licenses/${license} +[^\n]* [0-9][0-9][0-9]+\n")
    message(FATAL_ERROR "the wheel has no ${license}:\n${listing}")
  endif()
endforeach()
if(NOT listing MATCHES "dist-info/sboms/arrowbridge.spdx.json ")
  message(FATAL_ERROR "the wheel has no SPDX document:\n${listing}")
endif()
file(COPY ${LIBRARY} DESTINATION ${SCRATCH}/library-alone)
get_filename_component(name ${LIBRARY} NAME)
run(COMMAND ${PYTHON} ${SOURCE}/python/build_wheel.py --library ${SCRATCH}/library-alone/${name} --module ${MODULE} --output ${SCRATCH}/incomplete
  RESULT failed OUTPUT output)
if(NOT failed OR NOT output MATCHES "has no share/doc/arrowbridge/dotnet-runtime")
  message(FATAL_ERROR "a wheel without the notices of the .NET runtime was made:\n${output}")
endif()

# A wheel of the source distribution is the same as that of the source tree.
run(COMMAND ${PYTHON} -c "import sys; sys.path.insert(0, '${SOURCE}/python'); import build_wheel; build_wheel.build_sdist('${SCRATCH}')")
file(GLOB sdist ${SCRATCH}/arrowbridge-*.tar.gz)
file(ARCHIVE_EXTRACT INPUT ${sdist} DESTINATION ${SCRATCH}/sdist)
file(GLOB unpacked ${SCRATCH}/sdist/arrowbridge-*)
run(COMMAND ${PYTHON} ${unpacked}/python/build_wheel.py --library ${LIBRARY} --module ${MODULE} --output ${SCRATCH}/wheel3)
file(GLOB wheel3 ${SCRATCH}/wheel3/arrowbridge-*.whl)
file(SHA256 "${wheel3}" third)
if(NOT first STREQUAL third)
  message(FATAL_ERROR "the wheel of the source distribution differs from that of the source tree")
endif()

# If this Python has no venv or no pip, the wheel is unpacked, which has the same result as installing it.
run(COMMAND ${PYTHON} -m venv ${SCRATCH}/venv RESULT failed)
if(failed)
  message("The wheel is unpacked, because this Python cannot create a virtual environment")
  run(COMMAND ${PYTHON} -m zipfile -e ${wheel} ${SCRATCH}/unpacked)
  set(ENV{PYTHONPATH} ${SCRATCH}/unpacked)
  set(python ${PYTHON})
else()
  set(python ${SCRATCH}/venv/bin/python)
  run(COMMAND ${python} -m pip install --quiet --no-index --no-deps --disable-pip-version-check ${wheel})
endif()

run(COMMAND ${python} ${SOURCE}/python/tests/wheel_program.py ${SOURCE}/examples/data/timezones.arrow ${SOURCE} OUTPUT output)
message("${output}")
