/// \file version.h
/// The one place of the version number. The build reads these lines, so each stays a plain define;
/// ArrowBridgeVersion() and ArrowBridgeVersionInt() answer what the loaded library was built from.

#ifndef ARROWBRIDGE_VERSION_H
#define ARROWBRIDGE_VERSION_H

#define ARROWBRIDGE_VERSION_MAJOR 0
#define ARROWBRIDGE_VERSION_MINOR 1
#define ARROWBRIDGE_VERSION_PATCH 0
#define ARROWBRIDGE_VERSION_STRING "0.1.0"

/// For comparisons: major * 10000 + minor * 100 + patch.
#define ARROWBRIDGE_VERSION_INT \
  (ARROWBRIDGE_VERSION_MAJOR * 10000 + ARROWBRIDGE_VERSION_MINOR * 100 + ARROWBRIDGE_VERSION_PATCH)

/// Number of the binary interface, as in libarrowbridge.so.0. It grows only when a program built
/// against an older header could no longer run with the new library.
#define ARROWBRIDGE_SOVERSION 0

#endif  // ARROWBRIDGE_VERSION_H
