/// \file ipc.h
/// IPC files and streams as sources and as sinks of readers. Part of bridge.h, which includes it
/// and has the rules that hold for all functions.
///
/// The file format (.arrow, Feather 2) and the stream format (.arrows) are told apart by their
/// content. Bodies are not copied: buffers point into the mapped file or the given memory, which
/// lives as long as any of them. Every offset and length in the metadata is checked against the
/// bytes that are there.
///
/// Compressed bodies are unpacked with the system's liblz4 (LZ4 frames) and libzstd, which are
/// loaded when the first of them comes; where one is missing, ENOSYS names it. Big-endian bodies
/// are turned round into new memory. What a batch took for this is used for the next one when it is
/// released; until then, and until the end of the data, a reader keeps the memory of one batch at
/// most.
#ifndef ARROWBRIDGE_IPC_H
#define ARROWBRIDGE_IPC_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// How IPC is read. Fill with zeros and set `struct_size` to sizeof; a zero means the default.
struct ArrowBridgeIpcReadOptions {
  int64_t struct_size;  ///< sizeof(struct ArrowBridgeIpcReadOptions)
  int32_t validate;  ///< ARROWBRIDGE_VALIDATE_… for every batch; 0 means MINIMAL. Use FULL, or at
                     ///< least DEFAULT, for files from strangers.
  int32_t no_map;    ///< Nonzero: read a path into memory, do not map it (for files that others may
                     ///< shorten meanwhile).
  /// The top-level columns to read, by name or by place in the schema; at most one of the two is
  /// set, and both are needed only while the reader is opened. Only these columns appear, in the
  /// order asked; the others are neither decoded nor unpacked. Both NULL: all columns.
  const char* const* column_names;
  const int64_t* column_indices;
  int64_t n_columns;  ///< How many are asked for; may be 0, then batches have rows but no columns.
  int64_t max_bytes;  ///< ENOMEM where one batch or dictionary needs more memory of its own; 0: no
                      ///< limit but what its bytes justify.
  /// On how many threads the larger buffers of a compressed batch are unpacked, the caller's among
  /// them; 0 or 1: on the caller's alone. No more than 64 are used. They begin with the first batch
  /// that needs them and end when the reader does; batches, their order, errors and limits are the
  /// same as without them, and nothing of the caller's runs on them.
  int32_t threads;
  int32_t reserved;  ///< 0
};

/// \brief Open a file in either format.
/// \param[in] path     UTF-8. A pipe or device is read as a stream.
/// \param[in] options  May be NULL.
/// \param[out] out     Set to NULL on failure. Release with ArrowBridgeReaderRelease().
/// \return 0, the system's error where the file cannot be opened, EINVAL (not Arrow, or not sound;
/// a column that does not exist, or is asked
///         for twice), EIO (cut off), ENOTSUP, ENOMEM. Batches: also ENOSYS (a codec's library is
///         missing); EIO where a mapped file was shortened since, which is looked at before each
///         batch.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeOpenIpcFile(const char* path,
                                              const struct ArrowBridgeIpcReadOptions* options,
                                              struct ArrowBridgeReader** out,
                                              struct ArrowBridgeError* error);

/// \brief Open bytes in either format, in place.
/// \param[in] release  Called once with `context`: when the last batch that points into the bytes is
/// released, or before this function
///                     returns if it fails. May be NULL: then the bytes must outlive the reader and
///                     its batches.
/// \return As ArrowBridgeOpenIpcFile().  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeOpenIpcBuffer(const void* data, int64_t size,
                                                void (*release)(void* context), void* context,
                                                const struct ArrowBridgeIpcReadOptions* options,
                                                struct ArrowBridgeReader** out,
                                                struct ArrowBridgeError* error);

/// \brief Read a stream from a file descriptor (pipe, socket, file), from where it stands.
/// \param[in] fd        A descriptor open for reading.
/// \param[in] close_fd  Nonzero: it is closed when the reader ends, or before this function returns
/// if it fails. \return As ArrowBridgeOpenIpcFile(); a file is read in order too, as the stream
/// inside it.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeOpenIpcDescriptor(int fd, int close_fd,
                                                    const struct ArrowBridgeIpcReadOptions* options,
                                                    struct ArrowBridgeReader** out,
                                                    struct ArrowBridgeError* error);

/// Where bytes come from.
struct ArrowBridgeInput {
  /// Read up to `size` bytes into `buffer` and store how many in `out_size`, 0 only at the end.
  /// Return 0 or an errno.
  int (*read)(void* context, void* buffer, int64_t size, int64_t* out_size,
              struct ArrowBridgeError* error);
  /// Called once when the reader ends. May be NULL.
  void (*release)(void* context);
  void* context;
};

/// \brief Read a stream from a callback.
/// \param[in] input  Copied; `release` is called in every outcome.
/// \return As ArrowBridgeOpenIpcDescriptor(), or the callback's own code.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeOpenIpcInput(const struct ArrowBridgeInput* input,
                                               const struct ArrowBridgeIpcReadOptions* options,
                                               struct ArrowBridgeReader** out,
                                               struct ArrowBridgeError* error);

