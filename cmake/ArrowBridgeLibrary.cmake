# Builds the shared library: the C of src/*/native as two static libraries, then `dotnet publish`, which compiles the C# ahead of time
# and links everything. Defines the target ArrowBridge::arrowbridge.

find_program(DOTNET_EXECUTABLE dotnet REQUIRED)
include(${CMAKE_CURRENT_LIST_DIR}/FuzzCoverage.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/VersionScript.cmake)

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64|ARM64)$")
  set(ARROWBRIDGE_ARCHITECTURE arm64)
else()
  set(ARROWBRIDGE_ARCHITECTURE x64)
endif()

# The operating system of .NET's runtime identifier, and the file names: what the SDK makes of the assembly's name, the library, and what
# the linker looks for.
if(WIN32)
  set(system win)
  set(ARROWBRIDGE_PUBLISHED ArrowBridge.dll)
  set(ARROWBRIDGE_FILE arrowbridge.dll)
  set(ARROWBRIDGE_LINK_FILE arrowbridge.lib)
elseif(APPLE)
  set(system osx)
  set(ARROWBRIDGE_PUBLISHED ArrowBridge.dylib)
  set(ARROWBRIDGE_FILE libarrowbridge.${ARROWBRIDGE_SOVERSION}.dylib)
  set(ARROWBRIDGE_LINK_FILE libarrowbridge.dylib)
else()
  set(system linux)
  set(ARROWBRIDGE_PUBLISHED ArrowBridge.so)
  set(ARROWBRIDGE_FILE libarrowbridge.so.${ARROWBRIDGE_SOVERSION})
  set(ARROWBRIDGE_LINK_FILE libarrowbridge.so)
endif()
set(ARROWBRIDGE_RID ${system}-${ARROWBRIDGE_ARCHITECTURE} CACHE STRING
  "Runtime identifier of .NET that the library is built for; the C compiler must compile for the same platform")

# The version of glibc that is enough for everything that is installed; the test symbol_versions keeps it. Without a sysroot it depends on the
# machine: what is used here got new symbol versions in glibc 2.34 and again in 2.38.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT DEFINED ARROWBRIDGE_GLIBC)
  execute_process(COMMAND getconf GNU_LIBC_VERSION OUTPUT_VARIABLE machine_glibc ERROR_QUIET)
  string(REGEX MATCH "[0-9]+\\.[0-9]+" machine_glibc "${machine_glibc}")
  if(machine_glibc VERSION_GREATER_EQUAL 2.34 AND machine_glibc VERSION_LESS 2.38)
    set(machine_glibc 2.34)
  endif()
endif()
set(ARROWBRIDGE_GLIBC "${machine_glibc}" CACHE STRING "Highest version of glibc that the installed files may need")

set(ARROWBRIDGE_LIBRARY_DIR ${PROJECT_BINARY_DIR}/lib)
set(ARROWBRIDGE_LIBRARY ${ARROWBRIDGE_LIBRARY_DIR}/${ARROWBRIDGE_FILE})
set(ARROWBRIDGE_LINK_LIBRARY ${ARROWBRIDGE_LIBRARY_DIR}/${ARROWBRIDGE_LINK_FILE})

