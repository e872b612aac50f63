/// \file device.h
/// Conversion between device structs and plain structs: in main memory without a copy, elsewhere by
/// a copier that the program registers. The head of bridge.h has the rules that hold for all
/// functions.
#ifndef ARROWBRIDGE_DEVICE_H
#define ARROWBRIDGE_DEVICE_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup devices Device arrays and streams
/// Nothing is copied, and no event is waited for. A device array is accepted if the CPU can read it
/// as it is: its device type is ARROW_DEVICE_CPU, ARROW_DEVICE_CUDA_HOST,
/// ARROW_DEVICE_ROCM_HOST or ARROW_DEVICE_CUDA_MANAGED, and it has no event. Buffers are never
/// read.
///
/// These functions work in forked children. The streams that they make do too, if the streams
/// inside them do.
/// \{

/// \brief Wrap an array in main memory: device type ARROW_DEVICE_CPU, device id -1, no event.
/// \param[in,out] array  The array. Consumed in every outcome.
/// \param[out] out       The device array; marked released on failure.
/// \param[out] error     Error message. May be NULL.
/// \return 0, EINVAL.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayToDevice(struct ArrowArray* array,
                                                struct ArrowDeviceArray* out,
                                                struct ArrowBridgeError* error);

/// \brief Move the array out of a device array.
/// \param[in,out] array  The device array. Consumed in every outcome.
/// \param[out] out       The array; marked released on failure.
/// \param[out] error     Error message. May be NULL.
/// \return 0, EINVAL, ENOTSUP (the CPU cannot read the device, or there is an event).
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayFromDevice(struct ArrowDeviceArray* array,
                                                  struct ArrowArray* out,
                                                  struct ArrowBridgeError* error);

/// \brief Wrap a stream of arrays in main memory as a device stream.
///
/// Its errors have the codes and messages of the wrapped stream.
/// \param[in,out] stream  The stream. Consumed in every outcome.
/// \param[out] out        The device stream; marked released on failure.
/// \param[out] error      Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeStreamToDevice(struct ArrowArrayStream* stream,
                                                 struct ArrowDeviceArrayStream* out,
                                                 struct ArrowBridgeError* error);

/// \brief Make a plain stream of a device stream.
///
/// Its errors have the codes and messages of the device stream. Each array is converted as by
/// ArrowBridgeArrayFromDevice(): get_next fails with ENOTSUP if the CPU cannot read it, and with
/// EINVAL if its device type is not that of the stream (DST-3).
/// \param[in,out] stream  The device stream. Consumed in every outcome.
/// \param[out] out        The stream; marked released on failure.
/// \param[out] error      Error message. May be NULL.
/// \return 0, EINVAL, ENOTSUP (the CPU cannot read the device), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeStreamFromDevice(struct ArrowDeviceArrayStream* stream,
                                                   struct ArrowArrayStream* out,
                                                   struct ArrowBridgeError* error);

/// \}

/// \defgroup copiers Copies between a device and main memory
/// The library knows no device. A program that does registers a copier for its device type; then
/// arrays of that type can be copied to main memory and made from arrays in main memory.
///
/// **From a device.** The event of the array is waited for before the first copy (DEV-7). Only what
/// the rows of the array need is copied; whole are copied dictionaries, the children of dense
/// unions, and the variadic buffers of views, whose lengths are read in main memory, where Arrow
/// C++ keeps them, too. The result has offset 0, known null counts and buffers that are aligned to
/// 64 bytes.
///
/// The structs are not trusted: they are checked first, and offsets, list views and run ends are
/// checked in main memory before they are used as a size. But the size of a buffer is not part of
/// an array. So a copier that knows its allocations should refuse to read outside of them.
///
/// **To a device.** The source is validated at level DEFAULT and made compact (compact.h), so that
/// only its rows are copied. The copier allocates each buffer that has bytes; the others are NULL.
/// The array has no event: all copies have finished when it is returned (DEV-8). Each column frees
/// its memory when it is released, on any thread.
///
/// **Memory that the CPU can read.** Arrays of the types that ArrowBridgeArrayFromDevice() accepts
/// are moved, not copied, after their event was waited for. They need a copier only for that.
///
/// An array or a stream keeps the copier that it began with, also if it is unregistered meanwhile.
/// \{

/// Copies to and from the memory of a type of device.
///
/// Callbacks run on the thread that calls the library or releases an array, and at the same time on
/// several threads for different arrays. They may call the library. Each returns 0, or a code that
/// the caller of the library receives unchanged, with the message that it has written to `error`,
/// which is never NULL. `device_id` is that of the array.
///
/// A buffer is what ArrowArray.buffers has: an address on the device or, for devices without
/// addresses, a pointer to something that stands for it. The library never computes with it; where
/// it needs a part of a buffer, it gives the offset in bytes. No size is 0.
struct ArrowBridgeDeviceCopier {
  /// Size of this struct. The size tells the library which members the caller knows.
  int64_t struct_size;
  /// Passed to every callback.
  void* context;
  /// Called once, when the copier is unregistered and nothing uses it any more, or when it cannot
  /// be registered. May be NULL.
  void (*release)(void* context);
  /// Waits until the data of an array can be read. `sync_event` is the member of the array: the
  /// address of an event for most device types (DEV-9). NULL: arrays with events fail with ENOTSUP.
  int (*wait)(void* context, int64_t device_id, void* sync_event, struct ArrowBridgeError* error);
  /// Copies a part of a buffer to main memory and returns when this is done. NULL: arrays cannot be
  /// copied from the device.
  int (*copy_to_host)(void* context, int64_t device_id, const void* buffer, int64_t offset,
                      int64_t size, void* to, struct ArrowBridgeError* error);
  /// Copies main memory to the beginning of a buffer, and returns when this is done. This callback
  /// and the next two are all set, or all NULL: then arrays cannot be copied to the device.
  int (*copy_from_host)(void* context, int64_t device_id, const void* from, int64_t size,
                        void* buffer, struct ArrowBridgeError* error);
  /// Allocates a buffer. It should be aligned to 64 bytes (COL-1).
  int (*allocate)(void* context, int64_t device_id, int64_t size, void** out,
                  struct ArrowBridgeError* error);
  /// Frees a buffer that `allocate` made. Called wherever an array may be released: in a
  /// destructor of a thread that ends, at the end of the process, in a forked child.
  void (*deallocate)(void* context, int64_t device_id, void* buffer, int64_t size);
};

