// A stream that passes on another stream's batches with unknown null counts, as the specification
// allows.

#ifndef ARROWBRIDGE_TESTS_INTEROP_UNCOUNTED_STREAM_H
#define ARROWBRIDGE_TESTS_INTEROP_UNCOUNTED_STREAM_H

#include <arrowbridge/abi.h>

#include <cstdint>

#include "duckdb.h"

namespace interop {

class UncountedStream {
 public:
  // Takes ownership of the inner stream.
  static OwnedStream Make(ArrowArrayStream* inner) {
    OwnedStream stream;
    *stream.get() = ArrowArrayStream{&GetSchema, &GetNext, &GetLastError, &Release,
                                     new ArrowArrayStream(*inner)};
    inner->release = nullptr;
    return stream;
  }

 private:
  static ArrowArrayStream* Inner(ArrowArrayStream* stream) {
    return static_cast<ArrowArrayStream*>(stream->private_data);
  }

  static int GetSchema(ArrowArrayStream* stream, ArrowSchema* out) {
    return Inner(stream)->get_schema(Inner(stream), out);
  }

  static int GetNext(ArrowArrayStream* stream, ArrowArray* out) {
    const int code = Inner(stream)->get_next(Inner(stream), out);
    if (code == 0 && out->release != nullptr) {
      for (int64_t i = 0; i < out->n_children; ++i) out->children[i]->null_count = -1;
    }
    return code;
  }

  static const char* GetLastError(ArrowArrayStream* stream) {
    return Inner(stream)->get_last_error(Inner(stream));
  }

  static void Release(ArrowArrayStream* stream) {
    ArrowArrayStream* inner = Inner(stream);
    inner->release(inner);
    delete inner;
    stream->release = nullptr;
  }
};

}  // namespace interop

#endif  // ARROWBRIDGE_TESTS_INTEROP_UNCOUNTED_STREAM_H
