# How the library is instrumented if ARROWBRIDGE_FUZZ_COVERAGE is on: its C by clang, its C# by SharpFuzz. Such a library has undefined
# symbols: only programs that contain libFuzzer can use it.
set(ARROWBRIDGE_PUBLISH_OPTIONS "")
if(NOT ARROWBRIDGE_FUZZ_COVERAGE)
  return()
endif()

set(ARROWBRIDGE_SHARPFUZZ_VERSION 2.3.0)
set(folder ${PROJECT_BINARY_DIR}/sharpfuzz)
find_program(SHARPFUZZ_EXECUTABLE sharpfuzz HINTS ${folder})
mark_as_advanced(SHARPFUZZ_EXECUTABLE)
if(NOT SHARPFUZZ_EXECUTABLE)
  execute_process(COMMAND ${DOTNET_EXECUTABLE} tool install SharpFuzz.CommandLine --version ${ARROWBRIDGE_SHARPFUZZ_VERSION} --tool-path ${folder}
    RESULT_VARIABLE failed OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(failed)
    message(WARNING "The C# is not instrumented: SharpFuzz.CommandLine cannot be installed from NuGet\n${output}")
  else()
    find_program(SHARPFUZZ_EXECUTABLE sharpfuzz HINTS ${folder})
  endif()
endif()

set(coverage ${PROJECT_SOURCE_DIR}/tests-native/fuzz/coverage)
list(APPEND ARROWBRIDGE_PUBLISH_OPTIONS -p:CustomAfterMicrosoftCommonTargets=${coverage}/instrument.targets
  -p:StripSymbols=false -p:NativeDebugSymbols=true)
if(SHARPFUZZ_EXECUTABLE)
  list(APPEND ARROWBRIDGE_PUBLISH_OPTIONS -p:ArrowBridgeSharpFuzz=${SHARPFUZZ_EXECUTABLE})
endif()

# For the C of the library.
function(arrowbridge_instrument target)
  target_compile_options(${target} PRIVATE -g -fsanitize=fuzzer-no-link)
  if(ARROWBRIDGE_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${ARROWBRIDGE_SANITIZE} -fno-omit-frame-pointer)
  endif()
endfunction()