# The C inside the library. All folders but Exports also belong to the NuGet package. Always optimised: release callbacks are on the path
# of every batch.
file(GLOB ARROWBRIDGE_NATIVE_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*/native/*.c)
set(ARROWBRIDGE_EXPORTS_SOURCES ${ARROWBRIDGE_NATIVE_SOURCES})
list(FILTER ARROWBRIDGE_NATIVE_SOURCES EXCLUDE REGEX "/src/Exports/native/")
list(FILTER ARROWBRIDGE_EXPORTS_SOURCES INCLUDE REGEX "/src/Exports/native/")
file(GLOB ARROWBRIDGE_NATIVE_FOLDERS LIST_DIRECTORIES ON CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*/native)
# Loops that the compiler makes vectors of, which GCC 12 does fully from -O3 on.
set(ARROWBRIDGE_VECTOR_SOURCES ${PROJECT_SOURCE_DIR}/src/Casts/native/conversions.c)
function(arrowbridge_native_settings target)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/include ${ARROWBRIDGE_NATIVE_FOLDERS})
  target_compile_definitions(${target} PRIVATE ARROWBRIDGE_STATIC $<$<PLATFORM_ID:Linux>:_GNU_SOURCE>)
  set_target_properties(${target} PROPERTIES C_STANDARD 11 C_VISIBILITY_PRESET hidden POSITION_INDEPENDENT_CODE ON)
  if(MSVC)
    target_compile_options(${target} PRIVATE /W4 /WX /experimental:c11atomics)
  else()
    target_compile_options(${target} PRIVATE -O2 -Wall -Wextra -Wpedantic -Werror)
    set_source_files_properties(${ARROWBRIDGE_VECTOR_SOURCES} PROPERTIES COMPILE_OPTIONS -O3)
  endif()
  arrowbridge_harden(${target} 1)
  if(ARROWBRIDGE_FUZZ_COVERAGE)
    arrowbridge_instrument(${target})
  endif()
endfunction()
add_library(arrowbridge_native STATIC ${ARROWBRIDGE_NATIVE_SOURCES})
arrowbridge_native_settings(arrowbridge_native)
if(ARROWBRIDGE_FUZZ_COVERAGE)
  target_sources(arrowbridge_native PRIVATE ${PROJECT_SOURCE_DIR}/tests-native/fuzz/coverage/counters.c)
endif()

