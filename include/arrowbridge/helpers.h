/// \file helpers.h
/// Small functions for the structs of abi.h: test, mark, move and release. Names and meaning are
/// those of Arrow's own helpers.h. Here they are `static inline`, so that unoptimized C links too.
///
/// Other headers define the same names, so include this one after them. After Arrow's
/// arrow/c/helpers.h (recognized by its macro ARROW_C_ASSERT) it defines nothing. After nanoarrow.h
/// and nanoarrow_device.h it defines only what they lack. Together with other headers that define
/// these names define ARROWBRIDGE_NO_HELPERS first. No other header of this library includes this
/// one, so that arrowbridge.h can stand before or after any of them.
///
/// For every struct X:
///  - int XIsReleased(const struct X* x): returns 1 if the struct is released, otherwise 0 (MEM-4).
///  - void XMarkReleased(struct X* x): marks the struct released, without calling anything. It is
///    the last step of a release callback (MEM-13).
///  - void XMove(struct X* src, struct X* dest): moves the contents of a live `src` to `dest`, and
///    marks `src` released without calling its callback (MOV-1). `dest` must be another struct. It
///    is not read: contents that it held before are leaked.
///  - void XRelease(struct X* x): calls the release callback. If `x` is released, it does nothing
///    (MEM-14).
/// No pointer may be NULL.
///
/// XRelease also marks the struct released, so that a release callback that forgets to do so
/// (MEM-13) is not called twice. Without NDEBUG such a callback, and a misuse of XMove, is reported
/// on standard error and ends the program, as assert() does. With NDEBUG the program is never
/// ended.

#ifndef ARROWBRIDGE_HELPERS_H
#define ARROWBRIDGE_HELPERS_H

#include "arrowbridge/abi.h"

#if !defined(ARROW_C_ASSERT) && !defined(ARROWBRIDGE_NO_HELPERS)

#include <stddef.h>
#include <string.h>

/// \def ARROWBRIDGE_NULL
/// NULL, about which some C++ compilers warn.
#ifdef __cplusplus
#define ARROWBRIDGE_NULL nullptr
#else
#define ARROWBRIDGE_NULL NULL
#endif

/// \def ARROW_C_ASSERT
/// Ends the process if a condition does not hold, unless NDEBUG is defined.
#ifdef NDEBUG
#define ARROW_C_ASSERT(condition, message) \
  do {                                     \
  } while (0)
#else
#include <stdio.h>
#include <stdlib.h>
#define ARROW_C_ASSERT(condition, message)                           \
  do {                                                               \
    if (!(condition)) {                                              \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, (message)); \
      abort();                                                       \
    }                                                                \
  } while (0)
#endif

