# Builds the shared library: the C of src/Memory/native as a static library, then `dotnet publish`, which compiles the C# ahead of time
# and links both. Defines the target ArrowBridge::arrowbridge.

find_program(DOTNET_EXECUTABLE dotnet REQUIRED)

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64|ARM64)$")
  set(ARROWBRIDGE_ARCHITECTURE arm64)
else()
  set(ARROWBRIDGE_ARCHITECTURE x64)
endif()

# The name of the result, of what the linker looks for, and of what the SDK makes of the assembly's name.
if(WIN32)
  set(ARROWBRIDGE_RID win-${ARROWBRIDGE_ARCHITECTURE})
  set(ARROWBRIDGE_PUBLISHED ArrowBridge.dll)
  set(ARROWBRIDGE_FILE arrowbridge.dll)
  set(ARROWBRIDGE_LINK_FILE arrowbridge.lib)
elseif(APPLE)
  set(ARROWBRIDGE_RID osx-${ARROWBRIDGE_ARCHITECTURE})
  set(ARROWBRIDGE_PUBLISHED ArrowBridge.dylib)
  set(ARROWBRIDGE_FILE libarrowbridge.${ARROWBRIDGE_SOVERSION}.dylib)
  set(ARROWBRIDGE_LINK_FILE libarrowbridge.dylib)
else()
  set(ARROWBRIDGE_RID linux-${ARROWBRIDGE_ARCHITECTURE})
  set(ARROWBRIDGE_PUBLISHED ArrowBridge.so)
  set(ARROWBRIDGE_FILE libarrowbridge.so.${ARROWBRIDGE_SOVERSION})
  set(ARROWBRIDGE_LINK_FILE libarrowbridge.so)
endif()

set(ARROWBRIDGE_LIBRARY_DIR ${PROJECT_BINARY_DIR}/lib)
set(ARROWBRIDGE_LIBRARY ${ARROWBRIDGE_LIBRARY_DIR}/${ARROWBRIDGE_FILE})
set(ARROWBRIDGE_LINK_LIBRARY ${ARROWBRIDGE_LIBRARY_DIR}/${ARROWBRIDGE_LINK_FILE})

