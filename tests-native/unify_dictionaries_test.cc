// Streams whose dictionaries become one that grows.

#include <algorithm>
#include <optional>

#include "support/adapter_fixture.h"
#include "support/all_types.h"
#include "support/ipc_outputs.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class UnifyingDictionaries : public AdapterFixture {
 protected:
  using Words = std::vector<std::optional<std::string>>;

  static ArrayData Column(const std::vector<std::optional<int8_t>>& indices, const Words& words) {
    return Dictionary(Fixed<int8_t>("c", indices), Strings("u", words)).Named("c");
  }
  static ArrayData Ordered(ArrayData column) {
    column.flags |= ARROW_FLAG_DICTIONARY_ORDERED;
    return column;
  }
  static ArrowBridgeUnifyOptions Options(int32_t index_bits, int32_t ordered = 0) {
    return {sizeof(ArrowBridgeUnifyOptions), index_bits, ordered};
  }

  ReaderHandle Unify(const ReaderHandle& reader, const ArrowBridgeUnifyOptions* options = nullptr) {
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderUnifyDictionaries(reader.get(), options, &out, &error_));
    return ReaderHandle(out);
  }

  ReaderHandle Source(const std::vector<ArrayData>& columns) {
    std::vector<ArrayData> batches;
    for (const ArrayData& column : columns) batches.push_back(Batch(column.length, {column}));
    return Import(Foreign(batches[0], batches, {}));
  }

  // Reads a batch whose rows must be those of `column`, with this dictionary and these indices.
  void ExpectBatch(const ReaderHandle& reader, const ArrayData& column, const Words& dictionary,
                   const std::vector<int8_t>& indices) {
    const ArrayHandle batch = Next(reader);
    ASSERT_OK(ArrowBridgeArrayValidate(batch.get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
    const ArrayHandle expected = ImportArray(Batch(column.length, {column}));
    EXPECT_TRUE(SameValues(batch, expected));
    auto exported = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeExportRecordBatch(batch.get(), &exported, nullptr, &error_));
    const ArrowArray& values = *exported.children[0]->dictionary;
    const auto* offsets = static_cast<const int32_t*>(values.buffers[1]);
    const auto* valid = static_cast<const uint8_t*>(values.buffers[0]);
    Words found;
    for (int64_t i = values.offset; i < values.offset + values.length; i++) {
      const bool is_null = valid != nullptr && (valid[i / 8] >> (i % 8) & 1) == 0;
      const auto* text = static_cast<const char*>(values.buffers[2]);
      found.push_back(
          is_null ? std::nullopt
                  : std::make_optional<std::string>(text + offsets[i], text + offsets[i + 1]));
    }
    EXPECT_EQ(found, dictionary);
    const auto* at =
        static_cast<const int8_t*>(exported.children[0]->buffers[1]) + exported.children[0]->offset;
    EXPECT_EQ(std::vector<int8_t>(at, at + indices.size()), indices);
    ReleaseChecked(&exported);
  }
};

TEST_F(UnifyingDictionaries, OptionsThatDoNotExistAreErrors) {
  const ReaderHandle source = Source({Column({0}, {"a"})});
  for (const auto& [options, text] : std::vector<std::pair<ArrowBridgeUnifyOptions, const char*>>{
           {Options(16), "16 as index_bits"},
           {Options(-1), "-1 as index_bits"},
           {Options(0, 2), "ordered dictionaries: 2"},
           {Options(0, -1), "ordered dictionaries: -1"},
           {{0, 0, 0}, "struct_size of 0"}}) {
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_ERROR(ArrowBridgeReaderUnifyDictionaries(source.get(), &options, &out, &error_), EINVAL,
                 "ArrowBridgeReaderUnifyDictionaries: argument 'options'", text);
    EXPECT_EQ(out, nullptr);
  }
}

TEST_F(UnifyingDictionaries, ValuesKeepTheirIndices) {
  const std::vector<ArrayData> columns = {
      Column({0, 1, std::nullopt}, {"a", "b"}), Column({0, 1, 0}, {"b", "c"}), Column({0}, {"a"}),
      Column({2, 0}, {"d", "d", "e"}), Column({1, 0}, {"c", "a"})};
  const ReaderHandle reader = Unify(Source(columns));
  ExpectBatch(reader, columns[0], {"a", "b"}, {0, 1});
  ExpectBatch(reader, columns[1], {"a", "b", "c"}, {1, 2, 1});
  ExpectBatch(reader, columns[2], {"a", "b", "c"}, {0});
  ExpectBatch(reader, columns[3], {"a", "b", "c", "d", "e"}, {4, 3});
  ExpectBatch(reader, columns[4], {"a", "b", "c", "d", "e"}, {0, 2});
  ExpectEnd(reader);
}

