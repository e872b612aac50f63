// Rebatching and decoding of streams with dictionaries.

#include <algorithm>
#include <optional>

#include "support/adapter_fixture.h"
#include "support/all_types.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

// Dictionaries of the batches that are concatenated.
class RebatchingDictionaries : public AdapterFixture {
 protected:
  using Words = std::vector<std::optional<std::string>>;

  static ArrayData Column(const std::vector<std::optional<int8_t>>& indices, const Words& words) {
    return Dictionary(Fixed<int8_t>("c", indices), Strings("u", words)).Named("c");
  }

  // Concatenates batches into one, whose values must be the given ones.
  void ExpectJoined(const std::vector<ArrayData>& columns, const Words& values,
                    const Words& dictionary) {
    std::vector<ArrayData> batches;
    for (const ArrayData& column : columns) batches.push_back(Batch(column.length, {column}));
    const ReaderHandle joined = Rebatch(Import(Foreign(batches[0], batches, {})), 1000, 0);
    ArrowArray batch;
    ASSERT_OK(ArrowBridgeReaderNext(joined.get(), &batch, &error_));
    const ArrowArray* column = batch.children[0];
    ASSERT_EQ(column->length, static_cast<int64_t>(values.size()));
    const auto* indices = static_cast<const int8_t*>(column->buffers[1]);
    const auto* offsets = static_cast<const int32_t*>(column->dictionary->buffers[1]);
    const auto* text = static_cast<const char*>(column->dictionary->buffers[2]);
    EXPECT_EQ(column->dictionary->length, static_cast<int64_t>(dictionary.size()));
    for (size_t i = 0; i < values.size(); i++) {
      if (!values[i]) continue;
      const int8_t at = indices[i];
      EXPECT_EQ(std::string(text + offsets[at], text + offsets[at + 1]), *values[i]) << i;
      EXPECT_EQ(dictionary[static_cast<size_t>(at)], *values[i]) << i;
    }
    EXPECT_EQ(column->null_count, std::count(values.begin(), values.end(), std::nullopt));
    batch.release(&batch);
    ExpectEnd(joined);
  }
};

TEST_F(RebatchingDictionaries, EqualOnesStay) {
  ExpectJoined(
      {Column({0, 1}, {"a", "b"}), Column({1, std::nullopt}, {"a", "b"}), Column({0}, {"a", "b"})},
      {"a", "b", "b", std::nullopt, "a"}, {"a", "b"});
}

TEST_F(RebatchingDictionaries, TheLongerOneIsTaken) {
  ExpectJoined({Column({0}, {"a"}), Column({1}, {"a", "b"}), Column({0}, {"a"}),
                Column({2}, {"a", "b", "c"})},
               {"a", "b", "a", "c"}, {"a", "b", "c"});
  ExpectJoined({Column({std::nullopt}, {}), Column({1}, {"a", "b"})}, {std::nullopt, "b"},
               {"a", "b"});
}

TEST_F(RebatchingDictionaries, DifferentOnesAreUnified) {
  ExpectJoined({Column({0, 1}, {"a", "b"}), Column({0, 1}, {"c", "a"})}, {"a", "b", "c", "a"},
               {"a", "b", "c"});
  // Four batches: two unions, and the union of these.
  ExpectJoined({Column({0}, {"a", "b"}), Column({1, 0}, {"c", "b"}),
                Column({0, 2}, {"d", "b", "c"}), Column({0, 1}, {"", "a"})},
               {"a", "b", "c", "d", "c", "", "a"}, {"a", "b", "c", "d", ""});
}

TEST_F(RebatchingDictionaries, ValuesThatRepeatStay) {
  ExpectJoined({Column({0, 1, 2}, {"a", "a", "b"}), Column({0, 1, 2}, {"b", "c", "c"})},
               {"a", "a", "b", "b", "c", "c"}, {"a", "a", "b", "c"});
}

TEST_F(RebatchingDictionaries, NullsAmongTheValues) {
  ExpectJoined({Column({1}, {std::nullopt, "a"}), Column({1, 2}, {std::nullopt, "b", "a"})},
               {"a", "b", "a"}, {std::nullopt, "a", "b"});
  ExpectJoined({Column({0}, {"a"}), Column({1, 2}, {std::nullopt, "b", "a", std::nullopt})},
               {"a", "b", "a"}, {"a", std::nullopt, "b"});
}

TEST_F(RebatchingDictionaries, DIC_1_OrderedOnesMustNotDiffer) {
  const auto ordered = [](ArrayData column) {
    column.flags |= ARROW_FLAG_DICTIONARY_ORDERED;
    return Batch(column.length, {column});
  };
  const ArrayData first = ordered(Column({0}, {"a", "b"}));
  const ReaderHandle same =
      Rebatch(Import(Foreign(first, {first, ordered(Column({2}, {"a", "b", "c"}))}, {})), 10, 0);
  EXPECT_EQ(ArrowBridgeArrayLength(Next(same).get()), 2);
  const ReaderHandle joined =
      Rebatch(Import(Foreign(first, {first, ordered(Column({0}, {"b", "a"}))}, {})), 10, 0);
  ArrowArray batch;
  EXPECT_ERROR(ArrowBridgeReaderNext(joined.get(), &batch, &error_), ENOTSUP,
               "DIC-1: batch 0: field 'c'", "cast the field to its values first");
}

