/// \file abi.h
/// The structs and constants of the Arrow C interfaces: data, device data, stream, device stream
/// and asynchronous device stream.
///
/// Each block has the include guard that the specification defines for it, and contains only what
/// the specification defines. The first header that is included (this one, nanoarrow.h,
/// arrow/c/abi.h, or a copy from the specification) defines the structs; the others skip them.
///
/// The *producer* fills a struct and provides its callbacks. The *consumer* allocates the struct,
/// reads it and releases it. Ids such as SCH-4 are the rules of docs/rules.md. The library rejects
/// data that breaks them, and its error messages name them.
///
/// Ownership is the same for every struct that has a `release` member:
///  - A struct is live while `release` is not NULL, and released once it is NULL (MEM-4).
///  - The consumer calls `release` of the base struct exactly once. It does not call `release` of a
///    child or of a dictionary, unless it has moved that struct out (MEM-6, MEM-7).
///  - `release` frees everything that the struct points to, and sets `release` to NULL last
///    (MEM-11, MEM-12, MEM-13).
///  - A struct may be moved: it is copied bytewise, and the source is then marked released without
///    calling anything (MOV-1). So nothing may point into the struct itself (MOV-4).
///  - `private_data` is used by the producer only (SCH-19, ARR-16, STR-14).
///
/// Callbacks that return an int return 0 or an errno value of this platform (STR-4, STR-15).

#ifndef ARROWBRIDGE_ABI_H
#define ARROWBRIDGE_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
/// The structs of the C data interface are defined.
#define ARROW_C_DATA_INTERFACE

// Bits of ArrowSchema.flags. Unknown bits are kept, not rejected (SCH-11, SCH-13).

/// The order of the dictionary's values has a meaning.
#define ARROW_FLAG_DICTIONARY_ORDERED 1
/// The field may contain nulls, which does not say that it does (SCH-14).
#define ARROW_FLAG_NULLABLE 2
/// The keys of each map value are sorted.
#define ARROW_FLAG_MAP_KEYS_SORTED 4

/// The type of a field with its name and metadata (SCH-1: 72 bytes with 64-bit pointers).
struct ArrowSchema {
  /// The type as a format string; never NULL in a live schema (SCH-3). It describes this level
  /// only: each child has its own (FMT-1). With a dictionary it is the type of the indices.
  const char* format;
  /// Field name in UTF-8; NULL and "" both mean none (SCH-4, SCH-5).
  const char* name;
  /// NULL, or the number n of pairs as int32, then n times: int32 length, key, int32 length, value.
  /// The numbers have native byte order. Nothing is NUL-terminated: strlen() does not work
  /// (SCH-6, SCH-7, SCH-8, SCH-9).
  const char* metadata;
  /// ARROW_FLAG_* bits, 0 if there are none (SCH-12).
  int64_t flags;
  /// Number of children, which the type determines (SCH-15).
  int64_t n_children;
  /// May be NULL only if there are no children. No entry is NULL (SCH-16).
  struct ArrowSchema** children;
  /// Type of the dictionary's values if the field is dictionary-encoded, otherwise NULL (SCH-17).
  struct ArrowSchema* dictionary;

  /// Frees the schema, including children and dictionary. NULL once released (SCH-18).
  void (*release)(struct ArrowSchema*);
  /// Used by the producer only (SCH-19).
  void* private_data;
};

/// The values of a field, or a record batch if the type is a struct. It can be read only together
/// with its schema (ARR-2). ARR-1: 80 bytes with 64-bit pointers.
struct ArrowArray {
  /// Number of values (ARR-3).
  int64_t length;
  /// Number of nulls, or -1 if it was not counted (ARR-4).
  int64_t null_count;
  /// Number of values to skip at the start of every buffer and, for structs, of every child
  /// (ARR-5).
  int64_t offset;
  /// Number of buffers of the type. The view types have one more: an int64 buffer with the sizes of
  /// their variadic buffers (ARR-7).
  int64_t n_buffers;
  /// Number of children of the type (ARR-12).
  int64_t n_children;
  /// Start of each buffer (ARR-8). An entry may be NULL only for a validity bitmap without nulls
  /// and for a buffer of size 0 (ARR-11). Other buffers should be aligned for their values
  /// (ARR-10).
  const void** buffers;
  /// May be NULL only if there are no children (ARR-13).
  struct ArrowArray** children;
  /// The dictionary's values if the field is dictionary-encoded, otherwise NULL (ARR-14).
  struct ArrowArray* dictionary;

  /// Frees the array, including children and dictionary. NULL once released (ARR-15).
  void (*release)(struct ArrowArray*);
  /// Used by the producer only (ARR-16).
  void* private_data;
};

