// A test producer: batches of one int64 column that counts up, and, if requested, an error in place
// of a batch. It counts the structs that it returns and the releases.

#ifndef ARROWBRIDGE_TESTS_INTEROP_NUMBERS_STREAM_H
#define ARROWBRIDGE_TESTS_INTEROP_NUMBERS_STREAM_H

#include <arrowbridge/abi.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

namespace interop {

// Shared with the stream's batches and schemas, which may be released after the stream and on any
// thread.
struct NumbersCounts {
  std::atomic<int> schemas_alive{0};
  std::atomic<int> arrays_alive{0};
  std::atomic<int> streams_alive{0};
  std::atomic<int> batches_asked{0};
};

class NumbersStream {
 public:
  struct Options {
    int64_t batches = 0;
    int64_t rows_per_batch = 0;
    int64_t error_at_batch = -1;  // none
    int error_code = 0;
    std::string error_text;
  };

  static void Make(const Options& options, NumbersCounts* counts, ArrowArrayStream* out) {
    *out = ArrowArrayStream{&GetSchema, &GetNext, &GetLastError, &ReleaseStream,
                            new NumbersStream(options, counts)};
    ++counts->streams_alive;
  }

 private:
  struct Schema {
    NumbersCounts* counts;
    ArrowSchema field;
    std::array<ArrowSchema*, 1> children;
  };
  struct Column {
    std::vector<int64_t> values;
    std::array<const void*, 2> buffers;
  };
  struct Batch {
    NumbersCounts* counts;
    ArrowArray column;
    std::array<ArrowArray*, 1> children;
    std::array<const void*, 1> buffers;
  };

  NumbersStream(const Options& options, NumbersCounts* counts)
      : options_(options), counts_(counts) {}

  static NumbersStream* Self(ArrowArrayStream* stream) {
    return static_cast<NumbersStream*>(stream->private_data);
  }

  static int GetSchema(ArrowArrayStream* stream, ArrowSchema* out) {
    NumbersStream* self = Self(stream);
    self->failed_ = false;
    auto* schema = new Schema{self->counts_, {}, {}};
    schema->field =
        ArrowSchema{"l",    "n",     nullptr, ARROW_FLAG_NULLABLE,
                    0,      nullptr, nullptr, [](ArrowSchema* s) { s->release = nullptr; },
                    nullptr};
    schema->children = {&schema->field};
    *out = ArrowSchema{"+s",           "",    nullptr, 0, 1, schema->children.data(), nullptr,
                       &ReleaseSchema, schema};
    ++self->counts_->schemas_alive;
    return 0;
  }

  static int GetNext(ArrowArrayStream* stream, ArrowArray* out) {
    NumbersStream* self = Self(stream);
    ++self->counts_->batches_asked;
    out->release = nullptr;
    self->failed_ = self->next_ == self->options_.error_at_batch;
    if (self->failed_) return self->options_.error_code;
    if (self->next_ == self->options_.batches) return 0;
    self->FillBatch(out);
    ++self->next_;
    return 0;
  }

  static const char* GetLastError(ArrowArrayStream* stream) {
    NumbersStream* self = Self(stream);
    return self->failed_ ? self->options_.error_text.c_str() : nullptr;
  }

  void FillBatch(ArrowArray* out) {
    const int64_t rows = options_.rows_per_batch;
    auto* column = new Column{std::vector<int64_t>(static_cast<size_t>(rows)), {}};
    std::iota(column->values.begin(), column->values.end(), next_ * rows);
    column->buffers = {nullptr, column->values.data()};
    auto* batch = new Batch{counts_, {}, {}, {nullptr}};
    batch->column = ArrowArray{
        rows, 0, 0, 2, 0, column->buffers.data(), nullptr, nullptr, &ReleaseColumn, column};
    batch->children = {&batch->column};
    *out = ArrowArray{
        rows,          0,    0, 1, 1, batch->buffers.data(), batch->children.data(), nullptr,
        &ReleaseBatch, batch};
    ++counts_->arrays_alive;
  }

  static void ReleaseSchema(ArrowSchema* schema) {
    auto* owned = static_cast<Schema*>(schema->private_data);
    if (owned->field.release != nullptr) owned->field.release(&owned->field);
    --owned->counts->schemas_alive;
    delete owned;
    schema->release = nullptr;
  }

  static void ReleaseColumn(ArrowArray* column) {
    delete static_cast<Column*>(column->private_data);
    column->release = nullptr;
  }

  static void ReleaseBatch(ArrowArray* array) {
    auto* owned = static_cast<Batch*>(array->private_data);
    if (owned->column.release != nullptr) owned->column.release(&owned->column);
    --owned->counts->arrays_alive;
    delete owned;
    array->release = nullptr;
  }

  static void ReleaseStream(ArrowArrayStream* stream) {
    NumbersStream* self = Self(stream);
    --self->counts_->streams_alive;
    delete self;
    stream->release = nullptr;
  }

  Options options_;
  NumbersCounts* counts_;
  int64_t next_ = 0;
  bool failed_ = false;
};

}  // namespace interop

#endif  // ARROWBRIDGE_TESTS_INTEROP_NUMBERS_STREAM_H
