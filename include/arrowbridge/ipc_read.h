/// \file ipc_read.h
/// Reading of Arrow IPC files and streams. bridge.h includes this file; its head has the rules that
/// hold for all functions.
#ifndef ARROWBRIDGE_IPC_READ_H
#define ARROWBRIDGE_IPC_READ_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup ipc_read IPC reading
/// The functions that open a source make readers of record batches. They recognize the file format
/// (.arrow, Feather version 2) and the stream format (.arrows) by the content.
///
/// Bodies are not copied: buffers point into the mapped file or into the given memory, which is
/// kept as long as a batch uses it. Every offset and length in the metadata is checked against the
/// bytes that exist.
///
/// The metadata of a mapped file is copied before it is checked, so that other programs may write
/// to it at any time. Bodies stay mapped: what was validated no longer holds once they change, and
/// a reader of such a batch may follow offsets anywhere. Set `no_map` for files that others may
/// write to or shorten.
///
/// Compressed bodies are decompressed with the system's libraries: LZ4 frames with liblz4, ZSTD
/// with libzstd. A library is loaded when the first body needs it; if it is missing, reading that
/// batch fails with ENOSYS and names it. Big-endian bodies are byte-swapped into new memory. The
/// memory of a released batch is reused for a later one: a reader keeps the memory of at most one
/// batch, until end of stream.
/// \{

/// Compression of the bodies of record batches and dictionaries.
enum ArrowBridgeIpcCodec {
  ARROWBRIDGE_IPC_CODEC_NONE = 0,
  ARROWBRIDGE_IPC_CODEC_LZ4_FRAME = 1,
  ARROWBRIDGE_IPC_CODEC_ZSTD = 2
};

/// Options for reading. Fill the struct with zeros and set `struct_size`. Zero means the default.
struct ArrowBridgeIpcReadOptions {
  /// sizeof(struct ArrowBridgeIpcReadOptions).
  int64_t struct_size;
  /// Validation of every batch, one of enum ArrowBridgeValidateLevel. NONE means MINIMAL. Use FULL,
  /// or at least DEFAULT, for data from untrusted sources.
  int32_t validate;
  /// Nonzero: read a file into memory instead of mapping it. Use it if others may write to the file
  /// or truncate it while it is used.
  int32_t no_map;
  /// Names (UTF-8) of the top-level columns to read. The reader has only these columns, in this
  /// order; the others are neither decoded nor decompressed. NULL: see `column_indices`. The list
  /// is used only while the reader is opened.
  const char* const* column_names;
  /// Indices in the schema of the top-level columns to read, as an alternative to `column_names`:
  /// at most one of the two is set. Both NULL: all columns. The list is used only while the reader
  /// is opened.
  const int64_t* column_indices;
  /// Number of columns in the list. With a list of 0 columns batches have rows, but no columns.
  int64_t n_columns;
  /// Most bytes that may be allocated for one batch or dictionary; if more are needed, reading
  /// fails with ENOMEM. 0: no limit except what the size of the data justifies.
  int64_t max_bytes;
  /// Number of threads that decompress large buffers of a batch, including the calling thread. 0 or
  /// 1: no extra threads. At most 64 are used. The extra threads start with the first batch that
  /// needs them and end with the reader. Batches, their order, errors and limits do not depend on
  /// this number, and no callback runs on these threads.
  int32_t threads;
  /// Must be 0.
  int32_t reserved;
};

/// \brief Open a file in the file format or the stream format.
/// \param[in] path     UTF-8. A pipe or a device is read as by ArrowBridgeOpenIpcDescriptor().
/// \param[in] options  Options. NULL means the defaults.
/// \param[out] out     The new handle; NULL on failure. Release it with ArrowBridgeReaderRelease().
/// \param[out] error   Error message. May be NULL.
/// \return 0, the errno value of the system if the file cannot be opened or read, EINVAL (the data
///         is not Arrow or is invalid; a requested column does not exist or is requested twice),
///         EIO (the data is truncated), ENOTSUP (an unknown type, version or codec), ENOMEM.
///         Reading a batch returns these too, and ENOSYS (the library of a codec is missing). It
///         returns EIO if a mapped file was truncated since, which is checked before each batch.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeOpenIpcFile(const char* path,
                                              const struct ArrowBridgeIpcReadOptions* options,
                                              struct ArrowBridgeReader** out,
                                              struct ArrowBridgeError* error);