#endif  // ARROW_C_DATA_INTERFACE

#ifndef ARROW_C_DEVICE_DATA_INTERFACE
/// The structs of the C device data interface are defined.
#define ARROW_C_DEVICE_DATA_INTERFACE

/// Kind of memory. The numbers are those of DLPack, including their gaps (DEV-2).
typedef int32_t ArrowDeviceType;

/// Main memory.
#define ARROW_DEVICE_CPU 1
/// Memory of a CUDA GPU.
#define ARROW_DEVICE_CUDA 2
/// Main memory pinned for CUDA.
#define ARROW_DEVICE_CUDA_HOST 3
/// OpenCL buffers.
#define ARROW_DEVICE_OPENCL 4
/// Vulkan buffers.
#define ARROW_DEVICE_VULKAN 7
/// Metal buffers of Apple GPUs.
#define ARROW_DEVICE_METAL 8
/// Buffers of a Verilog simulator.
#define ARROW_DEVICE_VPI 9
/// Memory of a ROCm GPU.
#define ARROW_DEVICE_ROCM 10
/// Main memory pinned for ROCm.
#define ARROW_DEVICE_ROCM_HOST 11
/// Reserved for devices that are not listed here.
#define ARROW_DEVICE_EXT_DEV 12
/// CUDA managed memory, accessible to CPU and GPU.
#define ARROW_DEVICE_CUDA_MANAGED 13
/// Shared memory of an unpartitioned oneAPI device.
#define ARROW_DEVICE_ONEAPI 14
/// WebGPU buffers.
#define ARROW_DEVICE_WEBGPU 15
/// Qualcomm Hexagon DSP.
#define ARROW_DEVICE_HEXAGON 16

/// An array whose buffers are on a device (DEV-1: 128 bytes with 64-bit pointers).
struct ArrowDeviceArray {
  /// The embedded array. Its `release` frees everything, including the event; if it is NULL, the
  /// whole struct is released (DEV-4, DEV-12, DEV-13). Only the memory that its buffers point to is
  /// on the device; the structs and the table of buffer pointers are in main memory (DEV-3).
  struct ArrowArray array;
  /// Number of the device; -1 for types whose devices have no number, such as the CPU (DEV-5).
  int64_t device_id;
  /// ARROW_DEVICE_* (DEV-6).
  ArrowDeviceType device_type;
  /// NULL if the data can be read at once; otherwise the *address* of the device's event object.
  /// The consumer waits for the event before it reads the data (DEV-7, DEV-8, DEV-9).
  void* sync_event;
  /// For extensions of the specification. The producer writes zeros (DEV-11).
  int64_t reserved[3];
};

#endif  // ARROW_C_DEVICE_DATA_INTERFACE

#ifndef ARROW_C_STREAM_INTERFACE
/// The structs of the C stream interface are defined.
#define ARROW_C_STREAM_INTERFACE

/// A source of arrays of one type, from which the consumer pulls (STR-1: 40 bytes with 64-bit
/// pointers). It takes one call at a time, from any thread (STR-17), and no call once it is
/// released (STR-3).
struct ArrowArrayStream {
  /// Writes the schema of all arrays to `out`. May be called at any time and repeatedly (STR-2). On
  /// success the caller owns the schema, and releases it before or after the stream (STR-16).
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);

  /// Writes the next array to `out`. Success with a released `out` means end of stream (STR-5); an
  /// array of length 0 does not (STR-7). On success the caller owns the array, independently of the
  /// stream (STR-16). After an error `out` is not valid (STR-9).
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);

  /// Returns the message of the last error, UTF-8 or NULL. May be called only after an error
  /// (STR-10, STR-11). The message is valid until any callback is called, including release
  /// (STR-12).
  const char* (*get_last_error)(struct ArrowArrayStream*);

  /// Frees the stream, at end of stream or before, but not the schemas and arrays that it returned
  /// (STR-13, STR-16, STR-19).
  void (*release)(struct ArrowArrayStream*);
  /// Used by the producer only (STR-14).
  void* private_data;
};

#endif  // ARROW_C_STREAM_INTERFACE

#ifndef ARROW_C_DEVICE_STREAM_INTERFACE
/// The structs of the C device stream interface are defined.
#define ARROW_C_DEVICE_STREAM_INTERFACE

/// A source of device arrays, from which the consumer pulls. The callbacks are those of
/// ArrowArrayStream (DST-4, DST-6). DST-1: 48 bytes with 64-bit pointers.
struct ArrowDeviceArrayStream {
  /// Device type of every array of the stream. Device ids may differ (DST-2, DST-3).
  ArrowDeviceType device_type;

