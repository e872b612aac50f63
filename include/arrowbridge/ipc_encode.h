/// \file ipc_encode.h
/// Encoding of Arrow IPC message by message. The head of bridge.h has the rules that hold for all
/// functions.
#ifndef ARROWBRIDGE_IPC_ENCODE_H
#define ARROWBRIDGE_IPC_ENCODE_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"
#include "arrowbridge/ipc_write.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup ipc_encode IPC encoding
/// An encoder gives the messages of a stream one by one in memory, for protocols with messages of
/// their own, such as Arrow Flight. One after the other, the bytes of all messages are what
/// ArrowBridgeWriteIpcOutput() writes in the stream format.
///
///     ArrowBridgeIpcEncoderWrite(encoder, batch, NULL, &error);
///     while (ArrowBridgeIpcEncoderNext(encoder, &message, &error) == 0 && message.kind != 0)
///       send(message.metadata, message.metadata_size, message.body, message.body_size);
/// \{

/// The kind of an IPC message.
enum ArrowBridgeIpcMessageKind {
  /// No message.
  ARROWBRIDGE_IPC_MESSAGE_NONE = 0,
  ARROWBRIDGE_IPC_MESSAGE_SCHEMA = 1,
  ARROWBRIDGE_IPC_MESSAGE_DICTIONARY = 2,
  ARROWBRIDGE_IPC_MESSAGE_RECORD_BATCH = 3,
  /// The end-of-stream marker: no metadata and no body. Protocols that end by themselves omit it.
  ARROWBRIDGE_IPC_MESSAGE_END = 4
};

/// A message. Its memory belongs to the encoder and is valid until the next call of
/// ArrowBridgeIpcEncoderWrite(), ArrowBridgeIpcEncoderFinish() or ArrowBridgeIpcEncoderRelease().
struct ArrowBridgeIpcMessage {
  /// One of enum ArrowBridgeIpcMessageKind.
  int32_t kind;
  /// 0.
  int32_t reserved;
  /// The encapsulated message: prefix, metadata and body.
  const void* data;
  /// Number of bytes at `data`.
  int64_t size;
  /// The metadata inside `data`, a flatbuffer with padding, without the prefix.
  const void* metadata;
  /// Number of bytes at `metadata`, with the padding.
  int64_t metadata_size;
  /// The body inside `data`.
  const void* body;
  /// Number of bytes at `body`; 0 for a schema.
  int64_t body_size;
};

/// Handle of an encoder. It takes one call at a time, from any thread; another call at the same
/// time fails with EBUSY. Once writing has failed, every further call fails with the same code and
/// message.
struct ArrowBridgeIpcEncoder;

/// \brief Make an encoder. Its first message is the schema.
/// \param[in] schema   Schema of the batches, a struct. Borrowed.
/// \param[in] options  Options, of which the format may not be the file format. NULL means the
///                     defaults.
/// \param[out] out     The new handle; NULL on failure. Release it with
///                     ArrowBridgeIpcEncoderRelease().
/// \param[out] error   Error message. May be NULL.
/// \return 0, EINVAL (an option, or the schema is not a struct), ENOTSUP (IPC cannot represent a
///         type), ENOSYS (the library of the codec is missing), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcEncoderNew(const struct ArrowBridgeSchema* schema,
                                                const struct ArrowBridgeIpcWriteOptions* options,
                                                struct ArrowBridgeIpcEncoder** out,
                                                struct ArrowBridgeError* error);

/// \brief Encode one batch: the messages of its dictionaries that are new or have changed, then its
/// own.
///
/// The messages follow those that were not taken yet. If all were taken, their memory is used
/// again.
/// \param[in] encoder   The encoder.
/// \param[in] batch     A record batch of the type of the encoder's schema. Borrowed. The encoder
///                      may keep the dictionaries of the last batch alive.
/// \param[in] metadata  Custom metadata of the batch, encoded as ArrowSchema.metadata. May be NULL.
/// \param[out] error    Error message. May be NULL.
/// \return 0, EINVAL (the data cannot be written: IPC-3; this does not change the encoder if the
///         batch is of another type or if the encoder is finished), ENOTSUP (the IPC format cannot
///         represent a size), EIO (the codec failed), ECANCELED (`progress` asked to stop), EBUSY,
///         ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcEncoderWrite(struct ArrowBridgeIpcEncoder* encoder,
                                                  const struct ArrowBridgeArray* batch,
                                                  const char* metadata,
                                                  struct ArrowBridgeError* error);

/// \brief Take the next message.
/// \param[in] encoder  The encoder.
/// \param[out] out     The message; all 0 (kind NONE) if all messages have been taken, and on
///                     failure. It is not released.
/// \param[out] error   Error message. May be NULL.
/// \return 0, the code of an earlier failure, EBUSY.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcEncoderNext(struct ArrowBridgeIpcEncoder* encoder,
                                                 struct ArrowBridgeIpcMessage* out,
                                                 struct ArrowBridgeError* error);

/// \brief End the stream. The last message is the end-of-stream marker.
/// \param[in] encoder  The encoder. It must still be released; messages can still be taken.
/// \param[out] error   Error message. May be NULL.
/// \return 0, EINVAL (the encoder is finished already), the code of an earlier failure, EBUSY,
///         ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeIpcEncoderFinish(struct ArrowBridgeIpcEncoder* encoder,
                                                   struct ArrowBridgeError* error);

/// \brief Release an encoder, and the memory of its messages.
/// \param[in] encoder  The handle. NULL is a no-op.
/// \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeIpcEncoderRelease(struct ArrowBridgeIpcEncoder* encoder);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_IPC_ENCODE_H
