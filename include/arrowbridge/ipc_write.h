/// \file ipc_write.h
/// Writing of Arrow IPC files and streams. bridge.h includes this file; its head has the rules that
/// hold for all functions.
#ifndef ARROWBRIDGE_IPC_WRITE_H
#define ARROWBRIDGE_IPC_WRITE_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"
#include "arrowbridge/ipc_read.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup ipc_write IPC writing
/// The functions ArrowBridgeWriteIpc... write all remaining batches of a reader. An
/// ArrowBridgeIpcWriter writes batches one by one.
///
/// A file is written under a temporary name in the folder of its path and renamed when it is
/// complete: after a failure a file that was at the path before is unchanged, and no new file is
/// left. Devices and pipes are written directly.
///
/// Rows outside a slice are not written. A dictionary is written again only when its values change.
/// In a file a dictionary can only grow: writing one that would have to be replaced fails with
/// EINVAL (IPC-8). So does writing a batch in which fields that share a dictionary have different
/// ones (IPC-3).
/// \{

/// IPC formats.
enum ArrowBridgeIpcFormat {
  /// The file format: with a footer, for random access.
  ARROWBRIDGE_IPC_FORMAT_FILE = 1,
  /// The stream format: read in order.
  ARROWBRIDGE_IPC_FORMAT_STREAM = 2
};

/// Options for writing. Fill the struct with zeros and set `struct_size`. Zero means the default.
struct ArrowBridgeIpcWriteOptions {
  /// sizeof(struct ArrowBridgeIpcWriteOptions).
  int64_t struct_size;
  /// One of enum ArrowBridgeIpcFormat. 0: for a path that ends with `.arrows`, for a file
  /// descriptor and for a callback the stream format; for any other path the file format.
  int32_t format;
  /// Codec of the bodies, one of enum ArrowBridgeIpcCodec. ENOSYS if its library is missing.
  int32_t codec;
  /// Compression level. The codec limits it to its range. 0: the default level, which is 1 for ZSTD
  /// and the fast mode for LZ4, as in Arrow C++.
  int32_t level;
  /// Alignment of buffers and bodies in bytes: 8 or 64. 0 means 64.
  int32_t alignment;
  /// Nonzero: in a stream, a dictionary that has grown is extended by a delta instead of being
  /// replaced. In a file it is always extended.
  int32_t dictionary_deltas;
  /// Number of threads that compress large buffers of a batch, including the calling thread. 0 or
  /// 1: no extra threads. At most 64 are used. The extra threads start with the first batch that
  /// needs them and end with the writer. Written bytes and errors do not depend on this number, and
  /// no callback runs on these threads. With more than one thread, the writer allocates as much
  /// memory as the large buffers of a batch need if they cannot be compressed.
  int32_t threads;
  /// Custom metadata that is written instead of the schema's own, encoded as ArrowSchema.metadata.
  /// It is copied. NULL: the schema's own.
  const char* schema_metadata;
  /// Custom metadata of the footer, encoded as ArrowSchema.metadata. It is copied. As the format
  /// requires, it is written to the first message too; in a stream only there. NULL: none, or that
  /// of the IPC reader which is written.
  const char* footer_metadata;
  /// Called after each batch with `progress_context`, the number of batches and the number of bytes
  /// written so far. If it returns nonzero, writing stops with ECANCELED. May be NULL.
  int (*progress)(void* context, int64_t batches, int64_t bytes);
  /// Passed to `progress`.
  void* progress_context;
  /// An IPC or JSON reader that tells which fields share a dictionary. It must have the same column
  /// types as the data being written, and is used only while the writer is opened. NULL: fields
  /// share a dictionary as in the reader that is written; with an ArrowBridgeIpcWriter, each field
  /// has its own.
  const struct ArrowBridgeReader* dictionaries_of;
};

/// A destination of bytes that the caller implements.
struct ArrowBridgeOutput {
  /// Take all `size` bytes at `data`, which are valid only during the call, and return 0. To fail,
  /// return an errno value, and write a message to `error` if there is one. Required.
  int (*write)(void* context, const void* data, int64_t size, struct ArrowBridgeError* error);
  /// Called once, after the last call of `write`. May be NULL.
  void (*release)(void* context);
  /// Passed to both callbacks.
  void* context;
};

/// \brief Write all remaining batches of a reader to a file.
///
/// If the reader reads IPC or JSON in which fields share a dictionary, those fields share it in the
/// written data too; every other dictionary-encoded field has its own dictionary. If the reader
/// reads IPC, the custom metadata of its footer and of its batches is written too.
/// \param[in] reader   A reader of record batches. It is read to end of stream or to an error,
///                     which is passed on unchanged.
/// \param[in] path     UTF-8.
/// \param[in] options  Options. NULL means the defaults.
/// \param[out] error   Error message. May be NULL.
/// \return 0, the code of the reader, the errno value of the system (such as ENOSPC, EACCES,
///         EISDIR), EINVAL (an option, or the data cannot be written: IPC-3, IPC-8), ENOTSUP (the
///         IPC format cannot represent a type or a size), ENOSYS (the library of the codec is
///         missing), EIO (the codec failed), ECANCELED (`progress` asked to stop), EBUSY, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeWriteIpcFile(struct ArrowBridgeReader* reader, const char* path,
                                               const struct ArrowBridgeIpcWriteOptions* options,
                                               struct ArrowBridgeError* error);