/// \brief Register a copier for a device type, for the whole process.
/// \param[in] device_type  Any type except ARROW_DEVICE_CPU.
/// \param[in] copier       The callbacks. The struct is copied. The context is taken over in every
///                         outcome: if this function fails, `release` is called.
/// \param[out] error       Error message. May be NULL.
/// \return 0, EINVAL (an argument; the copier can neither copy in any direction nor wait), EBUSY (a
///         copier is registered for this type), ENOMEM. Threads: any.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeRegisterDeviceCopier(ArrowDeviceType device_type,
                                                       const struct ArrowBridgeDeviceCopier* copier,
                                                       struct ArrowBridgeError* error);

/// \brief Unregister the copier of a device type.
///
/// Arrays and streams that use it still do. The last of them, or this function, calls its
/// `release`.
/// \param[in] device_type  The type.
/// \param[out] error       Error message. May be NULL.
/// \return 0, ENOENT (there is none). Threads: any.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeUnregisterDeviceCopier(ArrowDeviceType device_type,
                                                         struct ArrowBridgeError* error);

/// \brief Copy a device array to main memory.
/// \param[in,out] array  The device array. Consumed in every outcome.
/// \param[in] schema     Its type. Borrowed.
/// \param[out] out       The array in main memory; marked released on failure. Independent of
///                       `array`, unless the CPU can read that: then it is moved.
/// \param[out] error     Error message. May be NULL.
/// \return 0, the code of a callback, EINVAL (an argument; the array does not match the schema, or
///         contents that give sizes are invalid: the rule and the field), ENOTSUP (no copier is
///         registered that can do this), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayCopyFromDevice(struct ArrowDeviceArray* array,
                                                      const struct ArrowBridgeSchema* schema,
                                                      struct ArrowArray* out,
                                                      struct ArrowBridgeError* error);

/// \brief Make a device array from an array in main memory.
/// \param[in,out] array    The array. Consumed in every outcome.
/// \param[in] schema       Its type. Borrowed.
/// \param[in] device_type  Where to: a type with a copier. ARROW_DEVICE_CPU copies nothing.
/// \param[in] device_id    Which device of this type. -1 if the devices have no numbers (DEV-5).
/// \param[out] out         The device array; marked released on failure.
/// \param[out] error       Error message. May be NULL.
/// \return As ArrowBridgeArrayCopyFromDevice().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayCopyToDevice(struct ArrowArray* array,
                                                    const struct ArrowBridgeSchema* schema,
                                                    ArrowDeviceType device_type, int64_t device_id,
                                                    struct ArrowDeviceArray* out,
                                                    struct ArrowBridgeError* error);

/// \brief Make a stream of copies in main memory of the arrays of a device stream.
///
/// The schema is read at once. get_next copies as ArrowBridgeArrayCopyFromDevice() and fails with
/// its codes, and with EINVAL if the device type of an array is not that of the stream (DST-3).
/// Device ids may differ. Once it has failed, it fails in the same way until it is released.
/// \param[in,out] stream  The device stream. Consumed in every outcome.
/// \param[out] out        The stream; marked released on failure.
/// \param[out] error      Error message. May be NULL.
/// \return 0, the code that the stream returned, EINVAL, ENOTSUP (no copier is registered that can
///         do this, or an unknown format string), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeStreamCopyFromDevice(struct ArrowDeviceArrayStream* stream,
                                                       struct ArrowArrayStream* out,
                                                       struct ArrowBridgeError* error);

/// \brief Make a device stream of copies of the arrays of a stream in main memory.
///
/// The schema is read at once. get_next copies as ArrowBridgeArrayCopyToDevice() and fails with
/// its codes. Once it has failed, it fails in the same way until it is released.
/// \param[in,out] stream   The stream. Consumed in every outcome.
/// \param[in] device_type  As ArrowBridgeArrayCopyToDevice().
/// \param[in] device_id    As ArrowBridgeArrayCopyToDevice().
/// \param[out] out         The device stream; marked released on failure.
/// \param[out] error       Error message. May be NULL.
/// \return 0, the code that the stream returned, EINVAL, ENOTSUP (no copier is registered that can
///         do this, or an unknown format string), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeStreamCopyToDevice(struct ArrowArrayStream* stream,
                                                     ArrowDeviceType device_type, int64_t device_id,
                                                     struct ArrowDeviceArrayStream* out,
                                                     struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_DEVICE_H
