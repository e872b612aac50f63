"""The structs of the C interfaces for cffi: `from arrowbridge.cffi import ffi`. Requires cffi.

    c_array = ffi.new("struct ArrowArray*")
    array._export_to_c(int(ffi.cast("uintptr_t", c_array)))
"""

from __future__ import annotations

import cffi

c_source = """
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

    struct ArrowArrayStream {
      int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
      int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
      const char* (*get_last_error)(struct ArrowArrayStream*);
      void (*release)(struct ArrowArrayStream*);
      void* private_data;
    };

    typedef int32_t ArrowDeviceType;

    struct ArrowDeviceArray {
      struct ArrowArray array;
      int64_t device_id;
      ArrowDeviceType device_type;
      void* sync_event;
      int64_t reserved[3];
    };

    struct ArrowDeviceArrayStream {
      ArrowDeviceType device_type;
      int (*get_schema)(struct ArrowDeviceArrayStream*, struct ArrowSchema* out);
      int (*get_next)(struct ArrowDeviceArrayStream*, struct ArrowDeviceArray* out);
      const char* (*get_last_error)(struct ArrowDeviceArrayStream*);
      void (*release)(struct ArrowDeviceArrayStream*);
      void* private_data;
    };
"""

ffi = cffi.FFI()
ffi.cdef(c_source)