/// \brief Open data in memory in the file format or the stream format. The data is not copied.
/// \param[in] data     The bytes. They must not change while they are used. NULL only if `size` is
///                     0.
/// \param[in] size     Number of bytes.
/// \param[in] release  Called once with `context`: when the reader and all batches that use the
///                     data are released, or before this function returns if it fails. NULL: the
///                     data must remain valid until then.
/// \param[in] context  Passed to `release`.
/// \param[in] options  Options. NULL means the defaults.
/// \param[out] out     The new handle; NULL on failure. Release it with ArrowBridgeReaderRelease().
/// \param[out] error   Error message. May be NULL.
/// \return As ArrowBridgeOpenIpcFile().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeOpenIpcBuffer(const void* data, int64_t size,
                                                void (*release)(void* context), void* context,
                                                const struct ArrowBridgeIpcReadOptions* options,
                                                struct ArrowBridgeReader** out,
                                                struct ArrowBridgeError* error);

/// \brief Read a stream from a file descriptor (pipe, socket, file), from its current position.
///
/// The stream format is read in order, as it is needed. Of the file format, the footer decides what
/// belongs to the file, so it is read whole when it is opened. A file is mapped, and its position
/// moves to its end. From a pipe, and with the option `no_map`, the bytes are stored: up to 64 MiB
/// in memory, more in a temporary file without a name in the folder TMPDIR or /tmp.
/// \param[in] fd        A file descriptor that is open for reading. It must stay open as long as
///                      the reader.
/// \param[in] close_fd  Nonzero: the descriptor is closed when the reader ends, or before this
///                      function returns if it fails.
/// \param[in] options   Options. NULL means the defaults.
/// \param[out] out      The new handle; NULL on failure. Release it with
///                      ArrowBridgeReaderRelease().
/// \param[out] error    Error message. May be NULL.
/// \return As ArrowBridgeOpenIpcFile().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeOpenIpcDescriptor(int fd, int close_fd,
                                                    const struct ArrowBridgeIpcReadOptions* options,
                                                    struct ArrowBridgeReader** out,
                                                    struct ArrowBridgeError* error);

/// A source of bytes that the caller implements.
struct ArrowBridgeInput {
  /// Read up to `size` bytes into `buffer`, store their number in `out_size` and return 0. The
  /// number is 0 only at the end of the data. To fail, return an errno value, and write a message
  /// to `error` if there is one. Required.
  int (*read)(void* context, void* buffer, int64_t size, int64_t* out_size,
              struct ArrowBridgeError* error);
  /// Called once, when the reader ends. May be NULL.
  void (*release)(void* context);
  /// Passed to both callbacks.
  void* context;
};

/// \brief Read a stream from a callback.
///
/// The file format is read whole when it is opened, as by ArrowBridgeOpenIpcDescriptor() from a
/// pipe.
/// \param[in] input    The callbacks. The struct is copied. `release` is called in every outcome:
///                     before this function returns if it fails.
/// \param[in] options  Options. NULL means the defaults.
/// \param[out] out     The new handle; NULL on failure. Release it with ArrowBridgeReaderRelease().
/// \param[out] error   Error message. May be NULL.
/// \return As ArrowBridgeOpenIpcFile(), or the code that the callback returned.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeOpenIpcInput(const struct ArrowBridgeInput* input,
                                               const struct ArrowBridgeIpcReadOptions* options,
                                               struct ArrowBridgeReader** out,
                                               struct ArrowBridgeError* error);

