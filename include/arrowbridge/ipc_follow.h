/// \file ipc_follow.h
/// Reading of an Arrow IPC stream while it is being written. The head of bridge.h has the rules
/// that hold for all functions.
#ifndef ARROWBRIDGE_IPC_FOLLOW_H
#define ARROWBRIDGE_IPC_FOLLOW_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"
#include "arrowbridge/ipc_read.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup ipc_follow Following an IPC stream
/// \{

/// Options for following. Fill the struct with zeros and set `struct_size`. Zero means the default.
struct ArrowBridgeIpcFollowOptions {
  /// sizeof(struct ArrowBridgeIpcFollowOptions).
  int64_t struct_size;
  /// Most milliseconds to wait for more bytes; each byte that comes begins the wait anew. Time
  /// between two calls does not count: a caller may take long for a batch. 0: no limit.
  int64_t timeout_ms;
  /// Asked while the reader waits, every few milliseconds, on the thread that reads or opens. If it
  /// returns nonzero, the wait ends with ECANCELED. May be NULL.
  int (*cancelled)(void* context);
  /// Called once with `context`, when the reader ends. May be NULL.
  void (*release)(void* context);
  /// Passed to both callbacks.
  void* context;
};

/// \brief Open a file or a FIFO in the stream format that is still being written.
///
/// Where the bytes end, the reader waits for more until its writer adds the end-of-stream marker,
/// which is the end of the stream. Batches come as soon as they are complete. The schema is waited
/// for while the reader is opened.
///
/// A writer that died leaves a stream without a marker: then the wait ends with ETIMEDOUT, and the
/// message says after how many bytes. As every error of a reader, this one stays. Without a timeout
/// the wait lasts until it is cancelled: by `cancelled`, or by ArrowBridgeReaderCancel() once the
/// reader is opened, which is noticed within 20 milliseconds.
///
/// A FIFO is opened without waiting for its writer. When a writer closes it, the next one may go
/// on. A file that becomes shorter than what was read is an error. A file in the file format is
/// refused with ENOTSUP: it is complete only with its footer.
/// \param[in] path     UTF-8.
/// \param[in] options  Options, of which `no_map` has no effect: the file is read, not mapped. NULL
///                     means the defaults.
/// \param[in] follow   Options for following, copied. Its `release` is called in every outcome:
///                     before this function returns if it fails. NULL means the defaults.
/// \param[out] out     The new handle; NULL on failure. Release it with ArrowBridgeReaderRelease().
/// \param[out] error   Error message. May be NULL.
/// \return As ArrowBridgeOpenIpcFile(), ETIMEDOUT, ECANCELED, EIO (the file became shorter),
///         ENOTSUP (the file format). Reading a batch returns these too.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeFollowIpcFile(const char* path,
                                                const struct ArrowBridgeIpcReadOptions* options,
                                                const struct ArrowBridgeIpcFollowOptions* follow,
                                                struct ArrowBridgeReader** out,
                                                struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_IPC_FOLLOW_H