TEST_F(RebatchingDictionaries, AsManyValuesAsIndicesCanCount) {
  Words words(128), others(128);
  for (size_t i = 0; i < words.size(); i++) {
    words[i] = std::to_string(i);
    others[words.size() - 1 - i] = words[i];
  }
  ExpectJoined({Column({0, 127}, words), Column({0, 127}, others)}, {"0", "127", "127", "0"},
               words);
}

TEST_F(RebatchingDictionaries, MoreValuesThanIndicesCanCount) {
  Words words(100), others(100);
  for (size_t i = 0; i < words.size(); i++) {
    words[i] = "a" + std::to_string(i);
    others[i] = "b" + std::to_string(i);
  }
  const ArrayData first = Batch(1, {Column({99}, words)});
  const ReaderHandle joined =
      Rebatch(Import(Foreign(first, {first, Batch(1, {Column({99}, others)})}, {})), 10, 0);
  ArrowArray batch;
  EXPECT_ERROR(ArrowBridgeReaderNext(joined.get(), &batch, &error_), ENOTSUP, "field 'c'",
               "more dictionary values than 8 bits can count");
}

// Dictionaries of every type of value that have some values in common.
class UnifiedTypes : public AdapterFixture, public ::testing::WithParamInterface<TypeCase> {
 protected:
  static constexpr int64_t kValues = 20;
  static constexpr int64_t kShift = 10;

  // A column whose rows are the values from `from` on.
  static ArrayData Column(int64_t from) {
    const ArrayData values = GetParam().make(kValues + kShift, false).Sliced(from, kValues);
    Values<int32_t> indices(kValues);
    for (int32_t i = 0; i < kValues; i++) indices[static_cast<size_t>(i)] = i;
    return Dictionary(Int32s(indices), values).Named("c");
  }

  static bool IsCompared(const ArrayData& values) {
    return values.children.empty() && values.dictionary.empty() && values.format != "n";
  }
};