/// \brief Count the record batches of a file.
/// \param[in] reader  A reader of the file format, opened from a mapped file or from memory.
/// \param[out] out    The number of batches; 0 on failure.
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (the reader does not read IPC), ENOTSUP (the reader reads a stream, whose
///         batches can be counted only by reading them).
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcReaderNumBatches(struct ArrowBridgeReader* reader,
                                                      int64_t* out, struct ArrowBridgeError* error);

/// \brief Read one record batch of a file by its index.
///
/// ArrowBridgeReaderNext() is not affected: it goes on with the batch after the last one that it
/// read, and an error of this function is not an error of the reader.
/// \param[in] reader  A reader of the file format, opened from a mapped file or from memory.
/// \param[in] n       Index of the batch, from 0.
/// \param[out] out    The batch; marked released on failure. Release it by its callback.
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (no such batch, invalid data, or the reader does not read IPC), EIO (the
///         mapped file was truncated), ENOTSUP (the reader reads a stream, or the data is not
///         supported), ENOSYS (the library of a codec is missing), ENOMEM, EBUSY.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcReaderReadBatch(struct ArrowBridgeReader* reader, int64_t n,
                                                     struct ArrowArray* out,
                                                     struct ArrowBridgeError* error);

/// \brief Copy the custom metadata of the footer of a file.
/// \param[in] reader     A reader of the file format, opened from a mapped file or from memory.
/// \param[out] out       The metadata, encoded as ArrowSchema.metadata; NULL if there is none, and
///                       on failure. Release it with ArrowBridgeStringRelease().
/// \param[out] out_size  Number of bytes at `out`; 0 if `out` is NULL.
/// \param[out] error     Error message. May be NULL.
/// \return 0, EINVAL (the reader does not read IPC, or the metadata is invalid), EIO (the mapped
///         file was truncated), ENOTSUP (the reader reads a stream), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcReaderFooterMetadata(struct ArrowBridgeReader* reader,
                                                          char** out, int64_t* out_size,
                                                          struct ArrowBridgeError* error);

/// \brief Copy the custom metadata of the batch that was read last, in order or by index.
/// \param[in] reader     Any reader of IPC.
/// \param[out] out       The metadata, encoded as ArrowSchema.metadata; NULL if there is none,
///                       before the first batch, at end of stream, after an error, and on failure.
///                       Release it with ArrowBridgeStringRelease().
/// \param[out] out_size  Number of bytes at `out`; 0 if `out` is NULL.
/// \param[out] error     Error message. May be NULL.
/// \return 0, EINVAL (the reader does not read IPC, or the metadata is invalid), EIO (the mapped
///         file was truncated), ENOMEM, EBUSY.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcReaderBatchMetadata(struct ArrowBridgeReader* reader,
                                                         char** out, int64_t* out_size,
                                                         struct ArrowBridgeError* error);

/// \brief Get the codec and the body size of the batch that was read last, in order or by index.
/// \param[in] reader     Any reader of IPC.
/// \param[out] out       One of enum ArrowBridgeIpcCodec. NONE before the first batch, at end of
///                       stream, after an error, and on failure.
/// \param[out] out_body  Size in bytes of the whole body as stored, including columns that were not
///                       requested; 0 if there is no batch. May be NULL.
/// \param[out] error     Error message. May be NULL.
/// \return 0, EINVAL (the reader does not read IPC), EIO (the mapped file was truncated), EBUSY.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcReaderBatchCompression(struct ArrowBridgeReader* reader,
                                                            int32_t* out, int64_t* out_body,
                                                            struct ArrowBridgeError* error);

/// \brief Count the bytes that follow the end of a stream and do not belong to it.
///
/// Several streams, one after the other, are not one stream: only the first is read. An input that
/// is read in order, such as a pipe, is read to its end.
/// \param[in] reader  Any reader of IPC, at end of stream.
/// \param[out] out    The number of bytes; 0 for the file format and on failure.
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (the reader does not read IPC, or is not at end of stream), the errno value of
///         the system or of the callback if the input cannot be read, EBUSY.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcReaderBytesAfterEnd(struct ArrowBridgeReader* reader,
                                                         int64_t* out,
                                                         struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_IPC_READ_H
