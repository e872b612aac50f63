// Arrays as parts, as bindings give them to ArrowBridgeArrayFromParts().

#ifndef ARROWBRIDGE_TESTS_PARTS_H
#define ARROWBRIDGE_TESTS_PARTS_H

#include <atomic>
#include <deque>
#include <string>
#include <vector>

#include "arrowbridge/arrowbridge.h"
#include "support/array_data.h"

namespace arrowbridge_tests {

// Owner of the caller's buffers. It counts calls of its release callback.
struct CountedOwner {
  std::atomic<int> calls{0};
  static void Release(void* context) { ++static_cast<CountedOwner*>(context)->calls; }
};

// The parts of an array. They point into `data`, which must outlive them.
class Parts {
 public:
  // With an owner every buffer belongs to it; without one all buffers are copied.
  explicit Parts(const ArrayData& data, CountedOwner* owner = nullptr) { Add(data, owner); }

  ArrowBridgeArrayPart& operator[](size_t index) { return parts_[index]; }
  ArrowBridgeBuffer& buffer(size_t part, size_t index) { return buffers_[part][index]; }
  const ArrowBridgeArrayPart* data() const { return parts_.data(); }
  int64_t size() const { return static_cast<int64_t>(parts_.size()); }
  int64_t owned() const { return owned_; }

  // Replaces a part by a finished array; the `below` parts of its children are removed.
  void Finish(size_t index, ArrowArray* array, size_t below = 0) {
    parts_[index] = {};
    parts_[index].length = -77;
    parts_[index].n_buffers = 12345;
    parts_[index].array = array;
    const auto first = parts_.begin() + static_cast<std::ptrdiff_t>(index) + 1;
    parts_.erase(first, first + static_cast<std::ptrdiff_t>(below));
  }

  int Make(const ArrowBridgeSchema* schema, ArrowBridgeArray** out, ArrowBridgeError* error) const {
    return ArrowBridgeArrayFromParts(schema, size(), data(), out, error);
  }

 private:
  void Add(const ArrayData& data, CountedOwner* owner) {
    const bool views = data.format == "vu" || data.format == "vz";
    buffers_.emplace_back();
    for (size_t i = 0; i < data.buffers.size() - (views ? 1 : 0); i++) {
      const auto& bytes = data.buffers[i];
      ArrowBridgeBuffer buffer = {};
      buffer.data = bytes && !bytes->empty() ? bytes->data() : nullptr;
      buffer.size = bytes ? static_cast<int64_t>(bytes->size()) : 0;
      if (owner != nullptr) {
        buffer.release = CountedOwner::Release;
        buffer.context = owner;
        owned_++;
      }
      buffers_.back().push_back(buffer);
    }
    ArrowBridgeArrayPart part = {};
    part.length = data.length;
    part.null_count = data.null_count;
    part.offset = data.offset;
    part.n_buffers = static_cast<int64_t>(buffers_.back().size());
    part.buffers = buffers_.back().data();
    parts_.push_back(part);
    for (const ArrayData& child : data.children) Add(child, owner);
    for (const ArrayData& values : data.dictionary) Add(values, owner);
  }

  std::vector<ArrowBridgeArrayPart> parts_;
  std::deque<std::vector<ArrowBridgeBuffer>> buffers_;
  int64_t owned_ = 0;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_PARTS_H