TEST_F(UnifyingDictionaries, ALongerOneIsTaken) {
  const std::vector<ArrayData> columns = {Column({0, 2}, {"a", "b", "a"}),
                                          Column({3}, {"a", "b", "a", "c"}),
                                          Column({0, 1}, {"c", "x"}), Column({0}, {"x"})};
  const ReaderHandle reader = Unify(Source(columns));
  ExpectBatch(reader, columns[0], {"a", "b", "a"}, {0, 2});
  ExpectBatch(reader, columns[1], {"a", "b", "a", "c"}, {3});
  ExpectBatch(reader, columns[2], {"a", "b", "a", "c", "x"}, {3, 4});
  ExpectBatch(reader, columns[3], {"a", "b", "a", "c", "x"}, {4});
}

TEST_F(UnifyingDictionaries, NullsAmongTheValues) {
  const std::vector<ArrayData> columns = {Column({1}, {std::nullopt, "a"}),
                                          Column({1, 2, 0}, {"b", std::nullopt, "a"}),
                                          Column({0, 1}, {"z", std::nullopt})};
  const ReaderHandle reader = Unify(Source(columns));
  ExpectBatch(reader, columns[0], {std::nullopt, "a"}, {1});
  ExpectBatch(reader, columns[1], {std::nullopt, "a", "b"}, {0, 1, 2});
  ExpectBatch(reader, columns[2], {std::nullopt, "a", "b", "z"}, {3, 0});
  const std::vector<ArrayData> later = {Column({0}, {"a"}), Column({0, 1}, {std::nullopt, "b"}),
                                        Column({0, 1}, {"c", std::nullopt})};
  const ReaderHandle second = Unify(Source(later));
  ExpectBatch(second, later[0], {"a"}, {0});
  ExpectBatch(second, later[1], {"a", std::nullopt, "b"}, {1, 2});
  ExpectBatch(second, later[2], {"a", std::nullopt, "b", "c"}, {3, 1});
}

TEST_F(UnifyingDictionaries, BatchesWithoutRowsAddNothing) {
  const std::vector<ArrayData> columns = {Column({}, {}), Column({0}, {"a"}),
                                          Column({}, {"x", "y"}), Column({0}, {"b"})};
  const ReaderHandle reader = Unify(Source(columns));
  ExpectBatch(reader, columns[0], {}, {});
  ExpectBatch(reader, columns[1], {"a"}, {0});
  ExpectBatch(reader, columns[2], {"a"}, {});
  ExpectBatch(reader, columns[3], {"a", "b"}, {1});
}

TEST_F(UnifyingDictionaries, SlicesAndNestedFields) {
  const auto nested = [](const Words& words) {
    const ArrayData column = Column({2, 0, 1, std::nullopt, 2, 1, 0, 1}, words).Sliced(1, 6);
    return Batch(2, {Lists("+l", {3, 3}, column).Named("list"),
                     Struct({false, true}, {column.Sliced(1, 2).Named("x")}).Named("struct"),
                     RunEndEncoded(2, Int32s({1, 2}), column.Sliced(0, 2)).Named("runs")});
  };
  const std::vector<ArrayData> batches = {nested({"a", "b", "c"}), nested({"c", "d", "a"}),
                                          nested({"b", "d", "x"}).Sliced(1, 1)};
  const ReaderHandle reader = Unify(Import(Foreign(batches[0], batches, {})));
  const ReaderHandle plain = Import(Foreign(batches[0], batches, {}));
  for (size_t i = 0; i < batches.size(); i++) {
    const ArrayHandle batch = Next(reader);
    ASSERT_OK(ArrowBridgeArrayValidate(batch.get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
    EXPECT_TRUE(SameValues(batch, Next(plain)));
  }
  ExpectEnd(reader);
}

TEST_F(UnifyingDictionaries, DIC_1_OrderedOnesOnlyGrow) {
  const std::vector<ArrayData> columns = {Ordered(Column({0}, {"a", "b"})),
                                          Ordered(Column({2}, {"a", "b", "c"})),
                                          Ordered(Column({0}, {"b", "a"}))};
  const ReaderHandle reader = Unify(Source(columns));
  ExpectBatch(reader, columns[0], {"a", "b"}, {0});
  ExpectBatch(reader, columns[1], {"a", "b", "c"}, {2});
  auto batch = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &batch, &error_), ENOTSUP,
               "DIC-1: batch 2: field 'c'", "the option that drops the order");
  EXPECT_EQ(batch.release, nullptr);

  const ArrowBridgeUnifyOptions drop = Options(0, ARROWBRIDGE_UNIFY_ORDERED_DROP);
  const ReaderHandle dropped = Unify(Source(columns), &drop);
  ArrowSchema schema;
  ASSERT_OK(ArrowBridgeReaderGetSchema(dropped.get(), &schema, &error_));
  EXPECT_EQ(schema.children[0]->flags, ARROW_FLAG_NULLABLE);
  ReleaseChecked(&schema);
  for (int i = 0; i < 3; i++) EXPECT_EQ(ArrowBridgeArrayLength(Next(dropped).get()), 1);
}