  /// As ArrowArrayStream.get_schema; the schema is in main memory (DST-5).
  int (*get_schema)(struct ArrowDeviceArrayStream* self, struct ArrowSchema* out);

  /// As ArrowArrayStream.get_next. End of stream is a released embedded array (DST-4).
  int (*get_next)(struct ArrowDeviceArrayStream* self, struct ArrowDeviceArray* out);

  /// As ArrowArrayStream.get_last_error.
  const char* (*get_last_error)(struct ArrowDeviceArrayStream* self);

  /// As ArrowArrayStream.release.
  void (*release)(struct ArrowDeviceArrayStream* self);
  /// Used by the producer only.
  void* private_data;
};

#endif  // ARROW_C_DEVICE_STREAM_INTERFACE

#ifndef ARROW_C_ASYNC_STREAM_INTERFACE
/// The structs of the C asynchronous device stream interface are defined.
#define ARROW_C_ASYNC_STREAM_INTERFACE

// This interface is experimental in the specification. The layouts are those of Arrow's own abi.h,
// which differ from the text of the specification: ArrowAsyncProducer has no release member,
// extract_data takes an ArrowAsyncTask, the count of request is signed, and producer is a pointer
// (ASY-1).

/// One array that is ready to be taken. It is passed to on_next_task.
struct ArrowAsyncTask {
  /// Writes the array to `out`, which the caller then owns (ASY-15). Must be called exactly once,
  /// since it also frees the task; `out` is NULL if the data is not wanted. It is cheap, and never
  /// blocks on input or output (ASY-16). After an error the handler's on_error is called.
  int (*extract_data)(struct ArrowAsyncTask* self, struct ArrowDeviceArray* out);
  /// Used by the producer only.
  void* private_data;
};

/// The consumer's access to the producer. The producer owns it. It is valid from before on_schema
/// until the handler's release (ASY-6, ASY-21).
struct ArrowAsyncProducer {
  /// Device type of the arrays (ASY-17).
  ArrowDeviceType device_type;

  /// Requests `n` > 0 more arrays; arrays that were not requested are not sent (ASY-9). May be
  /// called inside on_schema and on_next_task. It does not call on_next_task or on_error itself,
  /// and does nothing after cancel (ASY-18).
  void (*request)(struct ArrowAsyncProducer* self, int64_t n);

  /// Asks the producer to stop. May be called on any thread and repeatedly. Tasks that were already
  /// requested may still arrive; then release is called. A cancelled stream is not an error
  /// (ASY-19).
  void (*cancel)(struct ArrowAsyncProducer* self);

  /// NULL, or metadata of the stream, encoded as ArrowSchema.metadata. Valid as long as this struct
  /// (ASY-20).
  const char* additional_metadata;
  /// Used by the producer only.
  void* private_data;
};

/// A destination to which the producer pushes. Unlike the other structs it is allocated and filled
/// by the consumer, and called by the producer: one call at a time, possibly from different threads
/// (ASY-1, ASY-8, ASY-13).
struct ArrowAsyncDeviceStreamHandler {
  /// The first call, made once, unless on_error is called instead (ASY-3). The consumer owns the
  /// contents of the schema, not the struct: it moves or releases them before it returns (ASY-4).
  /// If it returns nonzero, only release follows (ASY-5).
  int (*on_schema)(struct ArrowAsyncDeviceStreamHandler* self, struct ArrowSchema* stream_schema);

  /// Passes the next task; NULL at end of stream. Task and metadata (NULL, or encoded as
  /// ArrowSchema.metadata) are valid during the call. To keep them, move the task and copy the
  /// metadata (ASY-7). If it returns nonzero, only release follows (ASY-10).
  int (*on_next_task)(struct ArrowAsyncDeviceStreamHandler* self, struct ArrowAsyncTask* task,
                      const char* metadata);

  /// Reports an error, with or without a request before it; only release follows. Message and
  /// metadata may be NULL, and are valid during the call. It must not call the producer (ASY-11).
  void (*on_error)(struct ArrowAsyncDeviceStreamHandler* self, int code, const char* message,
                   const char* metadata);

  /// The last call, made in every case. It frees what the handler owns. It must not call the
  /// producer (ASY-12).
  void (*release)(struct ArrowAsyncDeviceStreamHandler* self);

  /// Set by the producer before any call but release (ASY-2).
  struct ArrowAsyncProducer* producer;
  /// Used by the consumer only (ASY-14).
  void* private_data;
};

#endif  // ARROW_C_ASYNC_STREAM_INTERFACE

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_ABI_H
