/// \file ipc_decode.h
/// Decoding of Arrow IPC from bytes that arrive in pieces. The head of bridge.h has the rules that
/// hold for all functions.
#ifndef ARROWBRIDGE_IPC_DECODE_H
#define ARROWBRIDGE_IPC_DECODE_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"
#include "arrowbridge/ipc_read.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup ipc_decode IPC decoding
/// A decoder is given the bytes of a stream as they arrive, from a socket, a WebSocket or a
/// message queue, cut anywhere. It gives each record batch as soon as its last byte has arrived.
/// Limits, checks, errors and batches are those of a reader of the same stream (ipc_read.h):
/// dictionaries and their deltas, compression, other byte orders, old framings.
///
///     while (size > 0) {
///       code = ArrowBridgeIpcDecoderFeed(decoder, data, size, &used, &batch, &error);
///       if (code != 0) break;
///       data += used;
///       size -= used;
///       if (batch.release != NULL) consume(&batch);
///     }
///
/// The file format is refused with ENOTSUP: its footer, at the end, decides what belongs to it. Use
/// ArrowBridgeOpenIpcBuffer() for it.
///
/// A decoder keeps the bytes of at most one incomplete message. Memory for it grows with the bytes
/// that have arrived, whatever size the message announces.
/// \{

/// Handle of a decoder. It takes one call at a time, from any thread; another call at the same time
/// fails with EBUSY. Once decoding has failed, every further call fails with the same code and
/// message.
struct ArrowBridgeIpcDecoder;

/// \brief Make a decoder of a stream that begins with its schema.
/// \param[in] options  Options, which are copied with the list of columns. `no_map` has no effect.
///                     A column that does not exist is an error when the schema arrives. NULL means
///                     the defaults.
/// \param[out] out     The new handle; NULL on failure. Release it with
///                     ArrowBridgeIpcDecoderRelease().
/// \param[out] error   Error message. May be NULL.
/// \return 0, EINVAL (an option), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcDecoderNew(const struct ArrowBridgeIpcReadOptions* options,
                                                struct ArrowBridgeIpcDecoder** out,
                                                struct ArrowBridgeError* error);

/// \brief Make a decoder of messages whose schema is known from elsewhere.
///
/// The messages begin after the schema; a schema message is then an error (IPC-3). A schema has no
/// dictionary ids: fields have those that an ArrowBridgeIpcEncoder for this schema gives them. The
/// dictionary-encoded columns have the ids 0, 1, 2 and so on, in their order, if no nested field is
/// dictionary-encoded. If the schema is available as an IPC message, feed that to a decoder of
/// ArrowBridgeIpcDecoderNew() instead.
/// \param[in] schema   Schema of the batches, a struct. Borrowed.
/// \param[in] options  As for ArrowBridgeIpcDecoderNew().
/// \param[out] out     The new handle; NULL on failure. Release it with
///                     ArrowBridgeIpcDecoderRelease().
/// \param[out] error   Error message. May be NULL.
/// \return 0, EINVAL (an option, or the schema is not a struct), ENOTSUP (IPC cannot represent the
///         schema), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcDecoderNewWithSchema(
    const struct ArrowBridgeSchema* schema, const struct ArrowBridgeIpcReadOptions* options,
    struct ArrowBridgeIpcDecoder** out, struct ArrowBridgeError* error);

/// \brief Give bytes of the stream, up to the end of the next record batch or of the stream.
///
/// The bytes are copied. Schema and dictionary messages are taken in without giving a batch. Call
/// it again with the rest of the bytes until none are left.
///
/// At the end-of-stream marker, the call takes the bytes up to its end. Calls after it take all
/// bytes and ignore them; ArrowBridgeIpcDecoderBytesAfterEnd() counts them.
/// \param[in] decoder    The decoder.
/// \param[in] data       The bytes. NULL only if `size` is 0.
/// \param[in] size       Number of bytes.
/// \param[out] out_used  Number of bytes that were taken; 0 on failure. Less than `size` only if a
///                       batch is given or the stream ends.
/// \param[out] out       The batch that is complete now; marked released if there is none, and on
///                       failure. Release it by its callback.
/// \param[out] error     Error message. May be NULL.
/// \return 0, EINVAL (the data is not Arrow or is invalid; a requested column does not exist; the
///         decoder is finished), ENOTSUP (the file format; an unknown type, version or codec),
///         ENOSYS (the library of a codec is missing), ENOMEM (also if `max_bytes` is exceeded),
///         EBUSY.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcDecoderFeed(struct ArrowBridgeIpcDecoder* decoder,
                                                 const void* data, int64_t size, int64_t* out_used,
                                                 struct ArrowArray* out,
                                                 struct ArrowBridgeError* error);

