/* Device arrays and device streams: how they are wrapped, unwrapped and released. */
#ifndef ARROWBRIDGE_DEVICE_STREAMS_H
#define ARROWBRIDGE_DEVICE_STREAMS_H

#include "native.h"

/* Release a struct, if it is not released, and mark it so, also where its callback forgets to. NULL
 * is a no-op. */
void ab_end_device_array(struct ArrowDeviceArray* array);
void ab_end_device_stream(struct ArrowDeviceArrayStream* stream);

/* Whether the CPU can read the memory of a device type. */
AB_API int32_t ab_is_main_memory(ArrowDeviceType type);

/* Moves an array to a device array that is zero. The id of the CPU is -1, whatever `id` is. */
AB_API void ab_wrap_device_array(struct ArrowArray* array, ArrowDeviceType type, int64_t id,
                                 struct ArrowDeviceArray* out);
/* Moves the array out, or writes a message of at most AB_TEXT_SIZE bytes why it cannot be read, and
 * leaves it. */
int ab_unwrap_device_array(struct ArrowDeviceArray* array, struct ArrowArray* out, const char* name,
                           char* text);

/* A device stream over a stream whose arrays are in the memory of this device. ENOMEM leaves the
 * stream to the caller. */
AB_API int ab_to_device_stream(struct ArrowArrayStream* stream, ArrowDeviceType type, int64_t id,
                               struct ArrowDeviceArrayStream* out);
/* A stream over a device stream; its get_next fails for arrays that the CPU cannot read. ENOMEM
 * leaves the device stream to the caller. */
AB_API int ab_from_device_stream(struct ArrowDeviceArrayStream* stream,
                                 struct ArrowArrayStream* out);
/* The next array of such a stream as it is. Its device type is that of the stream. */
AB_API int ab_from_device_next(struct ArrowArrayStream* stream, struct ArrowDeviceArray* out);

#endif
