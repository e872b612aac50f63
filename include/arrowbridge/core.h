/// \file core.h
/// What every part of the API needs: the export macro, the error text and the opaque handles.
/// Programs include arrowbridge.h, or the parts they use; each part includes this file.
#ifndef ARROWBRIDGE_CORE_H
#define ARROWBRIDGE_CORE_H

#if defined(_WIN32) && !defined(ARROWBRIDGE_STATIC)
#define ARROWBRIDGE_EXPORT __declspec(dllimport)
#else
#define ARROWBRIDGE_EXPORT
#endif

#define ARROWBRIDGE_ERROR_SIZE 1024

/// A text that says what went wrong: NUL-terminated UTF-8, cut at a character where it is longer.
/// Frozen; nanoarrow's ArrowError has the same layout.
struct ArrowBridgeError {
  char message[ARROWBRIDGE_ERROR_SIZE];
};

/// Opaque handles; bridge.h describes them.
struct ArrowBridgeSchema;
struct ArrowBridgeArray;
struct ArrowBridgeReader;

#endif  // ARROWBRIDGE_CORE_H
