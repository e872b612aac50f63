#include "support/array_data.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <gtest/gtest.h>

namespace arrowbridge_tests {
namespace {

constexpr uint8_t kPoison = 0xDD;

// A separate allocation of exactly the needed size, overwritten with a pattern before it is freed.
class Block {
 public:
  Block(const void* bytes, size_t size) : size_(size), data_(std::malloc(size == 0 ? 1 : size)) {
    if (size > 0) std::memcpy(data_, bytes, size);
  }
  Block(Block&& other) noexcept : size_(other.size_), data_(std::exchange(other.data_, nullptr)) {}
  Block(const Block&) = delete;
  ~Block() {
    if (data_ == nullptr) return;
    std::memset(data_, kPoison, size_);
    std::free(data_);
  }
  void* data() const { return data_; }

 private:
  size_t size_;
  void* data_;
};

// What one struct owns.
template <typename T>
struct Owned {
  std::vector<Block> blocks;
  std::vector<const void*> buffers;
  std::vector<std::unique_ptr<T>> children;
  std::vector<T*> child_pointers;
  std::unique_ptr<T> dictionary;
};

template <typename T>
void ReleaseChild(T* child) {
  if (child->release != nullptr) child->release(child);
  std::memset(static_cast<void*>(child), kPoison, sizeof(T));
}

template <typename T>
void Release(T* self) {
  auto* entry = static_cast<ReleaseLog::Entry*>(self->private_data);
  if (++entry->calls > 1) {
    ADD_FAILURE() << "'" << entry->path << "' was released twice";
    return;
  }
  auto* owned = static_cast<Owned<T>*>(entry->owned.get());
  for (auto& child : owned->children) ReleaseChild(child.get());
  if (owned->dictionary != nullptr) ReleaseChild(owned->dictionary.get());
  std::fill(owned->buffers.begin(), owned->buffers.end(), &kPoison);
  std::fill(owned->child_pointers.begin(), owned->child_pointers.end(), nullptr);
  std::memset(static_cast<void*>(self), kPoison, sizeof(T));
  self->release = nullptr;
  const Log keep = std::move(entry->log);
  entry->owned.reset();
}

const char* AddText(Owned<ArrowSchema>* owned, const std::optional<std::string>& text,
                    size_t terminator) {
  if (!text.has_value()) return nullptr;
  owned->blocks.emplace_back(text->c_str(), text->size() + terminator);
  return static_cast<const char*>(owned->blocks.back().data());
}

void FillOwn(const ArrayData& data, Owned<ArrowSchema>* owned, ArrowSchema* out) {
  out->format = AddText(owned, data.format, 1);
  out->name = AddText(owned, data.name, 1);
  out->metadata = AddText(owned, data.metadata, 0);
  out->flags = data.flags;
}

void FillOwn(const ArrayData& data, Owned<ArrowArray>* owned, ArrowArray* out) {
  out->length = data.length;
  out->null_count = data.null_count;
  out->offset = data.offset;
  for (const auto& buffer : data.buffers) {
    if (buffer.has_value()) owned->blocks.emplace_back(buffer->data(), buffer->size());
    owned->buffers.push_back(buffer.has_value() ? owned->blocks.back().data() : nullptr);
  }
  out->n_buffers = static_cast<int64_t>(owned->buffers.size());
  out->buffers = owned->buffers.empty() ? nullptr : owned->buffers.data();
}

template <typename T>
void Make(const ArrayData& data, const Log& log, const std::string& path, T* out) {
  std::memset(static_cast<void*>(out), 0, sizeof(T));
  ReleaseLog::Entry* entry = log->Add(path, log);
  auto holder = std::make_shared<Owned<T>>();
  entry->owned = holder;
  Owned<T>* owned = holder.get();
  FillOwn(data, owned, out);
  for (const ArrayData& child : data.children) {
    owned->children.push_back(std::make_unique<T>());
    const std::string name = child.name.value_or("");
    Make(child, log, path.empty() ? name : path + "." + name, owned->children.back().get());
    owned->child_pointers.push_back(owned->children.back().get());
  }
  out->n_children = static_cast<int64_t>(owned->children.size());
  out->children = owned->children.empty() ? nullptr : owned->child_pointers.data();
  if (!data.dictionary.empty()) {
    owned->dictionary = std::make_unique<T>();
    Make(data.dictionary[0], log, path + "[dictionary]", owned->dictionary.get());
    out->dictionary = owned->dictionary.get();
  }
  out->private_data = entry;
  out->release = &Release<T>;
}

void Hash(const ArrayData& data, const ArrowArray& array, uint64_t* hash) {
  for (size_t i = 0; i < data.buffers.size(); i++) {
    const auto* bytes = static_cast<const uint8_t*>(array.buffers[i]);
    const size_t size = data.buffers[i].has_value() ? data.buffers[i]->size() : 0;
    for (size_t j = 0; j < size; j++) *hash = (*hash ^ bytes[j]) * 0x100000001B3u;
  }
  for (size_t i = 0; i < data.children.size(); i++) {
    Hash(data.children[i], *array.children[i], hash);
  }
  if (!data.dictionary.empty()) Hash(data.dictionary[0], *array.dictionary, hash);
}

}  // namespace

ArrayData ArrayData::Named(const std::string& new_name) const {
  ArrayData copy = *this;
  copy.name = new_name;
  return copy;
}

ArrayData ArrayData::Sliced(int64_t from, int64_t rows) const {
  ArrayData copy = *this;
  copy.offset += from;
  copy.length = rows;
  copy.null_count = null_count == 0 ? 0 : null_count == length ? rows : -1;
  return copy;
}

ReleaseLog::Entry* ReleaseLog::Add(const std::string& path, Log self) {
  entries_.push_back(std::make_unique<Entry>());
  entries_.back()->path = path;
  entries_.back()->log = std::move(self);
  return entries_.back().get();
}

int ReleaseLog::Calls(const std::string& path) const {
  for (const auto& entry : entries_) {
    if (entry->path == path) return entry->calls;
  }
  return -1;
}

int ReleaseLog::Live() const {
  int live = 0;
  for (const auto& entry : entries_) live += entry->calls == 0;
  return live;
}

bool ReleaseLog::AllOnce() const {
  for (const auto& entry : entries_) {
    if (entry->calls != 1) return false;
  }
  return true;
}

bool ReleaseLog::NoneYet() const {
  for (const auto& entry : entries_) {
    if (entry->calls != 0) return false;
  }
  return true;
}

Log MakeSchema(const ArrayData& data, ArrowSchema* out) {
  auto log = std::make_shared<ReleaseLog>();
  Make(data, log, "", out);
  return log;
}

Log MakeArray(const ArrayData& data, ArrowArray* out) {
  auto log = std::make_shared<ReleaseLog>();
  Make(data, log, "", out);
  return log;
}

uint64_t HashOfBuffers(const ArrayData& data, const ArrowArray& array) {
  uint64_t hash = 0xCBF29CE484222325u;
  Hash(data, array, &hash);
  return hash;
}

}  // namespace arrowbridge_tests