/// \brief Count the record batches of a file.
/// \param[in] reader  Opened from a mapped file or from bytes in the file format.
/// \param[out] out    Set to 0 on failure.
/// \return 0, EINVAL (not a reader of IPC), ENOTSUP (a stream, whose batches are known only when
/// they were read).  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcReaderNumBatches(struct ArrowBridgeReader* reader,
                                                      int64_t* out, struct ArrowBridgeError* error);

/// \brief Read one record batch of a file by its number, from 0. ArrowBridgeReaderNext() goes on
/// where it was, and an error here is no error
///        there.
/// \param[out] out  Marked released on failure. Release it by its own callback.
/// \return 0, ENOTSUP (a stream), EINVAL (no such batch, not sound, not a reader of IPC), EIO,
/// ENOSYS, ENOMEM, EBUSY.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcReaderReadBatch(struct ArrowBridgeReader* reader, int64_t n,
                                                     struct ArrowArray* out,
                                                     struct ArrowBridgeError* error);

/// \brief Copy the custom metadata of a file's footer.
/// \param[out] out       Encoded as ArrowSchema.metadata; NULL where there is none, and on failure.
/// Release with
///                       ArrowBridgeStringRelease().
/// \param[out] out_size  Bytes at `out`.
/// \return As ArrowBridgeIpcReaderNumBatches(), ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcReaderFooterMetadata(struct ArrowBridgeReader* reader,
                                                          char** out, int64_t* out_size,
                                                          struct ArrowBridgeError* error);

/// \brief Copy the custom metadata of the batch that was read last, in order or by number.
/// \param[out] out       As ArrowBridgeIpcReaderFooterMetadata(); NULL also before the first batch,
/// after the last, and after an error. \return 0, EINVAL (not a reader of IPC), ENOMEM, EBUSY.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcReaderBatchMetadata(struct ArrowBridgeReader* reader,
                                                         char** out, int64_t* out_size,
                                                         struct ArrowBridgeError* error);

/// \brief Say how the body of the batch that was read last, in order or by number, was compressed.
/// \param[out] out       ARROWBRIDGE_IPC_CODEC_…; NONE also before the first batch, after the last,
/// after an error, and on failure. \param[out] out_body  Bytes of the whole body as it is stored,
/// whichever columns were asked for; 0 where there is none. May be NULL. \return 0, EINVAL (not a
/// reader of IPC), EIO (a mapped file was shortened), EBUSY.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcReaderBatchCompression(struct ArrowBridgeReader* reader,
                                                            int32_t* out, int64_t* out_body,
                                                            struct ArrowBridgeError* error);

/// How IPC is written. Fill with zeros and set `struct_size` to sizeof; a zero means the default.
struct ArrowBridgeIpcWriteOptions {
  int64_t struct_size;  ///< sizeof(struct ArrowBridgeIpcWriteOptions)
  /// ARROWBRIDGE_IPC_FORMAT_…; 0: by the path, `.arrows` a stream and all others files; for
  /// descriptors and callbacks a stream.
  int32_t format;
  int32_t
      codec;  ///< ARROWBRIDGE_IPC_CODEC_… for bodies; 0: none. ENOSYS where it is not available.
  int32_t level;              ///< Of the codec; 0: its own default.
  int32_t alignment;          ///< Of buffers and bodies: 8 or 64. 0 means 64.
  int32_t dictionary_deltas;  ///< Nonzero: a dictionary that has grown is extended in streams too,
                              ///< not replaced. Files always extend.
  int32_t reserved;           ///< 0
  /// Custom metadata in place of the schema's own, encoded as ArrowSchema.metadata. May be NULL.
  /// Copied, as the next.
  const char* schema_metadata;
  /// Custom metadata of the footer and, as the format asks, of the first message; of that alone in
  /// a stream. May be NULL.
  const char* footer_metadata;
  /// Called after each batch with how many batches, and bytes, were written; nonzero stops with
  /// ECANCELED. May be NULL.
  int (*progress)(void* context, int64_t batches, int64_t bytes);
  void* progress_context;
  /// Fields share a dictionary where they do in the IPC or JSON that this reader reads; its columns
  /// are of the types of those written, and it is looked at while opening only. NULL: where they do
  /// in the reader that is written; with a writer each field has its own.
  const struct ArrowBridgeReader* dictionaries_of;
};

#define ARROWBRIDGE_IPC_FORMAT_FILE 1
#define ARROWBRIDGE_IPC_FORMAT_STREAM 2

#define ARROWBRIDGE_IPC_CODEC_NONE 0
#define ARROWBRIDGE_IPC_CODEC_LZ4_FRAME 1
#define ARROWBRIDGE_IPC_CODEC_ZSTD 2