TEST_F(UnifyingDictionaries, IndicesThatDoNotFit) {
  Words words(100), others(100);
  for (size_t i = 0; i < words.size(); i++) {
    words[i] = "a" + std::to_string(i);
    others[i] = "b" + std::to_string(i);
  }
  const std::vector<ArrayData> columns = {Column({99}, words), Column({27}, others),
                                          Column({28}, others)};
  const ReaderHandle reader = Unify(Source(columns));
  EXPECT_NE(Next(reader), nullptr);
  EXPECT_NE(Next(reader), nullptr) << "index 127 fits";
  auto batch = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &batch, &error_), ENOTSUP, "batch 2: field 'c'",
               "more values than indices of 8 bits can count");

  for (const int32_t bits : {32, 64}) {
    const ArrowBridgeUnifyOptions wide = Options(bits);
    const ReaderHandle widened = Unify(Source(columns), &wide);
    ArrowSchema schema;
    ASSERT_OK(ArrowBridgeReaderGetSchema(widened.get(), &schema, &error_));
    EXPECT_STREQ(schema.children[0]->format, bits == 32 ? "i" : "l");
    ReleaseChecked(&schema);
    for (const int64_t index : {99, 127, 128}) {
      ASSERT_OK(ArrowBridgeReaderNext(widened.get(), &batch, &error_));
      const void* indices = batch.children[0]->buffers[1];
      EXPECT_EQ(bits == 32 ? *static_cast<const int32_t*>(indices)
                           : *static_cast<const int64_t*>(indices),
                index);
      ReleaseChecked(&batch);
    }
  }
}

TEST_F(UnifyingDictionaries, TheSameMemoryIsPassedOn) {
  const ArrayHandle shared = ImportArray(Batch(2, {Column({0, 1}, {"a", "b"})}));
  ArrowSchema schema;
  std::vector<ArrowArray> batches(3);
  for (ArrowArray& batch : batches) {
    ASSERT_OK(ArrowBridgeExportRecordBatch(shared.get(), &batch, nullptr, &error_));
  }
  logs_.push_back(MakeSchema(Batch(0, {Column({}, {})}), &schema));
  auto* list = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeReaderFromBatches(&schema, 3, batches.data(), &list, &error_));
  const ReaderHandle reader = Unify(ReaderHandle(list));
  const int64_t copied = ArrowBridgeBytesCopied();
  for (int i = 0; i < 3; i++) EXPECT_TRUE(SameValues(Next(reader), shared));
  EXPECT_EQ(ArrowBridgeBytesCopied(), copied);
}

TEST_F(UnifyingDictionaries, BatchesOutliveTheReader) {
  const std::vector<ArrayData> columns = {Column({0, 1}, {"a", "b"}), Column({0, 1}, {"c", "b"}),
                                          Column({0, 1}, {"d", "c"})};
  std::vector<ArrayHandle> batches;
  {
    const ReaderHandle reader = Unify(Source(columns));
    for (int i = 0; i < 3; i++) batches.push_back(Next(reader));
  }
  for (size_t i = 0; i < 3; i++) {
    EXPECT_TRUE(SameValues(batches[i], ImportArray(Batch(2, {columns[i]}))));
  }
}

