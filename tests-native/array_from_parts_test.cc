// Arrays made of buffers and of finished arrays.

#include <cerrno>
#include <cstdint>

#include "support/all_types.h"
#include "support/handles.h"
#include "support/live_counts.h"
#include "support/parts.h"
#include "support/read.h"
#include "support/exported_arrays.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

ArrayHandle Make(const ArrayData& data, const Parts& parts) {
  const SchemaHandle schema = ImportSchema(data);
  auto* out = Garbage<ArrowBridgeArray*>();
  ArrowBridgeError error = {};
  EXPECT_TRUE(IsOk(parts.Make(schema.get(), &out, &error), error));
  return ArrayHandle(out);
}

ArrowArray Export(const ArrayHandle& array) {
  auto out = Garbage<ArrowArray>();
  ArrowBridgeError error = {};
  EXPECT_TRUE(IsOk(ArrowBridgeExportArray(array.get(), &out, nullptr, &error), error));
  return out;
}

void ExpectSame(const ArrayHandle& a, const ArrayHandle& b) {
  int equal = -1;
  ArrowBridgeError error = {};
  EXPECT_TRUE(IsOk(ArrowBridgeArrayValidate(a.get(), ARROWBRIDGE_VALIDATE_FULL, &error), error));
  EXPECT_TRUE(IsOk(ArrowBridgeArrayEquals(a.get(), b.get(), &equal, &error), error));
  EXPECT_EQ(equal, 1);
}

void ExpectAligned(const ArrowArray& array) {
  for (int64_t i = 0; i < array.n_buffers; i++) {
    EXPECT_EQ(reinterpret_cast<uintptr_t>(array.buffers[i]) % 64, 0u);
  }
  for (int64_t i = 0; i < array.n_children; i++) ExpectAligned(*array.children[i]);
  if (array.dictionary != nullptr) ExpectAligned(*array.dictionary);
}

class PartsOfAllTypes : public LiveCountsTest, public ::testing::WithParamInterface<TypeCase> {};

TEST_P(PartsOfAllTypes, CopiedAndAligned) {
  for (int64_t rows : {0, 1, 20}) {
    const ArrayData data = GetParam().make(rows, true);
    const ArrayHandle array = Make(data, Parts(data));
    ExpectSame(array, ImportArray(data));
    ArrowArray exported = Export(array);
    ExpectAligned(exported);
    ReleaseChecked(&exported);
  }
}

TEST_P(PartsOfAllTypes, OwnedAndShared) {
  CountedOwner owner;
  const ArrayData data = GetParam().make(20, true);
  const Parts parts(data, &owner);
  ArrayHandle array = Make(data, parts);
  ExpectSame(array, ImportArray(data));
  ArrowArray exported = Export(array);
  array.reset();
  const int at_once = owner.calls;
  ExpectLiveStructs(exported);
  for (int64_t i = 0; i < exported.n_buffers && i < parts.data()->n_buffers; i++) {
    if (parts.data()->buffers[i].data != nullptr) {
      EXPECT_EQ(exported.buffers[i], parts.data()->buffers[i].data);
    }
  }
  EXPECT_LE(at_once, parts.owned());
  ReleaseChecked(&exported);
  EXPECT_EQ(owner.calls, parts.owned());
}

TEST_P(PartsOfAllTypes, NullsAreCounted) {
  const ArrayData data = GetParam().make(20, true);
  Parts parts(data);
  parts[0].null_count = -1;
  const ArrayHandle array = Make(data, parts);
  ArrowArray exported = Export(array);
  EXPECT_EQ(exported.null_count, data.null_count);
  ReleaseChecked(&exported);
}

