# Writes what the library is made of as an SPDX document (version 2.3, JSON). It is installed and packed with the library.
#
#   cmake -DLIBRARY=<file> -DVERSION=<x.y.z> -DRID=<runtime identifier> -DASSETS=<project.assets.json> -DOUTPUT=<file> -P Sbom.cmake
#
# The version of the .NET runtime is the one that NuGet restored. The time is that of SOURCE_DATE_EPOCH, if it is set.

cmake_minimum_required(VERSION 3.25)
file(READ ${ASSETS} assets)
string(JSON count LENGTH "${assets}" project frameworks net10.0 downloadDependencies)
set(runtime "")
math(EXPR last "${count} - 1")
foreach(i RANGE ${last})
  string(JSON name GET "${assets}" project frameworks net10.0 downloadDependencies ${i} name)
  string(JSON range GET "${assets}" project frameworks net10.0 downloadDependencies ${i} version)
  if(name MATCHES "ILCompiler" AND range MATCHES "([0-9][0-9.]+[-a-z0-9.]*)")
    set(compiler ${name})
    set(compiler_version ${CMAKE_MATCH_1})
  elseif(name MATCHES "^Microsoft\\.NETCore\\.App\\.Runtime\\.NativeAOT" AND range MATCHES "([0-9][0-9.]+[-a-z0-9.]*)")
    set(runtime ${name})
    set(runtime_version ${CMAKE_MATCH_1})
  endif()
endforeach()
if(NOT runtime OR NOT compiler)
  message(FATAL_ERROR "${ASSETS} names no NativeAOT runtime and no compiler")
endif()
file(SHA1 ${LIBRARY} sha1)
file(SHA256 ${LIBRARY} sha256)
cmake_path(GET LIBRARY FILENAME file)
string(TIMESTAMP created "%Y-%m-%dT%H:%M:%SZ" UTC)
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "arrowbridge-@VERSION@-@RID@",
  "documentNamespace": "https://spdx.org/spdxdocs/arrowbridge-@VERSION@-@RID@-@sha256@",
  "creationInfo": { "created": "@created@", "creators": ["Organization: The ArrowBridge authors", "Tool: cmake-@CMAKE_VERSION@"] },
  "packages": [
    {
      "SPDXID": "SPDXRef-ArrowBridge",
      "name": "ArrowBridge",
      "versionInfo": "@VERSION@",
      "downloadLocation": "NOASSERTION",
      "filesAnalyzed": false,
      "licenseConcluded": "Apache-2.0",
      "licenseDeclared": "Apache-2.0",
      "copyrightText": "NOASSERTION",
      "primaryPackagePurpose": "LIBRARY"
    },
    {
      "SPDXID": "SPDXRef-Runtime",
      "name": "@runtime@",
      "versionInfo": "@runtime_version@",
      "supplier": "Organization: Microsoft",
      "downloadLocation": "https://www.nuget.org/packages/@runtime@/@runtime_version@",
      "filesAnalyzed": false,
      "licenseConcluded": "MIT",
      "licenseDeclared": "MIT",
      "copyrightText": "NOASSERTION",
      "comment": "The .NET runtime and its class library, of which the linker takes what the library uses. The notices of what they contain are in dotnet-runtime/THIRD-PARTY-NOTICES.TXT.",
      "externalRefs": [
        { "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:nuget/@runtime@@@runtime_version@" }
      ]
    },
    {
      "SPDXID": "SPDXRef-Compiler",
      "name": "@compiler@",
      "versionInfo": "@compiler_version@",
      "supplier": "Organization: Microsoft",
      "downloadLocation": "https://www.nuget.org/packages/@compiler@/@compiler_version@",
      "filesAnalyzed": false,
      "licenseConcluded": "MIT",
      "licenseDeclared": "MIT",
      "copyrightText": "NOASSERTION",
      "externalRefs": [
        { "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:nuget/@compiler@@@compiler_version@" }
      ]
    }
  ],
  "files": [
    {
      "SPDXID": "SPDXRef-Library",
      "fileName": "./@file@",
      "fileTypes": ["BINARY"],
      "checksums": [
        { "algorithm": "SHA1", "checksumValue": "@sha1@" },
        { "algorithm": "SHA256", "checksumValue": "@sha256@" }
      ],
      "licenseConcluded": "Apache-2.0 AND MIT",
      "copyrightText": "NOASSERTION"
    }
  ],
  "relationships": [
    { "spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-ArrowBridge" },
    { "spdxElementId": "SPDXRef-ArrowBridge", "relationshipType": "CONTAINS", "relatedSpdxElement": "SPDXRef-Library" },
    { "spdxElementId": "SPDXRef-ArrowBridge", "relationshipType": "STATIC_LINK", "relatedSpdxElement": "SPDXRef-Runtime" },
    { "spdxElementId": "SPDXRef-Compiler", "relationshipType": "BUILD_TOOL_OF", "relatedSpdxElement": "SPDXRef-ArrowBridge" }
  ]
}
]])