/// Where bytes go.
struct ArrowBridgeOutput {
  /// Take all `size` bytes at `data`, which are there for the call only. Return 0 or an errno.
  int (*write)(void* context, const void* data, int64_t size, struct ArrowBridgeError* error);
  /// Called once, when nothing more will come. May be NULL.
  void (*release)(void* context);
  void* context;
};

/// \brief Write all that a reader still has to a path.
///
/// A file is written beside its place, under a name of its own, and moved there when it is whole: a
/// failure leaves what was there untouched and nothing new. Devices and pipes are written directly.
/// Rows that slices leave out are not written. Each dictionary-encoded field has a dictionary of
/// its own, or shares one where `reader` reads IPC or JSON in which fields do; it is written again
/// only when its values change. Where `reader` reads IPC, custom metadata of its footer and of its
/// batches is written too. A file can hold only one that grows, and another one is refused with
/// EINVAL (IPC-8), as is a batch whose fields share a dictionary that is not the same for each
/// (IPC-3). \param[in] reader   Of record batches; read to its end, or to an error, which is passed
/// on as it is. \param[in] path     UTF-8. \param[in] options  May be NULL. \return 0, the reader's
/// error, the system's error (ENOSPC, EACCES, EISDIR …), EINVAL, ENOTSUP (a type that IPC has no
/// words for),
///         ENOSYS, ECANCELED, ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeWriteIpcFile(struct ArrowBridgeReader* reader, const char* path,
                                               const struct ArrowBridgeIpcWriteOptions* options,
                                               struct ArrowBridgeError* error);

/// \brief Write all that a reader still has to a file descriptor, from where it stands.
/// \param[in] fd  A descriptor open for writing; it is not closed. A closed pipe is EPIPE, and
/// raises no signal. \return As ArrowBridgeWriteIpcFile().  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeWriteIpcDescriptor(
    struct ArrowBridgeReader* reader, int fd, const struct ArrowBridgeIpcWriteOptions* options,
    struct ArrowBridgeError* error);

/// \brief Write all that a reader still has to a callback.
/// \param[in] output  Copied; `release` is called before this function returns.
/// \return As ArrowBridgeWriteIpcFile(), or the callback's own code.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeWriteIpcOutput(struct ArrowBridgeReader* reader,
                                                 const struct ArrowBridgeOutput* output,
                                                 const struct ArrowBridgeIpcWriteOptions* options,
                                                 struct ArrowBridgeError* error);

/// A writer of batches one by one. It takes one call at a time. After an error of writing every
/// call fails the same way.
struct ArrowBridgeIpcWriter;

/// \brief Begin to write to a path, as ArrowBridgeWriteIpcFile() does.
/// \param[in] schema  A struct, whose children are the columns.
/// \param[out] out    Set to NULL on failure. Release with ArrowBridgeIpcWriterRelease().
/// \return As ArrowBridgeWriteIpcFile().  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcWriterOpenFile(
    const struct ArrowBridgeSchema* schema, const char* path,
    const struct ArrowBridgeIpcWriteOptions* options, struct ArrowBridgeIpcWriter** out,
    struct ArrowBridgeError* error);

/// \brief Begin to write to a file descriptor, which must stay open until the writer is finished
/// and is not closed. \return As ArrowBridgeWriteIpcFile().  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcWriterOpenDescriptor(
    const struct ArrowBridgeSchema* schema, int fd,
    const struct ArrowBridgeIpcWriteOptions* options, struct ArrowBridgeIpcWriter** out,
    struct ArrowBridgeError* error);

/// \brief Begin to write to a callback.
/// \param[in] output  Copied; `release` is called when the writer is released, or before this
/// function returns if it fails. \return As ArrowBridgeWriteIpcOutput().  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcWriterOpenOutput(
    const struct ArrowBridgeSchema* schema, const struct ArrowBridgeOutput* output,
    const struct ArrowBridgeIpcWriteOptions* options, struct ArrowBridgeIpcWriter** out,
    struct ArrowBridgeError* error);

/// \brief Write a batch.
/// \param[in] batch     Borrowed; of the type of the writer's schema. A writer may keep a share in
/// the dictionaries of the last one. \param[in] metadata  Custom metadata of the batch, encoded as
/// ArrowSchema.metadata. May be NULL. \return As ArrowBridgeWriteIpcOutput(). EINVAL for a batch of
/// another type, or once the writer is finished, leaves the writer as it was. \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcWriterWrite(struct ArrowBridgeIpcWriter* writer,
                                                 const struct ArrowBridgeArray* batch,
                                                 const char* metadata,
                                                 struct ArrowBridgeError* error);

/// \brief End the data, with the footer of a file, and put a file in its place.
/// \return As ArrowBridgeWriteIpcOutput(); EINVAL if it was finished before.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcWriterFinish(struct ArrowBridgeIpcWriter* writer,
                                                  struct ArrowBridgeError* error);

/// \brief Release a writer; what was not finished is abandoned, and a file that is not whole is
/// removed. NULL is a no-op. \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeIpcWriterRelease(struct ArrowBridgeIpcWriter* writer);

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_IPC_H