INSTANTIATE_TEST_SUITE_P(AllTypes, PartsOfAllTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

class ArrayFromParts : public LiveCountsTest {};

TEST_F(ArrayFromParts, CopiesBelongToTheArray) {
  ArrayData data = Int32s({1, std::nullopt, 3});
  const ArrayHandle array = Make(data, Parts(data));
  for (auto& buffer : data.buffers) std::fill(buffer->begin(), buffer->end(), uint8_t{0xCC});
  ArrowArray exported = Export(array);
  EXPECT_EQ(Read<int32_t>(exported), (Values<int32_t>{1, std::nullopt, 3}));
  ReleaseChecked(&exported);
}

TEST_F(ArrayFromParts, OffsetsAreKept) {
  const ArrayData data = Int32s({1, std::nullopt, 3, 4}).Sliced(1, 2);
  Parts parts(data);
  parts[0].null_count = -1;
  const ArrayHandle array = Make(data, parts);
  ArrowArray exported = Export(array);
  EXPECT_EQ(exported.offset, 1);
  EXPECT_EQ(exported.null_count, 1);
  EXPECT_EQ(Read<int32_t>(exported), (Values<int32_t>{std::nullopt, 3}));
  ReleaseChecked(&exported);
}

TEST_F(ArrayFromParts, EmptyBuffersMayBeNull) {
  const ArrayData data = Strings("u", {});
  Parts parts(data);
  parts[0].n_buffers = 0;
  parts[0].buffers = nullptr;
  const ArrayHandle array = Make(data, parts);
  ArrowArray exported = Export(array);
  ASSERT_EQ(exported.n_buffers, 3);
  EXPECT_EQ(exported.buffers[0], nullptr);
  EXPECT_EQ(*static_cast<const int32_t*>(exported.buffers[1]), 0) << "X9";
  EXPECT_NE(exported.buffers[2], nullptr);
  ReleaseChecked(&exported);
}

TEST_F(ArrayFromParts, OwnedButMisalignedIsCopied) {
  CountedOwner owner;
  alignas(8) char bytes[5 * sizeof(int32_t)] = {};
  const int32_t values[] = {7, 8, 9};
  std::memcpy(bytes + 1, values, sizeof(values));
  ArrowBridgeBuffer buffers[2] = {};
  buffers[1] = {bytes + 1, sizeof(values), CountedOwner::Release, &owner};
  ArrowBridgeArrayPart part = {3, 0, 0, 2, buffers, nullptr};
  const SchemaHandle schema = ImportSchema(Int32s({}));
  const int64_t copied = ArrowBridgeBytesCopied();
  ArrowBridgeArray* out = nullptr;
  ASSERT_OK(ArrowBridgeArrayFromParts(schema.get(), 1, &part, &out, &error_));
  const ArrayHandle array(out);
  EXPECT_EQ(owner.calls, 1) << "the buffer is no longer needed";
  EXPECT_EQ(ArrowBridgeBytesCopied() - copied, static_cast<int64_t>(sizeof(values)));
  ArrowArray exported = Export(array);
  EXPECT_EQ(Read<int32_t>(exported), (Values<int32_t>{7, 8, 9}));
  ReleaseChecked(&exported);
}

TEST_F(ArrayFromParts, ColumnsOutliveTheBatchIndependently) {
  CountedOwner a;
  CountedOwner b;
  const ArrayData data =
      Batch(3, {Int32s({1, 2, 3}).Named("a"), Strings("u", {"x", "y", "z"}).Named("b")});
  Parts parts(data);
  parts.buffer(1, 1).release = CountedOwner::Release;
  parts.buffer(1, 1).context = &a;
  parts.buffer(2, 2).release = CountedOwner::Release;
  parts.buffer(2, 2).context = &b;
  ArrayHandle batch = Make(data, parts);
  ArrowBridgeArray* out = nullptr;
  ASSERT_OK(ArrowBridgeArrayColumn(batch.get(), 1, &out, &error_));
  ArrayHandle column(out);
  batch.reset();
  EXPECT_EQ(a.calls, 1) << "MOV-6: what only the other column needs is released";
  EXPECT_EQ(b.calls, 0);
  ExpectSame(column, ImportArray(data.children[1]));
  column.reset();
  EXPECT_EQ(b.calls, 1);
}

TEST_F(ArrayFromParts, FinishedArraysBecomeColumns) {
  const ArrayData data =
      Batch(2, {Int32s({1, 2}).Named("a"), Lists("+l", {1, 1}, Int32s({5, 6})).Named("b")});
  ArrowArray a;
  ArrowArray b;
  const Log log_a = MakeArray(data.children[0], &a);
  const Log log_b = MakeArray(data.children[1], &b);
  const void* const values = a.buffers[1];
  Parts parts(data);
  parts.Finish(1, &a);
  parts.Finish(2, &b, 1);
  ArrayHandle batch = Make(data, parts);
  EXPECT_EQ(a.release, nullptr);
  EXPECT_EQ(b.release, nullptr);
  ExpectSame(batch, ImportArray(data));

  ArrowArray exported = Export(batch);
  EXPECT_EQ(exported.children[0]->buffers[1], values) << "nothing is copied";
  ArrowArray moved = MoveOut(exported.children[0]);
  ReleaseChecked(&exported);
  ArrowBridgeArray* out = nullptr;
  ASSERT_OK(ArrowBridgeArrayColumn(batch.get(), 1, &out, &error_));
  ArrayHandle column(out);
  batch.reset();
  EXPECT_TRUE(log_b->NoneYet());
  EXPECT_EQ(Read<int32_t>(moved), (Values<int32_t>{1, 2}));
  column.reset();
  EXPECT_TRUE(log_b->AllOnce());
  ReleaseChecked(&moved);
  EXPECT_TRUE(log_a->AllOnce());
}

TEST_F(ArrayFromParts, AFinishedArrayBecomesADictionary) {
  const ArrayData data = Dictionary(Int32s({1, 0, std::nullopt}), Strings("u", {"x", "y"}));
  ArrowArray values;
  const Log log = MakeArray(data.dictionary[0], &values);
  Parts parts(data);
  parts.Finish(1, &values);
  ArrayHandle array = Make(data, parts);
  ExpectSame(array, ImportArray(data));
  array.reset();
  EXPECT_TRUE(log->AllOnce());
}

TEST_F(ArrayFromParts, ASingleFinishedArrayIsImported) {
  const ArrayData data = Batch(2, {Int32s({1, 2}).Named("a")});
  ArrowArray whole;
  const Log log = MakeArray(data, &whole);
  Parts parts(data);
  parts.Finish(0, &whole, 1);
  ArrayHandle array = Make(data, parts);
  ExpectSame(array, ImportArray(data));
  array.reset();
  EXPECT_TRUE(log->AllOnce());
}

TEST_F(ArrayFromParts, ManyVariadicBuffersOfOwners) {
  constexpr int kBuffers = 100000;
  CountedOwner owner;
  static const char kText[] = "a text that is not inline";
  constexpr int32_t kSize = sizeof(kText) - 1;
  int32_t view[4] = {kSize, 0, kBuffers - 1, 0};
  std::memcpy(view + 1, kText, 4);
  std::vector<ArrowBridgeBuffer> buffers(2);
  buffers[1] = {view, sizeof(view), nullptr, nullptr};
  for (int i = 0; i < kBuffers; i++) {
    buffers.push_back({kText, kSize, CountedOwner::Release, &owner});
  }
  ArrowBridgeArrayPart part = {1, 0, 0, kBuffers + 2, buffers.data(), nullptr};
  const SchemaHandle schema = ImportSchema(Views("vu", {}));
  ArrowBridgeArray* out = nullptr;
  ASSERT_OK(ArrowBridgeArrayFromParts(schema.get(), 1, &part, &out, &error_));
  ArrayHandle array(out);
  ExpectSame(array, ImportArray(Views("vu", {kText})));
  array.reset();
  EXPECT_EQ(owner.calls, kBuffers);
}

}  // namespace
