/* The guarded blocks of the specification, as foreign headers contain them. SPEC_GUARDS_BLOCKS says
 * which blocks this include offers (a sum of the SPEC_GUARDS_* below). The header may be included
 * several times; whether a block takes effect is decided by its own guard, as in foreign code.
 *
 * With SPEC_GUARDS_OUTER the whole header is also guarded by ARROW_FLAG_DICTIONARY_ORDERED: older
 * copies do so, and hide all their blocks when another header has defined the flags. */

#include <stdint.h>

#ifndef SPEC_GUARDS_DATA
#define SPEC_GUARDS_DATA 1
#define SPEC_GUARDS_DEVICE_DATA 2
#define SPEC_GUARDS_STREAM 4
#define SPEC_GUARDS_DEVICE_STREAM 8
#define SPEC_GUARDS_ASYNC_STREAM 16
#define SPEC_GUARDS_ALL 31
#endif

#if !defined(SPEC_GUARDS_OUTER) || !defined(ARROW_FLAG_DICTIONARY_ORDERED)

#ifdef __cplusplus
extern "C" {
#endif

#if (SPEC_GUARDS_BLOCKS) & SPEC_GUARDS_DATA
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif
#endif

#if (SPEC_GUARDS_BLOCKS) & SPEC_GUARDS_DEVICE_DATA
#ifndef ARROW_C_DEVICE_DATA_INTERFACE
#define ARROW_C_DEVICE_DATA_INTERFACE

typedef int32_t ArrowDeviceType;

#define ARROW_DEVICE_CPU 1
#define ARROW_DEVICE_CUDA 2
#define ARROW_DEVICE_CUDA_HOST 3
#define ARROW_DEVICE_OPENCL 4
#define ARROW_DEVICE_VULKAN 7
#define ARROW_DEVICE_METAL 8
#define ARROW_DEVICE_VPI 9
#define ARROW_DEVICE_ROCM 10
#define ARROW_DEVICE_ROCM_HOST 11
#define ARROW_DEVICE_EXT_DEV 12
#define ARROW_DEVICE_CUDA_MANAGED 13
#define ARROW_DEVICE_ONEAPI 14
#define ARROW_DEVICE_WEBGPU 15
#define ARROW_DEVICE_HEXAGON 16

struct ArrowDeviceArray {
  struct ArrowArray array;
  int64_t device_id;
  ArrowDeviceType device_type;
  void* sync_event;
  int64_t reserved[3];
};

#endif
#endif

#if (SPEC_GUARDS_BLOCKS) & SPEC_GUARDS_STREAM
#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#endif
#endif

#if (SPEC_GUARDS_BLOCKS) & SPEC_GUARDS_DEVICE_STREAM
#ifndef ARROW_C_DEVICE_STREAM_INTERFACE
#define ARROW_C_DEVICE_STREAM_INTERFACE

struct ArrowDeviceArrayStream {
  ArrowDeviceType device_type;
  int (*get_schema)(struct ArrowDeviceArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowDeviceArrayStream*, struct ArrowDeviceArray* out);
  const char* (*get_last_error)(struct ArrowDeviceArrayStream*);
  void (*release)(struct ArrowDeviceArrayStream*);
  void* private_data;
};

#endif
#endif

#if (SPEC_GUARDS_BLOCKS) & SPEC_GUARDS_ASYNC_STREAM
#ifndef ARROW_C_ASYNC_STREAM_INTERFACE
#define ARROW_C_ASYNC_STREAM_INTERFACE

struct ArrowAsyncTask {
  int (*extract_data)(struct ArrowAsyncTask*, struct ArrowDeviceArray* out);
  void* private_data;
};

struct ArrowAsyncProducer {
  ArrowDeviceType device_type;
  void (*request)(struct ArrowAsyncProducer*, int64_t n);
  void (*cancel)(struct ArrowAsyncProducer*);
  const char* additional_metadata;
  void* private_data;
};

struct ArrowAsyncDeviceStreamHandler {
  int (*on_schema)(struct ArrowAsyncDeviceStreamHandler*, struct ArrowSchema* stream_schema);
  int (*on_next_task)(struct ArrowAsyncDeviceStreamHandler*, struct ArrowAsyncTask* task,
                      const char* metadata);
  void (*on_error)(struct ArrowAsyncDeviceStreamHandler*, int code, const char* message,
                   const char* metadata);
  void (*release)(struct ArrowAsyncDeviceStreamHandler*);
  struct ArrowAsyncProducer* producer;
  void* private_data;
};

#endif
#endif

#ifdef __cplusplus
}
#endif

#endif
