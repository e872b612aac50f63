# Writes what a package is made of as an SPDX document (version 2.3, JSON). It is installed and packed with what it describes.
#
#   cmake -DNAME=<package> -DVERSION=<x.y.z> [-DRID=<runtime identifier>] [-DFILES=<file>=<name in the package>;...]
#         [-DASSETS=<project.assets.json>] [-DDEPENDENCIES=<NuGet package>/<version>;...] -DOUTPUT=<file> -P Sbom.cmake
#
# With ASSETS the files contain code of the .NET runtime, whose version is the one that NuGet restored. The time is that of SOURCE_DATE_EPOCH,
# if it is set.

cmake_minimum_required(VERSION 3.25)

# Appends to a list of the document.
function(add list entry)
  string(JSON count LENGTH "${document}" ${list})
  string(JSON document SET "${document}" ${list} ${count} "${entry}")
  set(document "${document}" PARENT_SCOPE)
endfunction()

function(add_relationship from type to)
  add(relationships "{ \"spdxElementId\": \"SPDXRef-${from}\", \"relationshipType\": \"${type}\", \"relatedSpdxElement\": \"SPDXRef-${to}\" }")
  set(document "${document}" PARENT_SCOPE)
endfunction()

# A package of NuGet. Members that only some have are the last argument.
function(add_package id name version license)
  set(location https://www.nuget.org/packages/${name}/${version})
  if(name STREQUAL "ArrowBridge")
    set(location NOASSERTION) # not published
  endif()
  add(packages "{
    \"SPDXID\": \"SPDXRef-${id}\",
    \"name\": \"${name}\",
    \"versionInfo\": \"${version}\",
    \"downloadLocation\": \"${location}\",
    \"filesAnalyzed\": false,
    \"licenseConcluded\": \"${license}\",
    \"licenseDeclared\": \"${license}\",
    \"copyrightText\": \"NOASSERTION\",
    ${ARGN}
    \"externalRefs\": [
      { \"referenceCategory\": \"PACKAGE-MANAGER\", \"referenceType\": \"purl\", \"referenceLocator\": \"pkg:nuget/${name}@${version}\" }
    ]
  }")
  set(document "${document}" PARENT_SCOPE)
endfunction()

# Of what has the same contents, the document is the same.
string(TOLOWER ${NAME} lower_name)
set(name ${lower_name}-${VERSION})
if(RID)
  string(APPEND name -${RID})
endif()
set(contents "${name} ${DEPENDENCIES}")
foreach(file IN LISTS FILES)
  string(REGEX REPLACE "=.*" "" path ${file})
  file(SHA256 ${path} sha256)
  string(APPEND contents " ${sha256}")
endforeach()
string(SHA256 digest "${contents}")
string(TIMESTAMP created "%Y-%m-%dT%H:%M:%SZ" UTC)
set(document "{
  \"spdxVersion\": \"SPDX-2.3\",
  \"dataLicense\": \"CC0-1.0\",
  \"SPDXID\": \"SPDXRef-DOCUMENT\",
  \"name\": \"${name}\",
  \"documentNamespace\": \"https://spdx.org/spdxdocs/${name}-${digest}\",
  \"creationInfo\": { \"created\": \"${created}\", \"creators\": [\"Organization: The ArrowBridge authors\", \"Tool: cmake-${CMAKE_VERSION}\"] },
  \"packages\": [
    {
      \"SPDXID\": \"SPDXRef-Package\",
      \"name\": \"${NAME}\",
      \"versionInfo\": \"${VERSION}\",
      \"downloadLocation\": \"NOASSERTION\",
      \"filesAnalyzed\": false,
      \"licenseConcluded\": \"Apache-2.0\",
      \"licenseDeclared\": \"Apache-2.0\",
      \"copyrightText\": \"NOASSERTION\",
      \"primaryPackagePurpose\": \"LIBRARY\"
    }
  ],
  \"files\": [],
  \"relationships\": []
}")
add_relationship(DOCUMENT DESCRIBES Package)

set(license "Apache-2.0")
if(ASSETS)
  set(license "Apache-2.0 AND MIT")
  file(READ ${ASSETS} assets)
  string(JSON count LENGTH "${assets}" project frameworks net10.0 downloadDependencies)
  math(EXPR last "${count} - 1")
  foreach(i RANGE ${last})
    string(JSON package GET "${assets}" project frameworks net10.0 downloadDependencies ${i} name)
    string(JSON range GET "${assets}" project frameworks net10.0 downloadDependencies ${i} version)
    if(NOT range MATCHES "([0-9][0-9.]+[-a-z0-9.]*)")
      continue()
    endif()
    set(version ${CMAKE_MATCH_1})
    if(package MATCHES "ILCompiler")
      set(compiler ${package} ${version})
    elseif(package MATCHES "^Microsoft\\.NETCore\\.App\\.Runtime\\.NativeAOT")
      set(runtime ${package} ${version})
    endif()
  endforeach()
  if(NOT runtime OR NOT compiler)
    message(FATAL_ERROR "${ASSETS} names no NativeAOT runtime and no compiler")
  endif()
  set(supplier "\"supplier\": \"Organization: Microsoft\",")
  string(CONCAT comment "\"comment\": \"The .NET runtime and its class library, of which the linker takes what the library uses. "
    "The notices of what they contain are in dotnet-runtime/THIRD-PARTY-NOTICES.TXT.\",")
  add_package(Runtime ${runtime} MIT "${supplier} ${comment}")
  add_relationship(Package STATIC_LINK Runtime)
  add_package(Compiler ${compiler} MIT "${supplier}")
  add_relationship(Compiler BUILD_TOOL_OF Package)
endif()

foreach(dependency IN LISTS DEPENDENCIES)
  string(REPLACE "/" ";" dependency ${dependency})
  list(GET dependency 0 id)
  add_package(${id} ${dependency} Apache-2.0)
  add_relationship(Package DEPENDS_ON ${id})
endforeach()

set(i 0)
foreach(file IN LISTS FILES)
  string(REGEX REPLACE "=.*" "" path ${file})
  string(REGEX REPLACE ".*=" "" packed ${file})
  file(SHA1 ${path} sha1)
  file(SHA256 ${path} sha256)
  add(files "{
    \"SPDXID\": \"SPDXRef-File-${i}\",
    \"fileName\": \"./${packed}\",
    \"fileTypes\": [\"BINARY\"],
    \"checksums\": [
      { \"algorithm\": \"SHA1\", \"checksumValue\": \"${sha1}\" },
      { \"algorithm\": \"SHA256\", \"checksumValue\": \"${sha256}\" }
    ],
    \"licenseConcluded\": \"${license}\",
    \"copyrightText\": \"NOASSERTION\"
  }")
  add_relationship(Package CONTAINS File-${i})
  math(EXPR i "${i} + 1")
endforeach()
file(WRITE ${OUTPUT} "${document}\n")