TEST_P(UnifiedTypes, RowsStayAndValuesDoNotRepeat) {
  const ArrayData first = Batch(kValues, {Column(0)});
  const ArrayData second = Batch(kValues, {Column(kShift)});
  const ArrayHandle result =
      Next(Rebatch(Import(Foreign(first, {first, second}, {})), 2 * kValues, 0));
  ASSERT_OK(ArrowBridgeArrayValidate(result.get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
  const std::pair<int64_t, const ArrayData*> parts[] = {{0, &first}, {kValues, &second}};
  for (const auto& [at, part] : parts) {
    auto* rows = Garbage<ArrowBridgeArray*>();
    ASSERT_OK(ArrowBridgeArraySlice(result.get(), at, kValues, &rows, &error_));
    EXPECT_TRUE(SameValues(ArrayHandle(rows), ImportArray(*part))) << at;
  }
  auto array = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportRecordBatch(result.get(), &array, nullptr, &error_));
  const int64_t values = array.children[0]->dictionary->length;
  array.release(&array);
  const ArrayData type = GetParam().make(1, false);
  if (IsCompared(type)) {
    EXPECT_LE(values, kValues + kShift);
  } else if (type.format != "n" && type.format != "+w:0") {  // all values of these are equal
    EXPECT_EQ(values, 2 * kValues);
  }
}

TEST_P(UnifiedTypes, DecodedBatchesHaveNoDictionaries) {
  const ArrayData first = Batch(kValues, {Column(0)});
  const ReaderHandle reader = Import(Foreign(first, {first, Batch(kValues, {Column(kShift)})}, {}));
  auto* schema = Garbage<ArrowBridgeSchema*>();
  ASSERT_OK(ArrowBridgeReaderGetSchemaHandle(reader.get(), &schema, &error_));
  const SchemaHandle encoded(schema);
  ASSERT_OK(ArrowBridgeSchemaDecodeDictionaries(encoded.get(), &schema, &error_));
  const SchemaHandle decoded(schema);
  auto* out = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(
      ArrowBridgeReaderCast(reader.get(), decoded.get(), ARROWBRIDGE_CAST_STRICT, &out, &error_));
  const ArrayHandle result = Next(Rebatch(ReaderHandle(out), 2 * kValues, 0));
  EXPECT_TRUE(SameSchema(SchemaOf(result).get(), decoded.get()));
  ASSERT_OK(ArrowBridgeArrayValidate(result.get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
  EXPECT_EQ(ArrowBridgeArrayLength(result.get()), 2 * kValues);
}

INSTANTIATE_TEST_SUITE_P(Types, UnifiedTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

// Long values of views, which are in variadic buffers.
class UnifiedViews : public AdapterFixture {
 protected:
  // Bytes of the variadic buffers of the union of two dictionaries.
  int64_t VariadicBytes(const ArrayData& a, const ArrayData& b) {
    const ArrayData first = Batch(1, {Dictionary(Int32s({0}), a).Named("c")});
    const ArrayData second =
        Batch(b.length, {Dictionary(Int32s({0, b.length == 1 ? 0 : 1}), b).Named("c")});
    const ArrayHandle result = Next(Rebatch(Import(Foreign(first, {first, second}, {})), 10, 0));
    EXPECT_OK(ArrowBridgeArrayValidate(result.get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
    auto array = Garbage<ArrowArray>();
    EXPECT_OK(ArrowBridgeExportRecordBatch(result.get(), &array, nullptr, &error_));
    const ArrowArray& values = *array.children[0]->dictionary;
    const auto* lengths = static_cast<const int64_t*>(values.buffers[values.n_buffers - 1]);
    int64_t bytes = 0;
    for (int64_t i = 0; i < values.n_buffers - 3; i++) bytes += lengths[i];
    array.release(&array);
    return bytes;
  }
};

TEST_F(UnifiedViews, OnlyBytesOfNewValuesAreCopied) {
  const std::string known(1000, 'k'), added(100, 'a');
  EXPECT_EQ(VariadicBytes(Views("vu", {known}), Views("vu", {added, known})), 1100);
}

TEST_F(UnifiedViews, BytesThatViewsShareStayShared) {
  ArrayData shared = Views("vz", {std::string(1000, 's'), std::string(1000, 't')});
  auto* views = reinterpret_cast<int32_t*>(shared.buffers[1]->data());
  shared.buffers[2]->resize(1001, 's');
  *reinterpret_cast<int64_t*>(shared.buffers[3]->data()) = 1001;
  views[4] = 999;           // the second view: 999 bytes of the same buffer,
  views[5] = views[1];      // with the same prefix,
  views[7] = views[3] + 2;  // two bytes further
  EXPECT_EQ(VariadicBytes(Views("vz", {"x", std::string(20, 'y')}), shared), 1021);
}

// The schema with dictionaries replaced by their values.
class DecodedSchema : public AdapterFixture {
 protected:
  SchemaHandle Decode(const ArrayData& type) {
    auto* out = Garbage<ArrowBridgeSchema*>();
    EXPECT_OK(ArrowBridgeSchemaDecodeDictionaries(ImportSchema(type).get(), &out, &error_));
    return SchemaHandle(out);
  }
};

TEST_F(DecodedSchema, NameNullabilityAndMetadataStay) {
  ArrayData field = Dictionary(Fixed<int8_t>("c", {0}), Strings("u", {"a"})).Named("words");
  field.flags = ARROW_FLAG_DICTIONARY_ORDERED;
  field.metadata = Metadata({{"k", "v"}});
  field.dictionary[0].metadata = Metadata({{"of", "values"}});
  ArrayData expected = Strings("u", {"a"}).Named("words");
  expected.flags = 0;
  expected.metadata = field.metadata;
  EXPECT_TRUE(SameSchema(Decode(field).get(), ImportSchema(expected).get()));
  field.metadata.reset();
  expected.metadata = field.dictionary[0].metadata;
  EXPECT_TRUE(SameSchema(Decode(field).get(), ImportSchema(expected).get()));
}

TEST_F(DecodedSchema, AtAnyDepth) {
  const ArrayData numbers = Int64s({7}).Named("n");
  const ArrayData encoded = Dictionary(Int32s({0}), numbers).Named("n");
  const ArrayData twice = Dictionary(Int32s({0}), Dictionary(Int32s({0}), numbers)).Named("n");
  for (const ArrayData& child : {encoded, twice}) {
    const ArrayData nested = Dictionary(Int32s({0}), Lists("+l", {1}, child)).Named("c");
    const ArrayData map = Maps({1}, Strings("u", {"k"}).Named("key"), child).Named("m");
    EXPECT_TRUE(SameSchema(
        Decode(Batch(1, {nested, map})).get(),
        ImportSchema(Batch(1, {Lists("+l", {1}, numbers).Named("c"),
                               Maps({1}, Strings("u", {"k"}).Named("key"), numbers).Named("m")}))
            .get()));
  }
}

TEST_F(DecodedSchema, MapsWithSortedKeysStaySorted) {
  ArrayData map = Maps({1}, Strings("u", {"k"}).Named("key"), Int64s({7}).Named("value"));
  map.flags |= ARROW_FLAG_MAP_KEYS_SORTED;
  EXPECT_TRUE(SameSchema(Decode(Dictionary(Int32s({0}), map).Named("m")).get(),
                         ImportSchema(map.Named("m")).get()));
}

TEST_F(DecodedSchema, WithoutDictionariesNothingChanges) {
  for (const TypeCase& type : AllTypes()) {
    const ArrayData field = type.make(1, false).Named("c");
    if (type.name.find("Dictionary") != std::string::npos) continue;
    EXPECT_TRUE(SameSchema(Decode(field).get(), ImportSchema(field).get())) << type.name;
  }
}

}  // namespace