# The C inside the library. Always optimised: its release callbacks are on the path of every batch.
file(GLOB ARROWBRIDGE_NATIVE_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/Memory/native/*.c ${PROJECT_SOURCE_DIR}/src/Streams/native/*.c
     ${PROJECT_SOURCE_DIR}/src/Ipc/native/*.c)
function(arrowbridge_native_settings target)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src/Memory/native
    ${PROJECT_SOURCE_DIR}/src/Streams/native ${PROJECT_SOURCE_DIR}/src/Ipc/native)
  target_compile_definitions(${target} PRIVATE ARROWBRIDGE_STATIC $<$<PLATFORM_ID:Linux>:_GNU_SOURCE>)
  set_target_properties(${target} PROPERTIES C_STANDARD 11 C_VISIBILITY_PRESET hidden POSITION_INDEPENDENT_CODE ON)
  if(MSVC)
    target_compile_options(${target} PRIVATE /W4 /WX /experimental:c11atomics)
  else()
    target_compile_options(${target} PRIVATE -O2 -Wall -Wextra -Wpedantic -Werror)
  endif()
endfunction()
add_library(arrowbridge_native STATIC ${ARROWBRIDGE_NATIVE_SOURCES})
arrowbridge_native_settings(arrowbridge_native)

# The exported functions themselves (src/Exports/native/gates.h says why they are C).
file(GLOB ARROWBRIDGE_GATES_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/Exports/native/*.c)
add_library(arrowbridge_gates STATIC ${ARROWBRIDGE_GATES_SOURCES})
arrowbridge_native_settings(arrowbridge_gates)

# What the linker is told to export: a version script from the allow-list.
file(STRINGS ${PROJECT_SOURCE_DIR}/cmake/exports.txt ARROWBRIDGE_EXPORTS)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/exports.txt)
set(ARROWBRIDGE_EXPORTS_FILE ${PROJECT_BINARY_DIR}/ArrowBridge.exports)
if(WIN32)
  list(TRANSFORM ARROWBRIDGE_EXPORTS PREPEND "    " OUTPUT_VARIABLE lines)
  list(JOIN lines "\n" lines)
  set(text "EXPORTS\n${lines}\n")
elseif(APPLE)
  list(TRANSFORM ARROWBRIDGE_EXPORTS PREPEND "_" OUTPUT_VARIABLE lines)
  list(JOIN lines "\n" lines)
  set(text "${lines}\n")
else()
  list(TRANSFORM ARROWBRIDGE_EXPORTS APPEND "\;" OUTPUT_VARIABLE lines)
  list(JOIN lines "\n    " lines)
  set(text "ARROWBRIDGE_${ARROWBRIDGE_SOVERSION} {\n  global:\n    ${lines}\n  local: *;\n};\n")
endif()
file(CONFIGURE OUTPUT ${ARROWBRIDGE_EXPORTS_FILE} CONTENT "${text}" @ONLY)

file(GLOB_RECURSE ARROWBRIDGE_CS_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*.cs)
list(FILTER ARROWBRIDGE_CS_SOURCES EXCLUDE REGEX "/src/ApacheArrow/")
set(ARROWBRIDGE_DOTNET_DIR ${PROJECT_BINARY_DIR}/dotnet)
set(ARROWBRIDGE_PUBLISH_DIR ${ARROWBRIDGE_DOTNET_DIR}/native)
if(WIN32)
  set(extra COMMAND ${CMAKE_COMMAND} -E copy ${ARROWBRIDGE_DOTNET_DIR}/native/ArrowBridge.lib ${ARROWBRIDGE_LINK_LIBRARY})
else()
  set(extra COMMAND ${CMAKE_COMMAND} -E create_symlink ${ARROWBRIDGE_FILE} ${ARROWBRIDGE_LINK_LIBRARY})
endif()

# A sanitizer's report can be told apart, and suppressed by name, only where the runtime's functions have names.
set(symbols "")
if(ARROWBRIDGE_SANITIZE)
  set(symbols -p:StripSymbols=false -p:NativeDebugSymbols=false)
endif()

add_custom_command(
  OUTPUT ${ARROWBRIDGE_LIBRARY}
  BYPRODUCTS ${ARROWBRIDGE_LINK_LIBRARY}
  COMMAND ${DOTNET_EXECUTABLE} publish ${PROJECT_SOURCE_DIR}/ArrowBridge.csproj --nologo -v quiet -c Release -r ${ARROWBRIDGE_RID}
          --artifacts-path ${ARROWBRIDGE_DOTNET_DIR} -o ${ARROWBRIDGE_PUBLISH_DIR}
          -p:ArrowBridgeNativeLibrary=$<TARGET_FILE:arrowbridge_native> -p:ArrowBridgeGatesLibrary=$<TARGET_FILE:arrowbridge_gates>
          -p:ArrowBridgeExportsFile=${ARROWBRIDGE_EXPORTS_FILE} -p:ArrowBridgeSoname=${ARROWBRIDGE_FILE}
          ${symbols} -p:UseSharedCompilation=false -nodeReuse:false
  COMMAND ${CMAKE_COMMAND} -E make_directory ${ARROWBRIDGE_LIBRARY_DIR}
  COMMAND ${CMAKE_COMMAND} -E copy ${ARROWBRIDGE_PUBLISH_DIR}/${ARROWBRIDGE_PUBLISHED} ${ARROWBRIDGE_LIBRARY}
  ${extra}
  DEPENDS ${ARROWBRIDGE_CS_SOURCES} ${PROJECT_SOURCE_DIR}/ArrowBridge.csproj ${ARROWBRIDGE_EXPORTS_FILE}
          ${PROJECT_SOURCE_DIR}/include/arrowbridge/version.h arrowbridge_native arrowbridge_gates
  COMMENT "Compiling ${ARROWBRIDGE_FILE} (dotnet publish, NativeAOT)"
  VERBATIM)
add_custom_target(arrowbridge_build ALL DEPENDS ${ARROWBRIDGE_LIBRARY})

add_library(arrowbridge SHARED IMPORTED GLOBAL)
add_dependencies(arrowbridge arrowbridge_build)
set_target_properties(arrowbridge PROPERTIES
  IMPORTED_LOCATION ${ARROWBRIDGE_LIBRARY}
  IMPORTED_SONAME ${ARROWBRIDGE_FILE}
  INTERFACE_INCLUDE_DIRECTORIES ${PROJECT_SOURCE_DIR}/include)
if(WIN32)
  set_target_properties(arrowbridge PROPERTIES IMPORTED_IMPLIB ${ARROWBRIDGE_LINK_LIBRARY})
endif()
add_library(ArrowBridge::arrowbridge ALIAS arrowbridge)
