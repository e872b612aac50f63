// Batches of two columns for the tests of arrowbridge.hpp: "n" (int32 with nulls) and "twice"
// (int64). They are made with the C structs alone and counted until they are released.

#ifndef ARROWBRIDGE_TESTS_HPP_DATA_H
#define ARROWBRIDGE_TESTS_HPP_DATA_H

#include <atomic>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "arrowbridge/abi.h"

namespace hpp_data {

// Number of schemas and batches that are not completely released.
inline std::atomic<int> alive{0};

struct Counted {
  Counted() { ++alive; }
  Counted(const Counted&) = delete;
  ~Counted() { --alive; }
};

struct SchemaParts : Counted {
  ArrowSchema columns[2] = {};
  ArrowSchema* children[2];
};

struct ArrayParts : Counted {
  std::vector<uint8_t> validity;
  std::vector<int32_t> n;
  std::vector<int64_t> twice;
  std::vector<char> misaligned;
  const void* batch_buffers[1];
  const void* n_buffers[2];
  const void* twice_buffers[2];
  ArrowArray columns[2] = {};
  ArrowArray* children[2];
};

template <typename Struct, typename Parts>
void Release(Struct* self) {
  for (int64_t i = 0; i < self->n_children; ++i) {
    Struct* child = self->children[i];
    if (child->release != nullptr) child->release(child);
  }
  self->release = nullptr;
  delete static_cast<std::shared_ptr<Parts>*>(self->private_data);
}

// Each struct shares ownership of the data, so that a child that is moved out may outlive its
// parent.
template <typename Struct, typename Parts>
void Own(Struct* self, const std::shared_ptr<Parts>& parts) {
  self->private_data = new std::shared_ptr<Parts>(parts);
  self->release = Release<Struct, Parts>;
}

inline ArrowSchema MakeSchema() {
  auto parts = std::make_shared<SchemaParts>();
  parts->columns[0].format = "i";
  parts->columns[0].name = "n";
  parts->columns[0].flags = ARROW_FLAG_NULLABLE;
  parts->columns[1].format = "l";
  parts->columns[1].name = "twice";
  ArrowSchema schema = {};
  schema.format = "+s";
  schema.name = "";
  schema.n_children = 2;
  for (int i = 0; i < 2; ++i) {
    Own(&parts->columns[i], parts);
    parts->children[i] = &parts->columns[i];
  }
  schema.children = parts->children;
  Own(&schema, parts);
  return schema;
}

inline ArrowArray MakeBatch(const std::vector<std::optional<int32_t>>& values) {
  auto parts = std::make_shared<ArrayParts>();
  parts->validity.resize(values.size() / 8 + 1);
  int64_t nulls = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i].has_value()) {
      parts->validity[i / 8] |= static_cast<uint8_t>(1 << (i % 8));
    } else {
      ++nulls;
    }
    parts->n.push_back(values[i].value_or(0));
    parts->twice.push_back(2 * int64_t{values[i].value_or(0)});
  }
  // One extra value, so that the buffers of an empty batch are not NULL.
  parts->n.push_back(0);
  parts->twice.push_back(0);
  parts->batch_buffers[0] = nullptr;
  parts->n_buffers[0] = parts->validity.data();
  parts->n_buffers[1] = parts->n.data();
  parts->twice_buffers[0] = nullptr;
  parts->twice_buffers[1] = parts->twice.data();
  const void** buffers[] = {parts->n_buffers, parts->twice_buffers};
  for (int i = 0; i < 2; ++i) {
    parts->columns[i].length = static_cast<int64_t>(values.size());
    parts->columns[i].null_count = i == 0 ? nulls : 0;
    parts->columns[i].n_buffers = 2;
    parts->columns[i].buffers = buffers[i];
    Own(&parts->columns[i], parts);
    parts->children[i] = &parts->columns[i];
  }
  ArrowArray batch = {};
  batch.length = static_cast<int64_t>(values.size());
  batch.n_buffers = 1;
  batch.n_children = 2;
  batch.buffers = parts->batch_buffers;
  batch.children = parts->children;
  Own(&batch, parts);
  return batch;
}

// Moves the values of "n" to an odd address.
inline void Misalign(ArrowArray* batch) {
  ArrayParts& parts = **static_cast<std::shared_ptr<ArrayParts>*>(batch->private_data);
  const size_t size = parts.n.size() * sizeof(int32_t);
  parts.misaligned.resize(size + 1);
  parts.n_buffers[1] = std::memcpy(parts.misaligned.data() + 1, parts.n.data(), size);
}

// The valid values of "n" in an exported batch, without its nulls.
inline std::vector<int32_t> ValuesOf(const ArrowArray* batch) {
  const ArrowArray* n = batch->children[0];
  const auto* validity = static_cast<const uint8_t*>(n->buffers[0]);
  const auto* values = static_cast<const int32_t*>(n->buffers[1]);
  std::vector<int32_t> found;
  for (int64_t row = n->offset; row < n->offset + batch->length; ++row) {
    if (validity == nullptr || (validity[row / 8] >> (row % 8) & 1) != 0) {
      found.push_back(values[row]);
    }
  }
  return found;
}

}  // namespace hpp_data

#endif  // ARROWBRIDGE_TESTS_HPP_DATA_H
