/* The body of an IPC message. */
#ifndef ARROWBRIDGE_BODY_H
#define ARROWBRIDGE_BODY_H

#include "native.h"

/* A buffer of a body; C# collects them (Ipc/BatchEncoder.cs). */
typedef struct BodyPart {
  const uint8_t* data;
  int64_t size;
  int16_t is_stored;   /* C# only: stored uncompressed in a compressed body */
  int16_t unused_bits; /* most significant bits of the last byte, which are written as 0 */
  int32_t frame;       /* C# only: its number in the pool */
} BodyPart;

/* Alignments of buffers are at most this, and so many bytes past the end of the target of
 * ab_copy_body() are overwritten. */
enum { AB_BODY_PADDING = 64 };

/* Copies buffers one after the other, each padded with zeros to a multiple of `alignment`, which is
 * a power of two. */
AB_API void ab_copy_body(uint8_t* target, const BodyPart* parts, int64_t count, int64_t alignment);

#endif
