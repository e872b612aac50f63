# Runs one coverage-guided fuzzer: adds seeds to its corpus, fuzzes, and keeps of the corpus only what reaches something new.
#
#   cmake -DPROGRAM=<fuzzer> -DCORPUS=<folder> -DFAILURES=<folder> -DMINUTES=<minutes> -DJOBS=<processes> -DSIZE=<most bytes>
#         -DVALGRIND=<valgrind and options, or nothing> -DLIBRARY=<library> -DOBJCOPY=<objcopy> -P run.cmake
#
# Seeds: those of the fuzzer, with the smaller files of ARROW_TEST_DATA. Crashes, failed checks, inputs that take longer than 20 seconds and
# those that need more than 2 GB are saved in FAILURES; the run goes on and fails at its end. At last valgrind reads the corpus. What it finds
# is in a file there too; the last input that this file names is the one.
cmake_minimum_required(VERSION 3.25)

get_filename_component(name ${PROGRAM} NAME)
set(work ${CORPUS}.work) # files of a moment
set(ENV{ARROWBRIDGE_FUZZ_WORK} ${work})
if(IS_DIRECTORY /dev/shm)
  string(RANDOM LENGTH 8 suffix)
  set(ENV{ARROWBRIDGE_FUZZ_WORK} /dev/shm/arrowbridge-fuzz-${suffix})
endif()
file(MAKE_DIRECTORY ${CORPUS} ${FAILURES} ${work} $ENV{ARROWBRIDGE_FUZZ_WORK})

# The entropic schedule takes most of the time where an input has thousands of features, as here.
set(options -max_len=${SIZE} -len_control=0 -entropic=0 -timeout=20 -rss_limit_mb=2048 -malloc_limit_mb=1024 -detect_leaks=0
    -artifact_prefix=${FAILURES}/${name}-)
# Leaks are found by live counts; the runtime leaves a block. Other options of AddressSanitizer are the caller's.
set(ENV{ASAN_OPTIONS} "detect_leaks=0:$ENV{ASAN_OPTIONS}")

# Replaces the corpus by as few inputs as reach the same, out of it and the given folders.
function(minimize)
  file(REMOVE_RECURSE ${work}/minimized)
  file(MAKE_DIRECTORY ${work}/minimized)
  execute_process(COMMAND ${PROGRAM} -merge=1 ${options} ${work}/minimized ${CORPUS} ${ARGN}
    RESULT_VARIABLE failed OUTPUT_FILE ${work}/merge.log ERROR_FILE ${work}/merge.log)
  file(GLOB inputs ${work}/minimized/*)
  if(failed OR NOT inputs)
    message(WARNING "${name}: the corpus cannot be minimized, see ${work}/merge.log")
    return()
  endif()
  file(REMOVE_RECURSE ${CORPUS})
  file(RENAME ${work}/minimized ${CORPUS})
  list(LENGTH inputs count)
  message("${name}: ${count} inputs in ${CORPUS}")
endfunction()

file(GLOB before ${FAILURES}/${name}-*-*) # crash-, timeout- or oom-, and a hash
set(failures "")
execute_process(COMMAND ${PROGRAM} --write-seeds ${work}/seeds COMMAND_ERROR_IS_FATAL ANY)
minimize(${work}/seeds)
math(EXPR seconds "${MINUTES} * 60")
execute_process(COMMAND ${PROGRAM} ${options} -fork=${JOBS} -ignore_crashes=1 -ignore_timeouts=1 -ignore_ooms=1
  -max_total_time=${seconds} ${CORPUS})
minimize()

# No sanitizer watches the C#: invalid reads that do not crash are found here. valgrind 3.19 cannot read this debug information.
if(VALGRIND)
  file(GLOB inputs ${CORPUS}/*)
  get_filename_component(library ${LIBRARY} NAME)
  execute_process(COMMAND ${OBJCOPY} --strip-debug ${PROGRAM} ${work}/${name} COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${OBJCOPY} --strip-debug ${LIBRARY} ${work}/${library} COMMAND_ERROR_IS_FATAL ANY)
  set(log ${FAILURES}/${name}-valgrind.log)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env LD_LIBRARY_PATH=${work}
      ${VALGRIND} --quiet --error-exitcode=99 --exit-on-first-error=yes ${work}/${name} -timeout=600 -rss_limit_mb=0 ${inputs}
    RESULT_VARIABLE failed OUTPUT_FILE ${log} ERROR_FILE ${log})
  if(failed)
    message("FAILED: ${log}")
    list(APPEND failures ${log})
  else()
    file(REMOVE ${log})
  endif()
endif()
file(REMOVE_RECURSE ${work} $ENV{ARROWBRIDGE_FUZZ_WORK})

file(GLOB artifacts ${FAILURES}/${name}-*-*)
if(before)
  list(REMOVE_ITEM artifacts ${before})
endif()
foreach(artifact IN LISTS artifacts)
  message("FAILED: repeat it with  ${PROGRAM} ${artifact}")
  list(APPEND failures ${artifact})
endforeach()
if(failures)
  message(FATAL_ERROR "${name}: there are findings; ARROWBRIDGE_FUZZ_STEPS=1 names the steps, -minimize_crash=1 makes an input smaller")
endif()