# The exported functions: src/Exports/native. Only the library itself has them.
add_library(arrowbridge_exports STATIC ${ARROWBRIDGE_EXPORTS_SOURCES})
arrowbridge_native_settings(arrowbridge_exports)

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
  file(GLOB headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/arrowbridge/*.h)
  arrowbridge_version_script(text ${ARROWBRIDGE_SOVERSION} 0.1 "${ARROWBRIDGE_EXPORTS}" "${headers}")
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

# What links and strips: the C compiler and objcopy of this build. MSBuild takes the compiler as one file name, so a compiler with an
# argument (CC="ccache gcc") gets a script.
set(link_options "")
if(NOT MSVC)
  set(linker ${CMAKE_C_COMPILER})
  if(CMAKE_C_COMPILER_ARG1)
    set(linker ${PROJECT_BINARY_DIR}/arrowbridge-linker)
    file(CONFIGURE OUTPUT ${linker} CONTENT "#!/bin/sh\nexec '@CMAKE_C_COMPILER@' @CMAKE_C_COMPILER_ARG1@ \"$@\"\n" @ONLY)
    file(CHMOD ${linker} PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
  endif()
  list(APPEND link_options -p:CppCompilerAndLinker=${linker} -p:ArrowBridgeCompilerId=${CMAKE_C_COMPILER_ID})
  if(CMAKE_OBJCOPY AND NOT APPLE)
    list(APPEND link_options -p:ObjCopyName=${CMAKE_OBJCOPY})
  endif()
  if(CMAKE_SYSROOT)
    list(APPEND link_options -p:SysRoot=${CMAKE_SYSROOT})
  endif()
endif()
list(APPEND link_options ${ARROWBRIDGE_PUBLISH_OPTIONS})
# A sanitizer's report can be told apart, and suppressed by name, only where the runtime's functions have names.
if(ARROWBRIDGE_SANITIZE AND NOT ARROWBRIDGE_FUZZ_COVERAGE)
  list(APPEND link_options -p:StripSymbols=false -p:NativeDebugSymbols=false)
endif()
# Another compiler or runtime identifier makes another library: this file changes with them.
set(ARROWBRIDGE_LINK_OPTIONS_FILE ${PROJECT_BINARY_DIR}/ArrowBridge.options)
file(CONFIGURE OUTPUT ${ARROWBRIDGE_LINK_OPTIONS_FILE} CONTENT "@ARROWBRIDGE_RID@\n@link_options@\n" @ONLY)

# The library contains code of the .NET runtime. The publish step puts the runtime's license and notices here, and everything that contains
# the library takes them from here. The path relative to the library is the same where both are installed.
# Beside them is the list of what the library is made of.
set(ARROWBRIDGE_SBOM ${PROJECT_BINARY_DIR}/share/doc/arrowbridge/arrowbridge.spdx.json)
set(ARROWBRIDGE_RUNTIME_NOTICES_DIR ${PROJECT_BINARY_DIR}/share/doc/arrowbridge/dotnet-runtime)
set(ARROWBRIDGE_RUNTIME_NOTICES ${ARROWBRIDGE_RUNTIME_NOTICES_DIR}/LICENSE.TXT ${ARROWBRIDGE_RUNTIME_NOTICES_DIR}/THIRD-PARTY-NOTICES.TXT)

add_custom_command(
  OUTPUT ${ARROWBRIDGE_LIBRARY} ${ARROWBRIDGE_RUNTIME_NOTICES} ${ARROWBRIDGE_SBOM}
  BYPRODUCTS ${ARROWBRIDGE_LINK_LIBRARY}
  COMMAND ${DOTNET_EXECUTABLE} publish ${PROJECT_SOURCE_DIR}/ArrowBridge.csproj --nologo -v quiet -c Release -r ${ARROWBRIDGE_RID}
          --artifacts-path ${ARROWBRIDGE_DOTNET_DIR} -o ${ARROWBRIDGE_PUBLISH_DIR}
          -p:ArrowBridgeNativeLibrary=$<TARGET_FILE:arrowbridge_native> -p:ArrowBridgeExportsLibrary=$<TARGET_FILE:arrowbridge_exports>
          -p:ArrowBridgeExportsFile=${ARROWBRIDGE_EXPORTS_FILE} -p:ArrowBridgeSoname=${ARROWBRIDGE_FILE}
          -p:ArrowBridgeLinkOptionsFile=${ARROWBRIDGE_LINK_OPTIONS_FILE} -p:ArrowBridgeRuntimeNoticesFolder=${ARROWBRIDGE_RUNTIME_NOTICES_DIR}
          ${link_options} -p:UseSharedCompilation=false -nodeReuse:false
  COMMAND ${CMAKE_COMMAND} -E make_directory ${ARROWBRIDGE_LIBRARY_DIR}
  COMMAND ${CMAKE_COMMAND} -E copy ${ARROWBRIDGE_PUBLISH_DIR}/${ARROWBRIDGE_PUBLISHED} ${ARROWBRIDGE_LIBRARY}
  ${extra}
  COMMAND ${CMAKE_COMMAND} -DNAME=ArrowBridge -DVERSION=${PROJECT_VERSION} -DRID=${ARROWBRIDGE_RID} -DFILES=${ARROWBRIDGE_LIBRARY}=${ARROWBRIDGE_FILE}
          -DASSETS=${ARROWBRIDGE_DOTNET_DIR}/obj/ArrowBridge/project.assets.json -DOUTPUT=${ARROWBRIDGE_SBOM}
          -P ${PROJECT_SOURCE_DIR}/cmake/Sbom.cmake
  DEPENDS ${PROJECT_SOURCE_DIR}/cmake/Sbom.cmake ${ARROWBRIDGE_CS_SOURCES} ${PROJECT_SOURCE_DIR}/ArrowBridge.csproj ${ARROWBRIDGE_EXPORTS_FILE} ${ARROWBRIDGE_LINK_OPTIONS_FILE}
          ${PROJECT_SOURCE_DIR}/include/arrowbridge/version.h arrowbridge_native arrowbridge_exports
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
