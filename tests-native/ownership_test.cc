// Which memory the library and foreign producers may access, and until when (MEM-*, MOV-*, STR-*).

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "support/builders.h"
#include "support/counted_stream.h"
#include "support/handles.h"
#include "support/live_counts.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class Ownership : public LiveCountsTest {};

ArrayData Columns() {
  return Batch(2, {Int32s({1, 2}).Named("a"), Strings("u", {"x", "y"}).Named("b"),
                   Dictionary(Int32s({1, 0}), Strings("u", {"v", "w"})).Named("c")});
}

// Records whether a release comes from inside the parent's release.
void (*release_of_child)(ArrowArray*);
void (*release_of_parent)(ArrowArray*);
bool inside_parent;

void NoteParent(ArrowArray* self) {
  inside_parent = true;
  self->release = release_of_parent;
  release_of_parent(self);
  inside_parent = false;
}

void NoteChild(ArrowArray* self) {
  EXPECT_TRUE(inside_parent) << "a child was released by the consumer";
  self->release = release_of_child;
  release_of_child(self);
}

TEST_F(Ownership, MEM_3_MEM_7_ChildrenAreReleasedByTheirParent) {
  ArrowArray array;
  const SchemaHandle schema = ImportSchema(Columns());
  const Log log = MakeArray(Columns(), &array);
  release_of_parent = array.release;
  release_of_child = array.children[0]->release;
  array.release = &NoteParent;
  for (int64_t i = 0; i < array.n_children; i++) array.children[i]->release = &NoteChild;

  ArrowBridgeArray* out = nullptr;
  ASSERT_OK(ArrowBridgeImportArray(&array, schema.get(), &out, &error_));
  const ArrayHandle handle(out);
  auto exported = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportArray(out, &exported, nullptr, &error_));
  EXPECT_TRUE(log->NoneYet());
  exported.release(&exported);
  EXPECT_TRUE(log->NoneYet());
}

TEST_F(Ownership, MEM_8_FailedInputIsNotReadAfterItsRelease) {
  // The producer overwrites its freed memory; the error message must come from other memory.
  ArrowArray array;
  const SchemaHandle schema = ImportSchema(Columns());
  const Log log = MakeArray(Columns(), &array);
  array.children[1]->n_buffers = 2;
  ArrowBridgeArray* out = nullptr;
  EXPECT_EQ(ArrowBridgeImportArray(&array, schema.get(), &out, &error_), EINVAL);
  EXPECT_TRUE(log->AllOnce());
  EXPECT_NE(std::strstr(error_.message, "'b'"), nullptr) << error_.message;
}

TEST_F(Ownership, MEM_9_ReleaseNeedsPrivateDataAndChildrenOnly) {
  Log log;
  ArrayHandle handle = ImportArray(Columns(), &log);
  auto first = Garbage<ArrowArray>();
  auto second = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportArray(handle.get(), &first, nullptr, &error_));
  ASSERT_OK(ArrowBridgeExportArray(handle.get(), &second, nullptr, &error_));
  handle.reset();
  EXPECT_NE(first.private_data, nullptr);
  EXPECT_NE(first.private_data, second.private_data);
  first.length = first.null_count = first.offset = first.n_buffers = -7;
  first.buffers = nullptr;
  first.release(&first);
  EXPECT_TRUE(log->NoneYet());
  second.release(&second);
  EXPECT_TRUE(log->AllOnce());
}

TEST_F(Ownership, MEM_12_ReleaseFreesWhatItOwns) {
  const ArrayHandle handle = ImportArray(Columns());
  ArrowBridgeLiveCounts before;
  ArrowBridgeLiveCounts during;
  ArrowBridgeLiveCounts after;
  ArrowBridgeGetLiveCounts(&before);
  auto array = Garbage<ArrowArray>();
  auto schema = Garbage<ArrowSchema>();
  ASSERT_OK(ArrowBridgeExportArray(handle.get(), &array, &schema, &error_));
  ArrowBridgeGetLiveCounts(&during);
  EXPECT_GT(during.bytes, before.bytes);
  EXPECT_EQ(during.exported_arrays, before.exported_arrays + 1);
  EXPECT_EQ(during.exported_schemas, before.exported_schemas + 1);
  schema.release(&schema);
  array.release(&array);
  ArrowBridgeGetLiveCounts(&after);
  EXPECT_EQ(std::memcmp(&before, &after, sizeof(before)), 0);
}

TEST_F(Ownership, MOV_2_ImportedStructIsMarkedReleased) {
  ArrowArray array;
  const SchemaHandle schema = ImportSchema(Columns());
  const Log log = MakeArray(Columns(), &array);
  ArrowBridgeArray* out = nullptr;
  ASSERT_OK(ArrowBridgeImportArray(&array, schema.get(), &out, &error_));
  const ArrayHandle handle(out);
  EXPECT_EQ(array.release, nullptr);
  ArrowBridgeArray* second = nullptr;
  EXPECT_EQ(ArrowBridgeImportArray(&array, schema.get(), &second, &error_), EINVAL);
  EXPECT_TRUE(log->NoneYet());
}

template <typename Struct>
bool IsInside(const Struct& whole, const void* pointer) {
  const auto start = reinterpret_cast<uintptr_t>(&whole);
  const auto address = reinterpret_cast<uintptr_t>(pointer);
  return address >= start && address < start + sizeof(Struct);
}

