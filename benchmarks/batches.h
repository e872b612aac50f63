// Arrays and streams of static structs. They cost almost nothing to produce, so that the benchmarks
// measure only the library.
#ifndef ARROWBRIDGE_BENCHMARKS_BATCHES_H
#define ARROWBRIDGE_BENCHMARKS_BATCHES_H

#include <arrowbridge/bridge.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

// A batch with alternating int64 and utf8 columns of `rows` rows; every column has a validity
// bitmap. All batches use the same structs: releasing one only marks its root as released.
class StaticBatch {
 public:
  // With `varied`, every value has two random bytes, so that compression takes realistic time.
  // Otherwise all values are equal.
  StaticBatch(int columns, int64_t rows, bool varied = false)
      : bitmap_(static_cast<size_t>(rows / 8 + 8), 0xEE),
        values_(static_cast<size_t>(rows) + 1, 7),
        offsets_(static_cast<size_t>(rows) + 1),
        columns_(static_cast<size_t>(columns)),
        fields_(static_cast<size_t>(columns)),
        names_(static_cast<size_t>(columns)) {
    for (size_t i = 0; i < offsets_.size(); i++) offsets_[i] = static_cast<int32_t>(i * 8);
    uint64_t random = 1;
    for (size_t i = 0; varied && i < values_.size(); i++) {
      random = random * 6364136223846793005u + 1442695040888963407u;
      values_[i] = static_cast<int64_t>(random >> 48);
    }
    int64_t nulls = 0;
    for (int64_t i = 0; i < rows; i++)
      nulls += (bitmap_[static_cast<size_t>(i / 8)] >> (i % 8) & 1) == 0;
    number_buffers_[0] = text_buffers_[0] = bitmap_.data();
    number_buffers_[1] = text_buffers_[2] = values_.data();
    text_buffers_[1] = offsets_.data();
    for (size_t i = 0; i < columns_.size(); i++) {
      const bool text = i % 2 == 1;
      columns_[i] = {rows,         nulls,   0,
                     text ? 3 : 2, 0,       text ? text_buffers_ : number_buffers_,
                     nullptr,      nullptr, ReleaseArray,
                     nullptr};
      children_.push_back(&columns_[i]);
      names_[i] = "column_" + std::to_string(i);
      fields_[i] = {text ? "u" : "l", names_[i].c_str(), nullptr, ARROW_FLAG_NULLABLE, 0, nullptr,
                    nullptr,          ReleaseSchema,     nullptr};
      field_pointers_.push_back(&fields_[i]);
    }
    root_ = {rows,         0,      0, 1, columns, root_buffers_, children_.data(), nullptr,
             ReleaseArray, nullptr};
    schema_ = {"+s",          "",     nullptr, 0, columns, field_pointers_.data(), nullptr,
               ReleaseSchema, nullptr};
  }

  StaticBatch(const StaticBatch&) = delete;

  void Array(ArrowArray* out) const { *out = root_; }
  void Schema(ArrowSchema* out) const { *out = schema_; }

  // A stream that never ends.
  void Stream(ArrowArrayStream* out) {
    out->get_schema = [](ArrowArrayStream* self, ArrowSchema* schema) {
      static_cast<StaticBatch*>(self->private_data)->Schema(schema);
      return 0;
    };
    out->get_next = [](ArrowArrayStream* self, ArrowArray* array) {
      static_cast<StaticBatch*>(self->private_data)->Array(array);
      return 0;
    };
    out->get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
    out->release = [](ArrowArrayStream* self) { self->release = nullptr; };
    out->private_data = this;
  }

 private:
  static void ReleaseArray(ArrowArray* array) { array->release = nullptr; }
  static void ReleaseSchema(ArrowSchema* schema) { schema->release = nullptr; }

  std::vector<uint8_t> bitmap_;
  std::vector<int64_t> values_;
  std::vector<int32_t> offsets_;
  const void* number_buffers_[2];
  const void* text_buffers_[3];
  const void* root_buffers_[1] = {nullptr};
  std::vector<ArrowArray> columns_;
  std::vector<ArrowArray*> children_;
  std::vector<ArrowSchema> fields_;
  std::vector<ArrowSchema*> field_pointers_;
  std::vector<std::string> names_;
  ArrowArray root_;
  ArrowSchema schema_;
};

// The baseline of every export: plain C code that copies the structs of an array or a schema into
// one allocation.
inline void ReleaseCopiedArray(ArrowArray* array) {
  for (int64_t i = 0; i < array->n_children; i++) array->children[i]->release(array->children[i]);
  std::free(array->private_data);
  array->release = nullptr;
}

inline void ReleaseCopiedSchema(ArrowSchema* schema) {
  for (int64_t i = 0; i < schema->n_children; i++)
    schema->children[i]->release(schema->children[i]);
  std::free(schema->private_data);
  schema->release = nullptr;
}

template <typename Struct>
void CopyStructs(const Struct& source, void (*release)(Struct*), Struct* out) {
  const auto count = static_cast<size_t>(source.n_children);
  auto* block = static_cast<char*>(std::malloc(count * (sizeof(Struct) + sizeof(Struct*))));
  auto* children = reinterpret_cast<Struct*>(block);
  auto** pointers = reinterpret_cast<Struct**>(children + count);
  for (size_t i = 0; i < count; i++) {
    children[i] = *source.children[i];
    children[i].release = [](Struct* child) { child->release = nullptr; };
    pointers[i] = &children[i];
  }
  *out = source;
  out->children = pointers;
  out->private_data = block;
  out->release = release;
}

inline void Check(int code, const ArrowBridgeError& error) {
  if (code == 0) return;
  std::fprintf(stderr, "%d: %s\n", code, error.message);
  std::abort();
}

// Bytes that the calling thread has allocated on the managed heap so far. Reading, exporting and
// importing a batch must not increase it.
extern "C" int64_t InternalArrowBridgeManagedBytes(void);

#endif
