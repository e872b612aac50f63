/// \file abi.h
/// The structs and constants of the Arrow C interfaces: data, device data, stream, device stream
/// and asynchronous device stream.
///
/// Each block stands under the guard the specification gives it, and holds nothing but what the
/// specification defines. Whichever header comes first (this one, nanoarrow.h, arrow/c/abi.h, a
/// copy from the specification) defines the structs, and the others step aside.
///
/// Words used below: the *producer* fills a struct and provides its callbacks; the *consumer*
/// allocates it, reads it and releases it. Ids such as SCH-4 are the rules by which this library
/// refuses invalid input; its error texts name them.
///
/// Ownership is the same for every struct that has a `release` member:
///  - a struct is live while `release` is not NULL, and released once it is NULL (MEM-4);
///  - the consumer calls `release` of the base struct exactly once, and never that of a child or
///    dictionary unless it has moved it out (MEM-6, MEM-7);
///  - `release` frees everything the struct points to and sets `release` to NULL last (MEM-11..13);
///  - a struct may be moved: copied bytewise, the source then marked released without calling
///    anything (MOV-1). So nothing may point into the struct itself (MOV-4).
/// `private_data` is the producer's alone (SCH-19, ARR-16, STR-14).
///
/// Callbacks that return an int return 0 or an errno value of this platform (STR-4, STR-15).

#ifndef ARROWBRIDGE_ABI_H
#define ARROWBRIDGE_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

// Bits of ArrowSchema.flags; unknown bits are kept, not refused (SCH-11, SCH-13).

// The order of the dictionary's values has a meaning.
#define ARROW_FLAG_DICTIONARY_ORDERED 1
// The field may hold nulls; says nothing about whether it does (SCH-14).
#define ARROW_FLAG_NULLABLE 2
// The keys of each map value are sorted.
#define ARROW_FLAG_MAP_KEYS_SORTED 4

// The type of a field with its name and metadata (SCH-1: 72 bytes with 64-bit pointers).
struct ArrowSchema {
  // The type as a format string, never NULL on a live schema (SCH-3). It encodes this level only;
  // children describe themselves (FMT-1). With a dictionary it is the type of the indices.
  const char* format;
  // Field name in UTF-8; NULL and "" both mean none (SCH-4, SCH-5).
  const char* name;
  // NULL, or int32 n, then n times: int32 length, key, int32 length, value. Native byte order,
  // nothing NUL-terminated, so strlen() does not apply (SCH-6..SCH-9).
  const char* metadata;
  // ARROW_FLAG_* bits, 0 if there are none (SCH-12).
  int64_t flags;
  // How many pointers `children` has; follows from the type (SCH-15).
  int64_t n_children;
  // May be NULL only without children; no entry is NULL (SCH-16).
  struct ArrowSchema** children;
  // Type of the dictionary's values if the field is dictionary-encoded, otherwise NULL (SCH-17).
  struct ArrowSchema* dictionary;

  // Frees the schema, children and dictionary included; NULL once released (SCH-18).
  void (*release)(struct ArrowSchema*);
  // The producer's own (SCH-19).
  void* private_data;
};

// The values of a field, or a record batch when the type is a struct; it can only be read
// together with its schema (ARR-2). ARR-1: 80 bytes with 64-bit pointers.
struct ArrowArray {
  // Number of values (ARR-3).
  int64_t length;
  // Number of nulls, or -1 if it was not counted (ARR-4).
  int64_t null_count;
  // Values to skip at the start of every buffer and, for structs, of every child (ARR-5).
  int64_t offset;
  // Number of buffers the type has, one more for the view types: they append an int64 buffer with
  // the sizes of their data buffers (ARR-7).
  int64_t n_buffers;
  // Number of children the type has (ARR-12).
  int64_t n_children;
  // Start of each buffer (ARR-8). An entry is NULL only for a validity bitmap without nulls or a
  // buffer of size 0 (ARR-11); others should be aligned for their values (ARR-10).
  const void** buffers;
  // May be NULL only without children (ARR-13).
  struct ArrowArray** children;
  // The dictionary's values if the field is dictionary-encoded, otherwise NULL (ARR-14).
  struct ArrowArray* dictionary;