TEST_F(Ownership, MOV_4_NoPointerLeadsIntoTheStruct) {
  const ArrayHandle handle = ImportArray(Columns());
  auto array = Garbage<ArrowArray>();
  auto schema = Garbage<ArrowSchema>();
  ASSERT_OK(ArrowBridgeExportArray(handle.get(), &array, &schema, &error_));
  for (const void* pointer :
       {static_cast<const void*>(array.buffers), static_cast<const void*>(array.children),
        static_cast<const void*>(array.private_data)}) {
    EXPECT_FALSE(IsInside(array, pointer));
  }
  for (const void* pointer :
       {static_cast<const void*>(schema.format), static_cast<const void*>(schema.name),
        static_cast<const void*>(schema.children), static_cast<const void*>(schema.private_data)}) {
    EXPECT_FALSE(IsInside(schema, pointer));
  }
  array.release(&array);
  schema.release(&schema);
}

TEST_F(Ownership, MOV_5_NothingKeepsTheAddressOfAnExportedStruct) {
  Log log;
  ArrayHandle handle = ImportArray(Columns(), &log);
  auto original = std::make_unique<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportArray(handle.get(), original.get(), nullptr, &error_));
  ArrowArray moved = *original;
  std::memset(original.get(), 0xCC, sizeof(ArrowArray));
  original.reset();  // memory checkers detect an access
  handle.reset();
  EXPECT_EQ(static_cast<const int32_t*>(moved.children[0]->buffers[1])[1], 2);
  moved.release(&moved);
  EXPECT_TRUE(log->AllOnce());
}

TEST_F(Ownership, MOV_5_NothingKeepsTheAddressOfAnImportedStruct) {
  const SchemaHandle schema = ImportSchema(Columns());
  auto original = std::make_unique<ArrowArray>();
  const Log log = MakeArray(Columns(), original.get());
  ArrowBridgeArray* out = nullptr;
  ASSERT_OK(ArrowBridgeImportArray(original.get(), schema.get(), &out, &error_));
  std::memset(original.get(), 0xCC, sizeof(ArrowArray));
  original.reset();
  EXPECT_EQ(ArrowBridgeArrayLength(out), 2);
  ArrowBridgeArrayRelease(out);
  EXPECT_TRUE(log->AllOnce());
}

TEST_F(Ownership, COL_2_LengthsHave64Bits) {
  const int64_t rows = int64_t{1} << 40;
  const ArrayHandle handle = ImportArray(Nulls(rows));
  EXPECT_EQ(ArrowBridgeArrayLength(handle.get()), rows);
  ArrowBridgeArray* out = nullptr;
  ASSERT_OK(ArrowBridgeArraySlice(handle.get(), rows - 3, rows, &out, &error_));
  EXPECT_EQ(ArrowBridgeArrayLength(out), 3);
  ArrowBridgeArrayRelease(out);
}

TEST_F(Ownership, COL_6_OffsetsNeedNotStartAtZero) {
  const ArrayData plain = Strings("u", {"abc", "", "de"});
  ArrayData shifted = plain;
  Bytes& data = *shifted.buffers[2];
  data.insert(data.begin(), 5, uint8_t{'#'});
  auto* offsets = reinterpret_cast<int32_t*>(shifted.buffers[1]->data());
  for (int i = 0; i < 4; i++) offsets[i] += 5;

  const ArrayHandle a = ImportArray(plain);
  const ArrayHandle b = ImportArray(shifted);
  ASSERT_OK(ArrowBridgeArrayValidate(b.get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
  int equal = 0;
  ASSERT_OK(ArrowBridgeArrayEquals(a.get(), b.get(), &equal, &error_));
  EXPECT_EQ(equal, 1);
}

TEST_F(Ownership, STR_3_ReleasedStreamIsNotCalled) {
  ArrowArrayStream stream;
  const auto log = MakeStream(Columns(), {Columns(), Columns()}, &stream);
  ArrowBridgeReader* reader = nullptr;
  ASSERT_OK(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error_));
  auto exported = Garbage<ArrowArrayStream>();
  ASSERT_OK(ArrowBridgeExportRecordBatchReader(reader, &exported, &error_));
  ArrowArray batch;
  ASSERT_EQ(exported.get_next(&exported, &batch), 0);
  ArrowBridgeReaderRelease(reader);
  EXPECT_EQ(log->release, 0);
  exported.release(&exported);
  EXPECT_EQ(log->release, 1);
  // The log fails the test for any call from here on.
  EXPECT_EQ(batch.length, 2);
  batch.release(&batch);
  EXPECT_EQ(log->get_next, 1);
  EXPECT_TRUE(log->AllOnce());
}

TEST_F(Ownership, STR_14_PrivateDataOfAStreamIsNotAccessed) {
  static int calls;
  calls = 0;
  static void* const kInvalidPointer = reinterpret_cast<void*>(uintptr_t{1});
  ArrowArrayStream stream = {};
  stream.private_data = kInvalidPointer;
  stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
    EXPECT_EQ(self->private_data, kInvalidPointer);
    *out = {};
    out->format = "+s";
    out->release = [](ArrowSchema* schema) { schema->release = nullptr; };
    return 0;
  };
  stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
    EXPECT_EQ(self->private_data, kInvalidPointer);
    out->release = nullptr;
    return 0;
  };
  stream.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
  stream.release = [](ArrowArrayStream* self) {
    ++calls;
    EXPECT_EQ(self->private_data, kInvalidPointer);
    self->release = nullptr;
  };
  ArrowBridgeReader* reader = nullptr;
  ASSERT_OK(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error_));
  auto batch = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeReaderNext(reader, &batch, &error_));
  EXPECT_EQ(batch.release, nullptr);
  ArrowBridgeReaderRelease(reader);
  EXPECT_EQ(calls, 1);
}

}  // namespace