/// \brief Give one whole message. Its body is not copied.
///
/// For systems that hand out messages instead of a stream. Arrow Flight has metadata and body
/// apart: give `data_header` and `data_body`. BigQuery has encapsulated messages: a prefix of 8
/// bytes, the metadata, the body. Give them as `metadata`, without a `body`. Metadata may have the
/// prefix in both cases.
///
/// May be mixed with ArrowBridgeIpcDecoderFeed(), between its messages.
/// \param[in] decoder        The decoder.
/// \param[in] metadata       The metadata, or the whole encapsulated message.
/// \param[in] metadata_size  Number of bytes at `metadata`.
/// \param[in] body           The body. Bytes after its end are ignored. NULL: the message has none,
///                           or it follows the metadata.
/// \param[in] body_size      Number of bytes at `body`.
/// \param[in] release        Called once with `context`: when the batch, and every later batch that
///                           uses the dictionary of this message, is released; before this function
///                           returns if nothing uses the memory, and if it fails. NULL: the memory
///                           must remain valid, and must not change, until then.
/// \param[in] context        Passed to `release`.
/// \param[out] out           The batch; marked released if the message is not a record batch, and
///                           on failure. Release it by its callback.
/// \param[out] error         Error message. May be NULL.
/// \return As ArrowBridgeIpcDecoderFeed(), and EINVAL (bytes follow an encapsulated message: they
///         may be another message; or the message before is incomplete), EIO (the message is
///         truncated).
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcDecoderFeedMessage(struct ArrowBridgeIpcDecoder* decoder,
                                                        const void* metadata, int64_t metadata_size,
                                                        const void* body, int64_t body_size,
                                                        void (*release)(void* context),
                                                        void* context, struct ArrowArray* out,
                                                        struct ArrowBridgeError* error);

/// \brief Get the number of bytes that the decoder needs next.
///
/// It is the number up to the end of the part of a message that is arriving: of its prefix, its
/// metadata or its body. A reader of a socket that reads no more than this number neither waits
/// for bytes that it does not need nor reads past the end of the stream. The number is announced by
/// the data, which may announce anything: read into a buffer of your own size.
/// \param[in] decoder  The decoder.
/// \param[out] out     The number of bytes; 0 at end of stream and on failure.
/// \param[out] error   Error message. May be NULL.
/// \return 0, the code of an earlier failure, EBUSY.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcDecoderBytesWanted(struct ArrowBridgeIpcDecoder* decoder,
                                                        int64_t* out,
                                                        struct ArrowBridgeError* error);

/// \brief Count the bytes that were given after the end-of-stream marker.
/// \param[in] decoder  The decoder.
/// \param[out] out     The number of bytes; 0 on failure.
/// \param[out] error   Error message. May be NULL.
/// \return 0, EINVAL (the stream has not ended), the code of an earlier failure, EBUSY.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcDecoderBytesAfterEnd(struct ArrowBridgeIpcDecoder* decoder,
                                                          int64_t* out,
                                                          struct ArrowBridgeError* error);

/// \brief Get the schema, as soon as it has arrived.
/// \param[in] decoder  The decoder.
/// \param[out] out     The schema, with the requested columns; marked released if it has not
///                     arrived, and on failure. Release it by its callback.
/// \param[out] error   Error message. May be NULL.
/// \return 0, the code of an earlier failure, EBUSY, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcDecoderGetSchema(struct ArrowBridgeIpcDecoder* decoder,
                                                      struct ArrowSchema* out,
                                                      struct ArrowBridgeError* error);

/// \brief Copy the custom metadata of the batch that the last call gave.
/// \param[in] decoder    The decoder.
/// \param[out] out       The metadata, encoded as ArrowSchema.metadata; NULL if there is none, if
///                       the last call that gave bytes gave no batch, and on failure. Release it
///                       with ArrowBridgeStringRelease().
/// \param[out] out_size  Number of bytes at `out`; 0 if `out` is NULL.
/// \param[out] error     Error message. May be NULL.
/// \return 0, EINVAL (the metadata is invalid), the code of an earlier failure, EBUSY, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcDecoderBatchMetadata(struct ArrowBridgeIpcDecoder* decoder,
                                                          char** out, int64_t* out_size,
                                                          struct ArrowBridgeError* error);

/// \brief Tell that no more bytes come.
///
/// A stream may end without an end-of-stream marker, but not inside a message, before its schema,
/// or between a dictionary and the batch that needs it. Do not call it for messages whose sequence
/// may be cut anywhere.
/// \param[in] decoder  The decoder. It must still be released.
/// \param[out] error   Error message. May be NULL.
/// \return 0, EIO (the stream is truncated: IPC-4), EINVAL (it has no schema, or the decoder is
///         finished already), the code of an earlier failure, EBUSY.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcDecoderFinish(struct ArrowBridgeIpcDecoder* decoder,
                                                   struct ArrowBridgeError* error);

/// \brief Release a decoder. Batches that it gave stay valid.
/// \param[in] decoder  The handle. NULL is a no-op.
/// \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeIpcDecoderRelease(struct ArrowBridgeIpcDecoder* decoder);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_IPC_DECODE_H