/// \brief Write all remaining batches of a reader to a file descriptor, from its current position.
///
/// As ArrowBridgeWriteIpcFile().
/// \param[in] reader   A reader of record batches. It is read to end of stream or to an error,
///                     which is passed on unchanged.
/// \param[in] fd       A file descriptor that is open for writing. It is not closed. If it is a
///                     pipe whose other end is closed, the function fails with EPIPE and raises no
///                     signal.
/// \param[in] options  Options. NULL means the defaults.
/// \param[out] error   Error message. May be NULL.
/// \return As ArrowBridgeWriteIpcFile().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeWriteIpcDescriptor(
    struct ArrowBridgeReader* reader, int fd, const struct ArrowBridgeIpcWriteOptions* options,
    struct ArrowBridgeError* error);

/// \brief Write all remaining batches of a reader to a callback.
///
/// As ArrowBridgeWriteIpcFile().
/// \param[in] reader   A reader of record batches. It is read to end of stream or to an error,
///                     which is passed on unchanged.
/// \param[in] output   The callbacks. The struct is copied. `release` is called before this
///                     function returns, in every outcome.
/// \param[in] options  Options. NULL means the defaults.
/// \param[out] error   Error message. May be NULL.
/// \return As ArrowBridgeWriteIpcFile(), or the code that the callback returned.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeWriteIpcOutput(struct ArrowBridgeReader* reader,
                                                 const struct ArrowBridgeOutput* output,
                                                 const struct ArrowBridgeIpcWriteOptions* options,
                                                 struct ArrowBridgeError* error);

/// Handle of a writer of record batches. It takes one call at a time, from any thread; another call
/// at the same time fails with EBUSY. Once writing has failed, every further call fails with the
/// same code and message.
struct ArrowBridgeIpcWriter;

/// \brief Open a writer to a file.
/// \param[in] schema   Schema of the batches, a struct. Borrowed.
/// \param[in] path     UTF-8. The file appears there when ArrowBridgeIpcWriterFinish() succeeds.
/// \param[in] options  Options. NULL means the defaults.
/// \param[out] out     The new handle; NULL on failure. Release it with
///                     ArrowBridgeIpcWriterRelease().
/// \param[out] error   Error message. May be NULL.
/// \return As ArrowBridgeWriteIpcFile().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcWriterOpenFile(
    const struct ArrowBridgeSchema* schema, const char* path,
    const struct ArrowBridgeIpcWriteOptions* options, struct ArrowBridgeIpcWriter** out,
    struct ArrowBridgeError* error);

/// \brief Open a writer to a file descriptor.
/// \param[in] schema   Schema of the batches, a struct. Borrowed.
/// \param[in] fd       A file descriptor that is open for writing. It must stay open until the
///                     writer is finished or released. It is not closed.
/// \param[in] options  Options. NULL means the defaults.
/// \param[out] out     The new handle; NULL on failure. Release it with
///                     ArrowBridgeIpcWriterRelease().
/// \param[out] error   Error message. May be NULL.
/// \return As ArrowBridgeWriteIpcFile().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcWriterOpenDescriptor(
    const struct ArrowBridgeSchema* schema, int fd,
    const struct ArrowBridgeIpcWriteOptions* options, struct ArrowBridgeIpcWriter** out,
    struct ArrowBridgeError* error);

/// \brief Open a writer to a callback.
/// \param[in] schema   Schema of the batches, a struct. Borrowed.
/// \param[in] output   The callbacks. The struct is copied. `release` is called when the writer is
///                     released, or before this function returns if it fails.
/// \param[in] options  Options. NULL means the defaults.
/// \param[out] out     The new handle; NULL on failure. Release it with
///                     ArrowBridgeIpcWriterRelease().
/// \param[out] error   Error message. May be NULL.
/// \return As ArrowBridgeWriteIpcFile(), or the code that the callback returned.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcWriterOpenOutput(
    const struct ArrowBridgeSchema* schema, const struct ArrowBridgeOutput* output,
    const struct ArrowBridgeIpcWriteOptions* options, struct ArrowBridgeIpcWriter** out,
    struct ArrowBridgeError* error);

/// \brief Write one batch.
/// \param[in] writer    The writer.
/// \param[in] batch     A record batch of the type of the writer's schema. Borrowed. The writer may
///                      keep the dictionaries of the last batch alive.
/// \param[in] metadata  Custom metadata of the batch, encoded as ArrowSchema.metadata. May be NULL.
/// \param[out] error    Error message. May be NULL.
/// \return As ArrowBridgeIpcWriterOpenOutput(). EINVAL does not change the writer if the batch is
///         of another type or if the writer is finished.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcWriterWrite(struct ArrowBridgeIpcWriter* writer,
                                                 const struct ArrowBridgeArray* batch,
                                                 const char* metadata,
                                                 struct ArrowBridgeError* error);

/// \brief Write the end of the data, with the footer of a file, and move a file to its path.
/// \param[in] writer  The writer. It must still be released.
/// \param[out] error  Error message. May be NULL.
/// \return As ArrowBridgeIpcWriterOpenOutput(). EINVAL if the writer is finished already.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcWriterFinish(struct ArrowBridgeIpcWriter* writer,
                                                  struct ArrowBridgeError* error);

/// \brief Release a writer.
///
/// If the writer is not finished, its data is abandoned and an incomplete file is removed. In a
/// forked child the file of the parent is left alone.
/// \param[in] writer  The handle. NULL is a no-op.
/// \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeIpcWriterRelease(struct ArrowBridgeIpcWriter* writer);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_IPC_WRITE_H
