// Every type, written in both formats and read back: with and without nulls, empty, sliced by its
// own offset and by the batch's offset, inside lists and structs.
#include "support/all_types.h"
#include "support/ipc_outputs.h"

namespace arrowbridge_tests {
namespace {

constexpr int kFormats[] = {ARROWBRIDGE_IPC_FORMAT_FILE, ARROWBRIDGE_IPC_FORMAT_STREAM};

class IpcWriteTypes : public IpcWriteTest, public ::testing::WithParamInterface<TypeCase> {
 protected:
  void ExpectBothFormats(const std::vector<ArrayData>& batches) {
    for (const int format : kFormats) {
      SCOPED_TRACE(format == ARROWBRIDGE_IPC_FORMAT_FILE ? "file" : "stream");
      for (const int alignment : {8, 64}) {
        ArrowBridgeIpcWriteOptions options = WriteOptions(format);
        options.alignment = alignment;
        ExpectRoundTrip(batches, options);
      }
    }
  }

  ArrayData Column(int64_t rows, bool with_nulls) {
    return GetParam().make(rows, with_nulls).Named("column");
  }
};

TEST_P(IpcWriteTypes, Plain) { ExpectBothFormats({Batch(20, {Column(20, false)})}); }

TEST_P(IpcWriteTypes, Nulls) { ExpectBothFormats({Batch(20, {Column(20, true)})}); }

TEST_P(IpcWriteTypes, Empty) {
  ExpectBothFormats({Batch(0, {Column(0, false)}), Batch(0, {Column(20, true).Sliced(0, 0)}),
                     Batch(0, {Column(20, true).Sliced(20, 0)})});
}

TEST_P(IpcWriteTypes, SeveralBatches) {
  ExpectBothFormats(
      {Batch(3, {Column(3, true)}), Batch(0, {Column(0, true)}), Batch(70, {Column(70, true)})});
}

// IPC-15: at all kinds of bit offsets, up to the end and before it.
TEST_P(IpcWriteTypes, SlicedColumn) {
  const ArrayData whole = Column(40, true);
  for (const auto& [from, rows] : std::vector<std::pair<int64_t, int64_t>>{
           {0, 7}, {1, 39}, {1, 5}, {8, 16}, {13, 20}, {39, 1}}) {
    SCOPED_TRACE(std::to_string(from) + "+" + std::to_string(rows));
    ExpectBothFormats({Batch(rows, {whole.Sliced(from, rows)})});
  }
}

TEST_P(IpcWriteTypes, SlicedBatch) {
  const ArrayData whole = Batch(40, {Column(40, true), Column(40, false).Named("other")});
  for (const auto& [from, rows] :
       std::vector<std::pair<int64_t, int64_t>>{{0, 9}, {3, 37}, {11, 6}, {40, 0}}) {
    SCOPED_TRACE(std::to_string(from) + "+" + std::to_string(rows));
    ExpectBothFormats({whole.Sliced(from, rows)});
  }
}

TEST_P(IpcWriteTypes, SlicedInList) {
  Values<int64_t> sizes;
  for (int i = 0; i < 10; i++) sizes.push_back(i % 3 == 2 ? std::nullopt : std::optional(i % 4));
  int64_t total = 0;
  for (const auto& size : sizes) total += size.value_or(0);
  for (const char* format : {"+l", "+L", "+vl", "+vL"}) {
    SCOPED_TRACE(format);
    const bool views = format[1] == 'v';
    const ArrayData lists = views ? ListViews(format, sizes, Column(total, true))
                                  : Lists(format, sizes, Column(total, true));
    ExpectBothFormats({Batch(5, {lists.Sliced(4, 5).Named("lists")})});
  }
}

TEST_P(IpcWriteTypes, SlicedInStruct) {
  const std::vector<bool> valid = {true, true, false, true, true, true, false, true, true, true};
  const ArrayData column = Struct(valid, {Column(10, true).Named("inner")}).Named("struct");
  ExpectBothFormats({Batch(6, {column.Sliced(3, 6)})});
}

// A slice takes only as many bytes as its own rows.
TEST_P(IpcWriteTypes, SliceWritesOnlyItsRows) {
  const ArrayData whole = Column(3000, true);
  const Bytes all = Written({Batch(3000, {whole})}, WriteOptions());
  const Bytes few = Written({Batch(3, {whole.Sliced(1500, 3)})}, WriteOptions());
  EXPECT_LE(few.size(), 4096u);
  EXPECT_LE(few.size(), all.size());
}

// SEC-2: the bits after the last row of a bitmap are written as zeros, whatever they are in memory.
using IpcWriteBitmaps = IpcWriteTest;
TEST_F(IpcWriteBitmaps, BitsAfterTheLastRowAreZero) {
  for (const int64_t rows : {1, 7, 8, 9, 63, 65, 100, 127, 130, 40001}) {
    Values<int64_t> values;
    Values<bool> bools;
    for (int64_t i = 0; i < rows; i++) {
      values.push_back(i % 3 == 0 ? std::nullopt : std::optional<int64_t>(i));
      bools.push_back(i % 5 == 0 ? std::nullopt : std::optional<bool>(i % 2 == 0));
    }
    const std::vector<bool> all(static_cast<size_t>(rows), true);
    ArrayData clean =
        Batch(rows, {Int64s(values), Booleans(bools), FixedSizeLists(1, all, Int64s(values))});
    ArrayData unclean = clean;
    int changed = 0;
    for (std::optional<Bytes>* bitmap :
         {&unclean.children[0].buffers[0], &unclean.children[1].buffers[0],
          &unclean.children[1].buffers[1], &unclean.children[2].children[0].buffers[0]}) {
      uint8_t& last = (*bitmap)->at(static_cast<size_t>((rows - 1) / 8));
      const auto dirty = static_cast<uint8_t>(rows % 8 == 0 ? last : last | 0xff << (rows % 8));
      changed += dirty != last;
      last = dirty;
    }
    EXPECT_EQ(changed, rows % 8 == 0 ? 0 : 4);
    for (const int codec : {ARROWBRIDGE_IPC_CODEC_NONE, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME}) {
      SCOPED_TRACE(std::to_string(rows) + " rows, codec " + std::to_string(codec));
      const auto options = WriteOptions(ARROWBRIDGE_IPC_FORMAT_STREAM, codec);
      EXPECT_EQ(Written({unclean}, options), Written({clean}, options));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, IpcWriteTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

}  // namespace
}  // namespace arrowbridge_tests
