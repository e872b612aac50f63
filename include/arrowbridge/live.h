/// \file live.h
/// What is alive and who made it. The head of bridge.h has the rules that hold for all functions.
#ifndef ARROWBRIDGE_LIVE_H
#define ARROWBRIDGE_LIVE_H

#include <stdint.h>

#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup live Live objects
/// For programs whose live counts (bridge.h) do not return to zero: a list of what is alive, with
/// the function that made it, its age, and a tag that the program chose. Objects are listed if they
/// were made while the library tracked them. Tracking costs a lock and 96 bytes per object; without
/// it nothing is recorded.
/// \{

/// What an object is.
enum ArrowBridgeLiveKind {
  /// Memory of buffers, texts and tables that other objects share.
  ARROWBRIDGE_LIVE_MEMORY = 0,
  /// A schema: its handle, or what readers and arrays refer to.
  ARROWBRIDGE_LIVE_SCHEMA = 1,
  /// An array: its handle, or what exported structs refer to.
  ARROWBRIDGE_LIVE_ARRAY = 2,
  /// A reader: its handle, or what adapters and streams read from.
  ARROWBRIDGE_LIVE_READER = 3,
  /// An IPC writer or encoder.
  ARROWBRIDGE_LIVE_WRITER = 4,
  /// An exported ArrowSchema.
  ARROWBRIDGE_LIVE_EXPORTED_SCHEMA = 5,
  /// An exported ArrowArray.
  ARROWBRIDGE_LIVE_EXPORTED_ARRAY = 6,
  /// An exported ArrowArrayStream.
  ARROWBRIDGE_LIVE_EXPORTED_STREAM = 7,
  /// A mapped file.
  ARROWBRIDGE_LIVE_MAPPING = 8,
  /// Memory or an object of the caller that the library releases by a callback.
  ARROWBRIDGE_LIVE_CALLBACK = 9,
  /// An IPC decoder.
  ARROWBRIDGE_LIVE_DECODER = 10,
  /// Anything else that the library needs for one of the above.
  ARROWBRIDGE_LIVE_OTHER = 11
};

/// One object that is alive. Its texts are valid only during the callback.
struct ArrowBridgeLiveObject {
  /// The handle of a schema, array, reader, writer or decoder; for other kinds only an identity.
  const void* address;
  /// The function of this library that made it, such as "ArrowBridgeReaderNextArray", or
  /// "get_schema" or "get_next" of an exported stream. "" if C# code or a thread of the library
  /// made it.
  const char* function;
  /// The tag that the thread had set when it was made. "" if none.
  const char* tag;
  /// Size of its own memory, without what it refers to.
  int64_t bytes;
  /// Nanoseconds since it was made.
  int64_t age;
  /// One of enum ArrowBridgeLiveKind.
  int32_t kind;
  /// Number of references: handles, exported structs and objects of the library that hold it.
  int32_t references;
};

/// \brief Start or stop tracking. It is off when the library is loaded.
///
/// Objects that are alive when tracking starts are not listed; those that were tracked are
/// forgotten when it stops.
/// \param[in] enabled  0 stops, anything else starts.
/// \return Whether objects were tracked before: 0 or 1.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeTrackLiveObjects(int enabled);

/// \brief Set the tag of the objects that the calling thread makes from now on.
/// \param[in] tag  UTF-8, copied; the first 63 bytes are kept. NULL or "": none.
/// \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeTagLiveObjects(const char* tag);

/// \brief Call a function for each tracked object that is alive, the oldest first.
///
/// The list is the one at the time of the call. The callback may call any function, also such that
/// release objects of the list.
/// \param[in] visit    The callback. It returns 0 to go on; anything else ends the visit.
/// \param[in] context  Passed to the callback.
/// \param[out] error   Error message. May be NULL.
/// \return 0, what the callback returned, EINVAL (`visit` is NULL), ENOMEM, ENOTSUP (a forked
///         child).
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeVisitLiveObjects(
    int (*visit)(void* context, const struct ArrowBridgeLiveObject* object), void* context,
    struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_LIVE_H
