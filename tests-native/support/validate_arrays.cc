#include "support/validate_arrays.h"

#include <cerrno>

namespace validate_arrays {
namespace {

int64_t live_structs = 0;

// What the private_data of a struct points to.
template <typename T>
struct Owner {
  Column column;
  std::vector<std::unique_ptr<uint8_t[]>> bytes;
  std::vector<const void*> buffers;
  std::vector<T> children;
  std::vector<T*> pointers;
  T dictionary{};
};

template <typename T>
void Release(T* x) {
  auto* owner = static_cast<Owner<T>*>(x->private_data);
  for (T& child : owner->children) {
    if (child.release != nullptr) child.release(&child);
  }
  if (owner->dictionary.release != nullptr) owner->dictionary.release(&owner->dictionary);
  delete owner;
  x->release = nullptr;
  --live_structs;
}

template <typename T>
Owner<T>* Fill(const Column& column, T* out, void (*export_one)(const Column&, T*)) {
  auto* owner = new Owner<T>{};
  owner->column = column;
  owner->children.resize(column.children.size());
  for (size_t i = 0; i < column.children.size(); ++i) {
    export_one(column.children[i], &owner->children[i]);
    owner->pointers.push_back(&owner->children[i]);
  }
  if (column.dictionary) export_one(*column.dictionary, &owner->dictionary);
  out->n_children = static_cast<int64_t>(owner->children.size());
  out->children = owner->pointers.empty() ? nullptr : owner->pointers.data();
  out->dictionary = column.dictionary ? &owner->dictionary : nullptr;
  out->release = &Release<T>;
  out->private_data = owner;
  ++live_structs;
  return owner;
}

}  // namespace

void ExportSchema(const Column& column, ArrowSchema* out) {
  auto* owner = Fill<ArrowSchema>(column, out, &ExportSchema);
  out->format = owner->column.format.c_str();
  out->name = owner->column.name.c_str();
  out->metadata = owner->column.metadata.empty() ? nullptr : owner->column.metadata.data();
  out->flags = column.flags;
}

void ExportArray(const Column& column, ArrowArray* out) {
  auto* owner = Fill<ArrowArray>(column, out, &ExportArray);
  for (const Buffer& buffer : column.buffers) {
    owner->bytes.push_back(buffer ? std::make_unique<uint8_t[]>(buffer->size()) : nullptr);
    if (buffer && !buffer->empty()) {
      std::memcpy(owner->bytes.back().get(), buffer->data(), buffer->size());
    }
    owner->buffers.push_back(owner->bytes.back().get());
  }
  out->length = column.length;
  out->null_count = column.null_count;
  out->offset = column.offset;
  out->n_buffers = static_cast<int64_t>(owner->buffers.size());
  out->buffers = owner->buffers.data();
}

int64_t LiveStructs() { return live_structs; }

void Fixture::SetUp() {
  ArrowBridgeGetLiveCounts(&before_);
  structs_before_ = LiveStructs();
}

void Fixture::TearDown() {
  ArrowBridgeLiveCounts after;
  std::memset(&after, 0xCC, sizeof(after));
  ArrowBridgeGetLiveCounts(&after);
  EXPECT_EQ(after.bytes, before_.bytes);
  EXPECT_EQ(after.blocks, before_.blocks);
  EXPECT_EQ(after.handles, before_.handles);
  EXPECT_EQ(LiveStructs(), structs_before_);
}

ArrowBridgeSchema* Fixture::ImportSchema(const Column& column) {
  ArrowSchema schema;
  ExportSchema(column, &schema);
  ArrowBridgeSchema* handle = nullptr;
  ArrowBridgeError error;
  EXPECT_EQ(ArrowBridgeImportSchema(&schema, &handle, &error), 0) << error.message;
  return handle;
}

ArrowBridgeArray* Fixture::Import(const Column& column) {
  ArrowBridgeSchema* schema = ImportSchema(column);
  ArrowArray array;
  ExportArray(column, &array);
  ArrowBridgeArray* handle = nullptr;
  ArrowBridgeError error;
  EXPECT_EQ(ArrowBridgeImportArray(&array, schema, &handle, &error), 0) << error.message;
  ArrowBridgeSchemaRelease(schema);
  return handle;
}

void Fixture::ExpectValid(const Column& column, int level) {
  ArrowBridgeArray* array = Import(column);
  ArrowBridgeError error;
  EXPECT_EQ(ArrowBridgeArrayValidate(array, level, &error), 0) << error.message;
  ArrowBridgeArrayRelease(array);
}

void Fixture::ExpectInvalid(const Column& column, int level, const std::string& rule,
                            const std::string& field, const std::string& text) {
  ArrowBridgeArray* array = Import(column);
  ArrowBridgeError error;
  EXPECT_EQ(ArrowBridgeArrayValidate(array, level - 1, &error), 0) << error.message;
  std::memset(&error, 0xCC, sizeof(error));
  if (ArrowBridgeArrayValidate(array, level, &error) == 0) {
    ADD_FAILURE() << "valid, although it breaks " << rule;
  } else {
    EXPECT_EQ(ArrowBridgeArrayValidate(array, level, nullptr), EINVAL);
    const std::string message = error.message;
    std::string start = "ArrowBridgeArrayValidate: " + rule + ": ";
    if (!field.empty()) start += "field '" + field + "': ";
    EXPECT_EQ(message.substr(0, start.size()), start) << message;
    EXPECT_NE(message.find(text), std::string::npos) << message;
  }
  ArrowBridgeArrayRelease(array);
}

}  // namespace validate_arrays