#ifdef __cplusplus
extern "C" {
#endif

static inline int ArrowSchemaIsReleased(const struct ArrowSchema* schema) {
  return schema->release == ARROWBRIDGE_NULL;
}

static inline void ArrowSchemaMarkReleased(struct ArrowSchema* schema) {
  schema->release = ARROWBRIDGE_NULL;
}

#ifndef NANOARROW_NANOARROW_TYPES_H_INCLUDED
static inline void ArrowSchemaMove(struct ArrowSchema* src, struct ArrowSchema* dest) {
  ARROW_C_ASSERT(src != dest, "ArrowSchemaMove: source and destination are the same struct");
  ARROW_C_ASSERT(!ArrowSchemaIsReleased(src), "ArrowSchemaMove: the source is released");
  memcpy(dest, src, sizeof(*dest));
  ArrowSchemaMarkReleased(src);
}

static inline void ArrowSchemaRelease(struct ArrowSchema* schema) {
  if (ArrowSchemaIsReleased(schema)) {
    return;
  }
  schema->release(schema);
  ARROW_C_ASSERT(ArrowSchemaIsReleased(schema),
                 "ArrowSchemaRelease: the callback left release set");
  ArrowSchemaMarkReleased(schema);
}
#endif

static inline int ArrowArrayIsReleased(const struct ArrowArray* array) {
  return array->release == ARROWBRIDGE_NULL;
}

static inline void ArrowArrayMarkReleased(struct ArrowArray* array) {
  array->release = ARROWBRIDGE_NULL;
}

#ifndef NANOARROW_NANOARROW_TYPES_H_INCLUDED
static inline void ArrowArrayMove(struct ArrowArray* src, struct ArrowArray* dest) {
  ARROW_C_ASSERT(src != dest, "ArrowArrayMove: source and destination are the same struct");
  ARROW_C_ASSERT(!ArrowArrayIsReleased(src), "ArrowArrayMove: the source is released");
  memcpy(dest, src, sizeof(*dest));
  ArrowArrayMarkReleased(src);
}

static inline void ArrowArrayRelease(struct ArrowArray* array) {
  if (ArrowArrayIsReleased(array)) {
    return;
  }
  array->release(array);
  ARROW_C_ASSERT(ArrowArrayIsReleased(array), "ArrowArrayRelease: the callback left release set");
  ArrowArrayMarkReleased(array);
}
#endif

static inline int ArrowDeviceArrayIsReleased(const struct ArrowDeviceArray* array) {
  return array->array.release == ARROWBRIDGE_NULL;
}

static inline void ArrowDeviceArrayMarkReleased(struct ArrowDeviceArray* array) {
  array->array.release = ARROWBRIDGE_NULL;
}

#ifndef NANOARROW_DEVICE_H_INCLUDED
static inline void ArrowDeviceArrayMove(struct ArrowDeviceArray* src,
                                        struct ArrowDeviceArray* dest) {
  ARROW_C_ASSERT(src != dest, "ArrowDeviceArrayMove: source and destination are the same struct");
  ARROW_C_ASSERT(!ArrowDeviceArrayIsReleased(src), "ArrowDeviceArrayMove: the source is released");
  memcpy(dest, src, sizeof(*dest));
  ArrowDeviceArrayMarkReleased(src);
}
#endif

static inline void ArrowDeviceArrayRelease(struct ArrowDeviceArray* array) {
  if (ArrowDeviceArrayIsReleased(array)) {
    return;
  }
  array->array.release(&array->array);
  ARROW_C_ASSERT(ArrowDeviceArrayIsReleased(array),
                 "ArrowDeviceArrayRelease: the callback left release set");
  ArrowDeviceArrayMarkReleased(array);
}

static inline int ArrowArrayStreamIsReleased(const struct ArrowArrayStream* stream) {
  return stream->release == ARROWBRIDGE_NULL;
}

static inline void ArrowArrayStreamMarkReleased(struct ArrowArrayStream* stream) {
  stream->release = ARROWBRIDGE_NULL;
}

#ifndef NANOARROW_NANOARROW_TYPES_H_INCLUDED
static inline void ArrowArrayStreamMove(struct ArrowArrayStream* src,
                                        struct ArrowArrayStream* dest) {
  ARROW_C_ASSERT(src != dest, "ArrowArrayStreamMove: source and destination are the same struct");
  ARROW_C_ASSERT(!ArrowArrayStreamIsReleased(src), "ArrowArrayStreamMove: the source is released");
  memcpy(dest, src, sizeof(*dest));
  ArrowArrayStreamMarkReleased(src);
}

static inline void ArrowArrayStreamRelease(struct ArrowArrayStream* stream) {
  if (ArrowArrayStreamIsReleased(stream)) {
    return;
  }
  stream->release(stream);
  ARROW_C_ASSERT(ArrowArrayStreamIsReleased(stream),
                 "ArrowArrayStreamRelease: the callback left release set");
  ArrowArrayStreamMarkReleased(stream);
}
#endif

static inline int ArrowDeviceArrayStreamIsReleased(const struct ArrowDeviceArrayStream* stream) {
  return stream->release == ARROWBRIDGE_NULL;
}

static inline void ArrowDeviceArrayStreamMarkReleased(struct ArrowDeviceArrayStream* stream) {
  stream->release = ARROWBRIDGE_NULL;
}

static inline void ArrowDeviceArrayStreamMove(struct ArrowDeviceArrayStream* src,
                                              struct ArrowDeviceArrayStream* dest) {
  ARROW_C_ASSERT(src != dest,
                 "ArrowDeviceArrayStreamMove: source and destination are the same struct");
  ARROW_C_ASSERT(!ArrowDeviceArrayStreamIsReleased(src),
                 "ArrowDeviceArrayStreamMove: the source is released");
  memcpy(dest, src, sizeof(*dest));
  ArrowDeviceArrayStreamMarkReleased(src);
}

static inline void ArrowDeviceArrayStreamRelease(struct ArrowDeviceArrayStream* stream) {
  if (ArrowDeviceArrayStreamIsReleased(stream)) {
    return;
  }
  stream->release(stream);
  ARROW_C_ASSERT(ArrowDeviceArrayStreamIsReleased(stream),
                 "ArrowDeviceArrayStreamRelease: the callback left release set");
  ArrowDeviceArrayStreamMarkReleased(stream);
}

#ifdef __cplusplus
}
#endif

#endif  // !defined(ARROW_C_ASSERT) && !defined(ARROWBRIDGE_NO_HELPERS)

#endif  // ARROWBRIDGE_HELPERS_H
