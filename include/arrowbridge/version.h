/// \file version.h
/// The version of these headers. ArrowBridgeVersion() and ArrowBridgeVersionInt() return the
/// version of the loaded library. The build reads these lines: each must stay a plain definition.

#ifndef ARROWBRIDGE_VERSION_H
#define ARROWBRIDGE_VERSION_H

/// First part of the version.
#define ARROWBRIDGE_VERSION_MAJOR 0
/// Second part of the version. Before 1.0 another one may have another ABI.
#define ARROWBRIDGE_VERSION_MINOR 1
/// Third part of the version.
#define ARROWBRIDGE_VERSION_PATCH 0
/// The version as a text.
#define ARROWBRIDGE_VERSION_STRING "0.1.0"

/// The version as a number, for comparisons: major * 10000 + minor * 100 + patch.
#define ARROWBRIDGE_VERSION_INT \
  (ARROWBRIDGE_VERSION_MAJOR * 10000 + ARROWBRIDGE_VERSION_MINOR * 100 + ARROWBRIDGE_VERSION_PATCH)

/// Version of the binary interface, as in libarrowbridge.so.0. It is increased only if programs
/// built with older headers cannot run with the new library.
#define ARROWBRIDGE_SOVERSION 0

#endif  // ARROWBRIDGE_VERSION_H