TEST_F(UnifyingDictionaries, ManyBatchesWithNewValues) {
  std::vector<ArrayData> batches;
  for (int i = 0; i < 300; i++) {
    const Words words = {std::to_string(i + 1), std::to_string(i), "always"};
    batches.push_back(Batch(3, {Dictionary(Int32s({0, 1, 2}), Strings("u", words)).Named("c")}));
  }
  const ReaderHandle reader = Unify(Import(Foreign(batches[0], batches, {})));
  for (const ArrayData& batch : batches) {
    EXPECT_TRUE(SameValues(Next(reader), ImportArray(batch)));
  }
  ExpectEnd(reader);
}

TEST_F(UnifyingDictionaries, ErrorsOfTheSourcePassThrough) {
  const ReaderHandle reader = Unify(Imported(3, FailingAt(1)));
  ExpectNext(reader, 0);
  ExpectDiskError(reader);
}

TEST_F(UnifyingDictionaries, COL_15_ContentsAreValidatedFirst) {
  const ReaderHandle reader = Unify(Source({Column({0}, {"a"}), Column({5}, {"b"})}));
  EXPECT_NE(Next(reader), nullptr);
  auto batch = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &batch, &error_), EINVAL,
               "COL-15: batch 1: field 'c'");
  EXPECT_EQ(batch.release, nullptr);
}

// What a file refuses can be written after unifying, and rebatching finds equal beginnings.
TEST_F(UnifyingDictionaries, IPC_8_FilesOfReplacedDictionaries) {
  const std::vector<ArrayData> columns = {Column({0, 1}, {"a", "b"}), Column({0, 1}, {"c", "b"}),
                                          Column({1, 0}, {"c", "a"})};
  const std::string path = testing::TempDir() + "unified.arrow";
  EXPECT_ERROR(ArrowBridgeWriteIpcFile(Source(columns).get(), path.c_str(), nullptr, &error_),
               EINVAL, "IPC-8");
  ASSERT_OK(ArrowBridgeWriteIpcFile(Unify(Source(columns)).get(), path.c_str(), nullptr, &error_));
  auto* out = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeOpenIpcFile(path.c_str(), nullptr, &out, &error_));
  const ReaderHandle back(out);
  for (const ArrayData& column : columns) {
    EXPECT_TRUE(SameValues(Next(back), ImportArray(Batch(2, {column}))));
  }
  ExpectEnd(back);
  const ReaderHandle joined = Rebatch(Unify(Source(columns)), 100, 0);
  ExpectBatch(joined, Column({0, 1, 2, 1, 0, 2}, {"a", "b", "c"}), {"a", "b", "c"},
              {0, 1, 2, 1, 0, 2});
}

// Dictionaries of every type of value.
class UnifyingTypes : public UnifyingDictionaries,
                      public ::testing::WithParamInterface<TypeCase> {};

TEST_P(UnifyingTypes, Values) {
  const auto column = [](int64_t from, int64_t count) {
    Values<int8_t> indices;
    for (int8_t i = 0; i < count; i++) indices.push_back(static_cast<int8_t>(count - 1 - i));
    return Dictionary(Fixed("c", indices), GetParam().make(20, true).Sliced(from, count))
        .Named("c");
  };
  const std::vector<ArrayData> columns = {column(0, 5), column(3, 7), column(0, 6), column(3, 7),
                                          column(1, 10)};
  const ReaderHandle reader = Unify(Source(columns));
  const ArrayData values = GetParam().make(1, true);
  const bool is_compared = values.children.empty() && values.dictionary.empty();
  int64_t longest = 0;
  for (const ArrayData& one : columns) {
    const ArrayHandle batch = Next(reader);
    ASSERT_NE(batch, nullptr);
    ASSERT_OK(ArrowBridgeArrayValidate(batch.get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
    EXPECT_TRUE(SameValues(batch, ImportArray(Batch(one.length, {one}))));
    auto exported = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeExportRecordBatch(batch.get(), &exported, nullptr, &error_));
    EXPECT_GE(exported.children[0]->dictionary->length, longest);
    longest = exported.children[0]->dictionary->length;
    ReleaseChecked(&exported);
  }
  EXPECT_LE(longest, is_compared && values.format != "n" && values.format != "+s" ? 12 : 40);
}

INSTANTIATE_TEST_SUITE_P(Types, UnifyingTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

}  // namespace