  // Frees the array, children and dictionary included; NULL once released (ARR-15).
  void (*release)(struct ArrowArray*);
  // The producer's own (ARR-16).
  void* private_data;
};

#endif  // ARROW_C_DATA_INTERFACE

#ifndef ARROW_C_DEVICE_DATA_INTERFACE
#define ARROW_C_DEVICE_DATA_INTERFACE

// Kind of memory; the numbers are those of DLPack, the gaps included (DEV-2).
typedef int32_t ArrowDeviceType;

// Main memory.
#define ARROW_DEVICE_CPU 1
// Memory of a CUDA GPU.
#define ARROW_DEVICE_CUDA 2
// Main memory pinned for CUDA.
#define ARROW_DEVICE_CUDA_HOST 3
// OpenCL buffers.
#define ARROW_DEVICE_OPENCL 4
// Vulkan buffers.
#define ARROW_DEVICE_VULKAN 7
// Metal buffers of Apple GPUs.
#define ARROW_DEVICE_METAL 8
// Buffers of a Verilog simulator.
#define ARROW_DEVICE_VPI 9
// Memory of a ROCm GPU.
#define ARROW_DEVICE_ROCM 10
// Main memory pinned for ROCm.
#define ARROW_DEVICE_ROCM_HOST 11
// Kept free for devices not listed here.
#define ARROW_DEVICE_EXT_DEV 12
// CUDA managed memory, reachable from both sides.
#define ARROW_DEVICE_CUDA_MANAGED 13
// Shared memory of an unpartitioned oneAPI device.
#define ARROW_DEVICE_ONEAPI 14
// WebGPU buffers.
#define ARROW_DEVICE_WEBGPU 15
// Qualcomm Hexagon DSP.
#define ARROW_DEVICE_HEXAGON 16

// An array whose buffers live on a device (DEV-1: 128 bytes with 64-bit pointers).
struct ArrowDeviceArray {
  // The array, embedded: its release frees all, the event too, and NULL there means that the
  // whole struct is released (DEV-4, DEV-12, DEV-13). Only the memory its buffers point to is on
  // the device, the structs and the table of buffer pointers are in main memory (DEV-3).
  struct ArrowArray array;
  // Which device of that type; -1 where devices have no number, as for the CPU (DEV-5).
  int64_t device_id;
  // ARROW_DEVICE_* (DEV-6).
  ArrowDeviceType device_type;
  // NULL, then the data can be read at once, or the *address* of the device's event object, to be
  // waited for before the data is touched (DEV-7..DEV-9).
  void* sync_event;
  // For extensions of the specification; the producer writes zeros (DEV-11).
  int64_t reserved[3];
};

#endif  // ARROW_C_DEVICE_DATA_INTERFACE

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

// A pull source of arrays of one type (STR-1: 40 bytes with 64-bit pointers). It takes one call
// at a time, from any thread (STR-17), and no call but release once it is released (STR-3).
struct ArrowArrayStream {
  // Writes the schema of all arrays to `out`, whenever and as often as asked (STR-2). On success
  // the caller owns it, and releases it before or after the stream (STR-16).
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);

  // Writes the next array to `out`; success with a released `out` is the end (STR-5), an array of
  // length 0 is not (STR-7). On success the caller owns the array, independently of the stream
  // (STR-16); after an error `out` holds nothing (STR-9).
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);

  // Text for the last error, UTF-8 or NULL; to be called only after an error (STR-10, STR-11). The
  // text lives until the next call of any callback, release included (STR-12).
  const char* (*get_last_error)(struct ArrowArrayStream*);

  // Frees the stream, finished or not, but nothing it has handed out (STR-13, STR-16, STR-19).
  void (*release)(struct ArrowArrayStream*);
  // The producer's own (STR-14).
  void* private_data;
};

#endif  // ARROW_C_STREAM_INTERFACE

#ifndef ARROW_C_DEVICE_STREAM_INTERFACE
#define ARROW_C_DEVICE_STREAM_INTERFACE

// A pull source of device arrays; callbacks as in ArrowArrayStream (DST-4, DST-6). DST-1: 48 bytes
// with 64-bit pointers.
struct ArrowDeviceArrayStream {
  // Device type of every array of the stream; device ids may differ (DST-2, DST-3).
  ArrowDeviceType device_type;

