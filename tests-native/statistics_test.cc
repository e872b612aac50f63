// Statistics of arrays and streams.

#include <cerrno>
#include <limits>
#include <random>

#include "support/adapter_fixture.h"
#include "support/all_types.h"

namespace arrowbridge_tests {
namespace {

using Lines = std::vector<std::string>;

class StatisticsTest : public AdapterFixture {
 protected:
  ArrayHandle Statistics(const ArrayHandle& array) {
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_OK(ArrowBridgeArrayStatistics(array.get(), &out, &error_));
    return Valid(ArrayHandle(out));
  }

  ArrayHandle Statistics(const ReaderHandle& reader) {
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_OK(ArrowBridgeReaderStatistics(reader.get(), &out, &error_));
    return Valid(ArrayHandle(out));
  }

  ReaderHandle WithStatistics(const ReaderHandle& reader) {
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderWithStatistics(reader.get(), &out, &error_));
    return ReaderHandle(out);
  }

  ArrayHandle Collected(const ReaderHandle& reader) {
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_OK(ArrowBridgeReaderGetStatistics(reader.get(), &out, &error_));
    return Valid(ArrayHandle(out));
  }

  ArrayHandle Valid(ArrayHandle statistics) {
    EXPECT_OK(ArrowBridgeArrayValidate(statistics.get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
    return statistics;
  }

  // A line per row: the column, then what is known of it, exactly if not said otherwise.
  Lines Text(const ArrayHandle& statistics) {
    Lines lines;
    for (int64_t i = 0; i < ArrowBridgeArrayLength(statistics.get()); i++) {
      std::string line;
      for (int column = 0; column < 2; column++) {
        auto* child = Garbage<ArrowBridgeArray*>();
        EXPECT_OK(ArrowBridgeArrayColumn(statistics.get(), column, &child, &error_));
        const ArrayHandle owned(child);
        auto* text = Garbage<char*>();
        EXPECT_OK(ArrowBridgeArrayValueToString(child, i, 0, &text, &error_));
        line += column == 0 ? std::string(text) + ": " : std::string(text);
        ArrowBridgeStringRelease(text);
      }
      for (const std::string word : {"ARROW:", ":exact"}) {
        for (size_t at; (at = line.find(word)) != std::string::npos;) line.erase(at, word.size());
      }
      lines.push_back(line);
    }
    return lines;
  }

  Lines Of(const ArrayData& array) { return Text(Statistics(ImportArray(array))); }
  // Of the only column of a batch, without the number of rows.
  std::string OfColumn(const ArrayData& column) {
    const Lines lines = Of(Batch(column.length, {column.Named("c")}));
    return lines.size() == 2 ? lines[1] : "rows: " + std::to_string(lines.size());
  }
};

TEST_F(StatisticsTest, TheSchemaIsThatOfTheArrowProject) {
  const ArrayHandle statistics = Statistics(ImportArray(
      Batch(2, {Int32s({1, 2}).Named("a"), Strings("U", {"x", std::nullopt}).Named("b")})));
  auto* line = Garbage<char*>();
  ASSERT_OK(ArrowBridgeSchemaToLine(SchemaOf(statistics).get(), 1, &line, &error_));
  EXPECT_STREQ(
      line,
      R"(struct<column: int32, statistics: map<entries: struct<key: dictionary<int32, utf8 not null> not null, value: dense_union[0, 1, 2, 3]<int64: int64, float64: float64, int32: int32, utf8: utf8> not null> not null> not null>)");
  ArrowBridgeStringRelease(line);
}

TEST_F(StatisticsTest, ColumnsAreCountedDepthFirst) {
  const ArrayData list = Lists("+l", {2, std::nullopt, 1}, Int64s({5, std::nullopt, -5}));
  const ArrayData pair =
      Struct({true, false, true}, {Int32s({1, 2, 3}).Named("x"), list.Named("y")});
  EXPECT_EQ(
      Of(Batch(3, {pair.Named("pair"), Booleans({true, true, std::nullopt}).Named("b")})),
      (Lines{
          R"(null: {"row_count": {int64: 3}})", R"(0: {"null_count": {int64: 1}})",
          R"(1: {"null_count": {int64: 0}, "max_value": {int32: 3}, "min_value": {int32: 1}})",
          R"(2: {"null_count": {int64: 0}})",
          R"(3: {"null_count": {int64: 1}, "max_value": {int64: 5}, "min_value": {int64: -5}})",
          R"(4: {"null_count": {int64: 1}, "distinct_count": {int64: 1}, "max_value": {bool: true}, "min_value": {bool: true}})"}));
}

TEST_F(StatisticsTest, ArraysThatAreNoStructAreColumn0) {
  EXPECT_EQ(
      Of(Int32s({3, std::nullopt, -1})),
      (Lines{
          R"(null: {"row_count": {int64: 3}})",
          R"(0: {"null_count": {int64: 1}, "max_value": {int32: 3}, "min_value": {int32: -1}})"}));
  EXPECT_EQ(
      Of(Int32s({3, std::nullopt, -1, 9, 9}).Sliced(1, 2)),
      (Lines{
          R"(null: {"row_count": {int64: 2}})",
          R"(0: {"null_count": {int64: 1}, "distinct_count": {int64: 1}, "max_value": {int32: -1}, "min_value": {int32: -1}})"}));
  EXPECT_EQ(Of(Int32s({})),
            (Lines{R"(null: {"row_count": {int64: 0}})",
                   R"(0: {"null_count": {int64: 0}, "distinct_count": {int64: 0}})"}));
}

TEST_F(StatisticsTest, Numbers) {
  EXPECT_EQ(
      OfColumn(Fixed<uint64_t>("L", {~uint64_t{0}, 1})),
      R"(0: {"null_count": {int64: 0}, "max_value": {uint64: 18446744073709551615}, "min_value": {uint64: 1}})");
  EXPECT_EQ(
      OfColumn(Fixed<int64_t>("tsu:UTC", {1, -1})),
      R"(0: {"null_count": {int64: 0}, "max_value": {timestamp[us, UTC]: 1970-01-01 00:00:00.000001Z}, "min_value": {timestamp[us, UTC]: 1969-12-31 23:59:59.999999Z}})");
  EXPECT_EQ(
      OfColumn(Fixed<int32_t>("tdD", {7, 7})),
      R"(0: {"null_count": {int64: 0}, "distinct_count": {int64: 1}, "max_value": {date32: 1970-01-08}, "min_value": {date32: 1970-01-08}})");
  EXPECT_EQ(OfColumn(Fixed<int64_t>("tin", {1, 2})).find("_value"), std::string::npos);
  EXPECT_EQ(OfColumn(Nulls(3)), R"(0: {"null_count": {int64: 3}, "distinct_count": {int64: 0}})");
  EXPECT_EQ(
      OfColumn(Booleans({false, std::nullopt, false})),
      R"(0: {"null_count": {int64: 1}, "distinct_count": {int64: 1}, "max_value": {bool: false}, "min_value": {bool: false}})");
  EXPECT_EQ(
      OfColumn(Booleans({false, true})),
      R"(0: {"null_count": {int64: 0}, "distinct_count": {int64: 2}, "max_value": {bool: true}, "min_value": {bool: false}})");
}

TEST_F(StatisticsTest, NaNIsLeftOutAndNegativeZeroIsLess) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(
      OfColumn(Fixed<double>("g", {1.5, nan, -2.5})),
      R"(0: {"null_count": {int64: 0}, "max_value:approximate": {float64: 1.5}, "min_value:approximate": {float64: -2.5}})");
  EXPECT_EQ(OfColumn(Fixed<double>("g", {nan, std::nullopt})), R"(0: {"null_count": {int64: 1}})");
  EXPECT_EQ(
      OfColumn(Fixed<double>("g", {0.0, -0.0, 0.0})),
      R"(0: {"null_count": {int64: 0}, "max_value": {float64: 0}, "min_value": {float64: -0}})");
  EXPECT_EQ(
      OfColumn(Fixed<float>("f", {-0.0F, 0.0F})),
      R"(0: {"null_count": {int64: 0}, "max_value": {float32: 0}, "min_value": {float32: -0}})");
  EXPECT_EQ(
      OfColumn(Fixed<uint16_t>("e", {0x3c00, 0xbc00})),
      R"(0: {"null_count": {int64: 0}, "max_value": {float16: 1}, "min_value": {float16: -1}})");
}

TEST_F(StatisticsTest, Decimals) {
  using Words = std::array<uint64_t, 4>;
  const Words minus_one = {~uint64_t{0}, ~uint64_t{0}, ~uint64_t{0}, ~uint64_t{0}};
  EXPECT_EQ(
      OfColumn(Fixed<Words>("d:40,2,256", {Words{0, 1, 0, 0}, minus_one, Words{7, 0, 0, 0}})),
      R"(0: {"null_count": {int64: 0}, "max_value": {decimal256(40, 2): 184467440737095516.16}, "min_value": {decimal256(40, 2): -0.01}})");
  using Pair = std::array<uint64_t, 2>;
  EXPECT_EQ(
      OfColumn(Fixed<Pair>("d:20,0", {Pair{1, 1}, Pair{~uint64_t{0}, ~uint64_t{0}}})),
      R"(0: {"null_count": {int64: 0}, "max_value": {decimal128(20, 0): 18446744073709551617}, "min_value": {decimal128(20, 0): -1}})");
}

TEST_F(StatisticsTest, TextsAreOrderedByTheirBytes) {
  const Values<std::string> words = {"b", std::nullopt, "\xc3\xa4 longer than fits inline", "",
                                     "b"};
  const std::string texts =
      "0: {\"null_count\": {int64: 1}, \"max_value\": {utf8: \xc3\xa4 longer than fits inline}, "
      "\"min_value\": {utf8: \"\"}, \"max_byte_width\": {int64: 26}, \"average_byte_width\": "
      "{float64: 7}}";
  const std::string bytes =
      "0: {\"null_count\": {int64: 1}, \"max_value\": {binary: "
      "c3a4206c6f6e676572207468616e206669747320696e6c696e65}, \"min_value\": {binary: }, "
      "\"max_byte_width\": {int64: 26}, \"average_byte_width\": {float64: 7}}";
  for (const char* format : {"u", "U"}) EXPECT_EQ(OfColumn(Strings(format, words)), texts);
  for (const char* format : {"z", "Z"}) EXPECT_EQ(OfColumn(Strings(format, words)), bytes);
  EXPECT_EQ(OfColumn(Views("vu", words)), texts);
  EXPECT_EQ(OfColumn(Views("vz", words)), bytes);
  EXPECT_EQ(
      OfColumn(FixedBytes("w:2", 2, {"ba", std::nullopt, "ab"})),
      R"(0: {"null_count": {int64: 1}, "max_value": {fixed_size_binary[2]: 6261}, "min_value": {fixed_size_binary[2]: 6162}, "max_byte_width": {int64: 2}, "average_byte_width": {float64: 2}})");
}

TEST_F(StatisticsTest, DictionariesCountTheValuesInUse) {
  const ArrayData values = Strings("u", {"unused", "b", std::nullopt, "a"});
  EXPECT_EQ(
      OfColumn(Dictionary(Int32s({1, 2, 3, std::nullopt, 1}), values)),
      R"(0: {"null_count": {int64: 2}, "max_value": {utf8: b}, "min_value": {utf8: a}, "max_byte_width": {int64: 1}, "average_byte_width": {float64: 1}})");
  const ArrayData outer = Dictionary(Int32s({0, 1}), values.Sliced(1, 2));
  EXPECT_EQ(
      OfColumn(Dictionary(Int32s({1, 0, 1}), outer)),
      R"(0: {"null_count": {int64: 2}, "distinct_count": {int64: 1}, "max_value": {utf8: b}, "min_value": {utf8: b}, "max_byte_width": {int64: 1}, "average_byte_width": {float64: 1}})");
  EXPECT_EQ(OfColumn(Dictionary(Int32s({}), Int32s({1}))),
            R"(0: {"null_count": {int64: 0}, "distinct_count": {int64: 0}})");
}

TEST_F(StatisticsTest, UnionsAndRunsHaveStatisticsOfTheirChildrenOnly) {
  const ArrayData dense =
      DenseUnion("+ud:4,7", {4, 7, 4}, {0, 1, 1},
                 {Int32s({1, -9}).Named("i"), Strings("u", {"x", "y"}).Named("s")});
  EXPECT_EQ(
      Of(Batch(3, {dense.Named("u")})),
      (Lines{
          R"(null: {"row_count": {int64: 3}})",
          R"(1: {"null_count": {int64: 0}, "max_value": {int32: 1}, "min_value": {int32: -9}})",
          R"(2: {"null_count": {int64: 0}, "distinct_count": {int64: 1}, "max_value": {utf8: y}, "min_value": {utf8: y}, "max_byte_width": {int64: 1}, "average_byte_width": {float64: 1}})"}));
  const ArrayData sparse = SparseUnion(
      "+us:0,1", {1, 0, 1}, {Int32s({9, 5, 9}).Named("i"), Int64s({1, 9, 2}).Named("l")});
  EXPECT_EQ(
      Of(Batch(3, {sparse.Named("u")})),
      (Lines{
          R"(null: {"row_count": {int64: 3}})",
          R"(1: {"null_count": {int64: 0}, "distinct_count": {int64: 1}, "max_value": {int32: 5}, "min_value": {int32: 5}})",
          R"(2: {"null_count": {int64: 0}, "max_value": {int64: 2}, "min_value": {int64: 1}})"}));
  const ArrayData runs = RunEndEncoded(6, Int32s({2, 4, 6}), Int64s({1, std::nullopt, 9}));
  EXPECT_EQ(
      Of(Batch(3, {runs.Sliced(1, 3).Named("r")})),
      (Lines{
          R"(null: {"row_count": {int64: 3}})",
          R"(0: {"null_count": {int64: 2}, "distinct_count": {int64: 1}, "max_value": {int64: 1}, "min_value": {int64: 1}})"}));
}

TEST_F(StatisticsTest, RowsBelowANullDoNotCount) {
  ArrayData inner = Int32s({1, -100, 3, 200});
  const ArrayData list = Lists("+l", {1, std::nullopt, 1}, Int32s({7, 8}));
  EXPECT_EQ(
      Of(Batch(4, {Struct({true, false, true, false}, {inner.Named("x")}).Named("s")})),
      (Lines{
          R"(null: {"row_count": {int64: 4}})", R"(0: {"null_count": {int64: 2}})",
          R"(1: {"null_count": {int64: 0}, "max_value": {int32: 3}, "min_value": {int32: 1}})"}));
  EXPECT_EQ(
      Of(Batch(3, {list.Named("l")})),
      (Lines{
          R"(null: {"row_count": {int64: 3}})", R"(0: {"null_count": {int64: 1}})",
          R"(1: {"null_count": {int64: 0}, "max_value": {int32: 8}, "min_value": {int32: 7}})"}));
}

// Every length has a part that fills whole vectors and a rest.
template <typename T>
class StatisticsOfIntegers : public StatisticsTest {};
using IntegerTypes =
    ::testing::Types<int8_t, uint8_t, int16_t, uint16_t, int32_t, uint32_t, int64_t, uint64_t>;
TYPED_TEST_SUITE(StatisticsOfIntegers, IntegerTypes);

TYPED_TEST(StatisticsOfIntegers, AreThoseOfALoop) {
  const std::string formats = "cCsSiIlL";
  const std::string format(1, formats[(sizeof(TypeParam) == 1   ? 0
                                       : sizeof(TypeParam) == 2 ? 2
                                       : sizeof(TypeParam) == 4 ? 4
                                                                : 6) +
                                      (std::is_unsigned_v<TypeParam> ? 1 : 0)]);
  const std::string name =
      (std::is_unsigned_v<TypeParam> ? "uint" : "int") + std::to_string(8 * sizeof(TypeParam));
  std::mt19937_64 random(42);
  for (int length = 2; length < 70; length++) {
    Values<TypeParam> values;
    for (int i = 0; i < length; i++) values.push_back(static_cast<TypeParam>(random()));
    if (length % 3 == 0) values[random() % values.size()] = std::nullopt;
    std::optional<TypeParam> least, greatest;
    for (const auto& value : values) {
      if (value && (!least || *value < *least)) least = value;
      if (value && (!greatest || *value > *greatest)) greatest = value;
    }
    const std::string line = this->OfColumn(Fixed(format, values));
    EXPECT_NE(line.find("\"max_value\": {" + name + ": " + std::to_string(*greatest) + "}"),
              std::string::npos)
        << line;
    EXPECT_NE(line.find("\"min_value\": {" + name + ": " + std::to_string(*least) + "}"),
              std::string::npos)
        << line;
  }
}

class StatisticsOfTypes : public StatisticsTest, public ::testing::WithParamInterface<TypeCase> {};

// Slices have the statistics of copies, and streams those of all their rows.
TEST_P(StatisticsOfTypes, SlicesAndStreams) {
  const ArrayData column = GetParam().make(40, true).Named("c");
  const ArrayData whole = Batch(40, {column});
  const Lines expected = Of(whole);
  EXPECT_GE(expected.size(), 1u);
  for (const auto& [offset, length] :
       std::vector<std::pair<int64_t, int64_t>>{{3, 30}, {9, 1}, {40, 0}}) {
    const ArrayHandle slice = ImportArray(whole.Sliced(offset, length));
    auto* compact = Garbage<ArrowBridgeArray*>();
    ASSERT_OK(ArrowBridgeArrayCompact(slice.get(), &compact, &error_));
    EXPECT_EQ(Text(Statistics(slice)), Text(Statistics(ArrayHandle(compact))));
  }
  const std::vector<ArrayData> parts = {whole.Sliced(0, 15), whole.Sliced(15, 0),
                                        whole.Sliced(15, 25)};
  EXPECT_EQ(Text(Statistics(Import(Foreign(whole, parts, {})))), expected);
  const ReaderHandle reader = WithStatistics(Import(Foreign(whole, parts, {})));
  for (const ArrayData& part : parts) {
    EXPECT_TRUE(SameValues(Next(reader), ImportArray(part)));
  }
  EXPECT_EQ(Text(Collected(reader)), expected);
  ExpectEnd(reader);
  EXPECT_EQ(Text(Collected(reader)), expected);
}

INSTANTIATE_TEST_SUITE_P(All, StatisticsOfTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

TEST_F(StatisticsTest, TheUnionHasAtMost128Types) {
  std::vector<ArrayData> columns;
  for (int i = 0; i < 130; i++) {
    columns.push_back(Fixed<int64_t>("tsu:zone " + std::to_string(i), {i, i + 1}).Named("c"));
  }
  const Lines lines = Of(Batch(2, columns));
  ASSERT_EQ(lines.size(), 131u);
  EXPECT_NE(lines[126].find("max_value"), std::string::npos);
  EXPECT_EQ(lines[127].find("max_value"), std::string::npos);
}

TEST_F(StatisticsTest, ReadersPassErrorsOn) {
  const ReaderHandle reader = WithStatistics(Imported(3, FailingAt(1)));
  ExpectNext(reader, 0);
  ExpectDiskError(reader);
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeReaderGetStatistics(reader.get(), &out, &error_), EINVAL,
               "ArrowBridgeReaderGetStatistics: ", "'reader' has failed");
  EXPECT_EQ(out, nullptr);
  const ReaderHandle other = Imported(3, FailingAt(1));
  EXPECT_EQ(ArrowBridgeReaderStatistics(other.get(), &out, &error_), 4711);
  EXPECT_STREQ(error_.message, "the disk is on fire");
  EXPECT_EQ(out, nullptr);
}

TEST_F(StatisticsTest, COL_5_ContentsAreValidatedFirst) {
  ArrayData texts = Strings("u", {"a", "b", "c"});
  texts.buffers[1] = BytesOf<int32_t>({0, 100, 2, 3});
  const ArrayData batch = Batch(3, {texts.Named("c")});
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeArrayStatistics(ImportArray(batch).get(), &out, &error_), EINVAL,
               "ArrowBridgeArrayStatistics: ", "COL-5", "'c'");
  EXPECT_EQ(out, nullptr);
  const ReaderHandle all = Import(Foreign(batch, {batch}, {}));
  EXPECT_ERROR(ArrowBridgeReaderStatistics(all.get(), &out, &error_), EINVAL, "COL-5", "'c'");
  const ReaderHandle reader = WithStatistics(Import(Foreign(batch, {batch}, {})));
  auto next = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &next, &error_), EINVAL, "batch 0", "COL-5",
               "'c'");
  EXPECT_EQ(next.release, nullptr);
}

TEST_F(StatisticsTest, HandlesThatDoNotFitAreErrors) {
  const SchemaHandle schema = ImportSchema(NumberedBatch(0));
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(
      ArrowBridgeArrayStatistics(reinterpret_cast<ArrowBridgeArray*>(schema.get()), &out, &error_),
      EINVAL, "'array' is not an array handle");
  EXPECT_EQ(out, nullptr);
  auto* wrong = reinterpret_cast<ArrowBridgeReader*>(schema.get());
  EXPECT_ERROR(ArrowBridgeReaderStatistics(wrong, &out, &error_), EINVAL,
               "'reader' is not a reader handle");
  EXPECT_ERROR(ArrowBridgeReaderGetStatistics(wrong, &out, &error_), EINVAL,
               "'reader' is not a reader handle");
  auto* reader = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeReaderWithStatistics(wrong, &reader, &error_), EINVAL,
               "'reader' is not a reader handle");
  EXPECT_EQ(reader, nullptr);
  EXPECT_ERROR(ArrowBridgeReaderGetStatistics(Imported(1).get(), &out, &error_), EINVAL,
               "collects no statistics; make one with ArrowBridgeReaderWithStatistics");
}

}  // namespace
}  // namespace arrowbridge_tests