  // As ArrowArrayStream.get_schema; the schema is in main memory (DST-5).
  int (*get_schema)(struct ArrowDeviceArrayStream* self, struct ArrowSchema* out);

  // As ArrowArrayStream.get_next; the end is a released embedded array (DST-4).
  int (*get_next)(struct ArrowDeviceArrayStream* self, struct ArrowDeviceArray* out);

  // As ArrowArrayStream.get_last_error.
  const char* (*get_last_error)(struct ArrowDeviceArrayStream* self);

  // As ArrowArrayStream.release.
  void (*release)(struct ArrowDeviceArrayStream* self);
  // The producer's own.
  void* private_data;
};

#endif  // ARROW_C_DEVICE_STREAM_INTERFACE

#ifndef ARROW_C_ASYNC_STREAM_INTERFACE
#define ARROW_C_ASYNC_STREAM_INTERFACE

// Experimental in the specification. The layouts are those of Arrow's own abi.h, where they differ
// from the specification's text: ArrowAsyncProducer has no release member, extract_data takes an
// ArrowAsyncTask, the count of request is signed, and producer is a pointer (ASY-1).

// One array that is ready to be taken, passed to on_next_task.
struct ArrowAsyncTask {
  // Writes the array to `out`, which the caller then owns (ASY-15). To be called exactly once, with
  // `out` NULL if the data is unwanted, since it also frees the task. Cheap, and never blocks on
  // input or output (ASY-16). After an error the handler's on_error follows.
  int (*extract_data)(struct ArrowAsyncTask* self, struct ArrowDeviceArray* out);
  // The producer's own.
  void* private_data;
};

// The consumer's handle on the producer, which owns it: valid from before on_schema until the
// handler's release (ASY-6, ASY-21).
struct ArrowAsyncProducer {
  // Device type of the arrays to come (ASY-17).
  ArrowDeviceType device_type;

  // Asks for `n` > 0 more arrays; nothing comes unasked (ASY-9). May be called inside on_schema and
  // on_next_task, and never calls on_next_task or on_error itself; does nothing after cancel
  // (ASY-18).
  void (*request)(struct ArrowAsyncProducer* self, int64_t n);

  // Asks the producer to stop, from any thread, as often as wanted. Tasks already requested may
  // still arrive, then release is called; a cancelled stream is not an error (ASY-19).
  void (*cancel)(struct ArrowAsyncProducer* self);

  // NULL, or metadata of the stream encoded as ArrowSchema.metadata, valid as long as this struct
  // (ASY-20).
  const char* additional_metadata;
  // The producer's own.
  void* private_data;
};

// A push sink. Unlike the other structs it is allocated and filled by the consumer, and called by
// the producer: one call at a time, perhaps from different threads (ASY-1, ASY-8, ASY-13).
struct ArrowAsyncDeviceStreamHandler {
  // First call and once only, unless on_error comes instead (ASY-3). The consumer owns the contents
  // of the schema, not the struct: it moves or releases them before it returns (ASY-4). After a
  // non-zero return only release follows (ASY-5).
  int (*on_schema)(struct ArrowAsyncDeviceStreamHandler* self, struct ArrowSchema* stream_schema);

  // The next task, NULL at the end. Task and metadata (NULL, or encoded as ArrowSchema.metadata)
  // are valid during the call; to keep them, move the task and copy the metadata (ASY-7). After a
  // non-zero return only release follows (ASY-10).
  int (*on_next_task)(struct ArrowAsyncDeviceStreamHandler* self, struct ArrowAsyncTask* task,
                      const char* metadata);

  // An error, with or without a request before it; only release follows. Message and metadata may
  // be NULL and are valid during the call. Must not call the producer (ASY-11).
  void (*on_error)(struct ArrowAsyncDeviceStreamHandler* self, int code, const char* message,
                   const char* metadata);

  // The last call, made in every case; frees what the handler holds. Must not call the producer
  // (ASY-12).
  void (*release)(struct ArrowAsyncDeviceStreamHandler* self);

  // Set by the producer before any call but release (ASY-2).
  struct ArrowAsyncProducer* producer;
  // The consumer's own (ASY-14).
  void* private_data;
};

#endif  // ARROW_C_ASYNC_STREAM_INTERFACE

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_ABI_H
