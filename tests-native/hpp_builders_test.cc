// arrowbridge.hpp: arrays, batches and readers of C++ values.

#include <array>
#include <list>

#include "support/hpp_fixture.h"

namespace {

using namespace arrowbridge;  // NOLINT

using HppBuilders = HppFixture;

template <typename T>
using Optionals = std::vector<std::optional<T>>;

struct City {
  std::string name;
  double population;
  std::optional<std::string> river;
  bool is_capital;
};

const std::vector<City> kCities = {{"Cairo", 10.1, "Nile", true}, {"Lagos", 15.4, {}, false}};

Array Cities() {
  return from_structs(kCities, column("name", &City::name), column("population", &City::population),
                      column("river", &City::river),
                      column("letters", [](const City& city) { return city.name.size(); }),
                      column("is_capital", &City::is_capital));
}

std::string TypeOf(const Array& array) { return array.GetSchema().ToLine(); }

TEST_F(HppBuilders, VectorsOfNumbersAreNotCopied) {
  std::vector<double> values = {1.5, 2.5};
  const double* data = values.data();
  const int64_t copied = BytesCopied();
  const Array array = from_vector(std::move(values));
  EXPECT_EQ(array.values<double>().data(), data);
  EXPECT_EQ(BytesCopied(), copied);
  EXPECT_EQ(TypeOf(array), "float64");
  EXPECT_EQ(from_vector(std::vector<int8_t>{}).length(), 0);
}

TEST_F(HppBuilders, EveryTypeOfElements) {
  const auto check = [](const Array& array, const char* type) {
    EXPECT_EQ(TypeOf(array), type);
    EXPECT_EQ(array.length(), 2);
    EXPECT_EQ(array.ValueToString(1), "1") << type;
    array.Validate();
  };
  check(from_vector(std::vector<int8_t>{0, 1}), "int8");
  check(from_vector(std::vector<uint8_t>{0, 1}), "uint8");
  check(from_vector(std::vector<int16_t>{0, 1}), "int16");
  check(from_vector(std::vector<uint16_t>{0, 1}), "uint16");
  check(from_vector(std::vector<int32_t>{0, 1}), "int32");
  check(from_range(std::list<uint32_t>{0, 1}), "uint32");
  check(from_range(std::array<int64_t, 2>{0, 1}), "int64");
  check(from_range(std::vector<unsigned long long>{0, 1}), "uint64");
  check(from_range(std::vector<std::string>{"0", "1"}), "utf8");
  check(from_range(std::vector<const char*>{"0", "1"}), "utf8");
  check(from_vector(std::vector<std::string_view>{"0", "1"}), "utf8");
  const Array truths = from_vector(std::vector<bool>{true, false, true});
  EXPECT_EQ(TypeOf(truths), "bool");
  EXPECT_EQ(truths.GetBool(2), true);
  EXPECT_EQ(truths.GetBool(1), false);
  const float halves[] = {0.5f, 1.5f};
  EXPECT_EQ(from_range(halves).GetDouble(1), 1.5);
}

TEST_F(HppBuilders, OptionalElementsMayBeNull) {
  Optionals<int32_t> many(20, 5);
  many[17] = std::nullopt;
  const Array numbers = from_range(many);
  EXPECT_EQ(numbers.NullCount(), 1);
  EXPECT_EQ(numbers.GetInt64(17), std::nullopt);
  EXPECT_EQ(numbers.GetInt64(18), 5);
  const Array texts = from_range(Optionals<std::string>{"a", std::nullopt, ""});
  EXPECT_EQ(texts.GetString(1), std::nullopt);
  EXPECT_EQ(texts.GetString(2), "");
  EXPECT_EQ(from_vector(Optionals<bool>{std::nullopt, true}).GetBool(1), true);
  EXPECT_EQ(from_range(Optionals<double>{1.0}).NullCount(), 0);
  EXPECT_EQ(from_range(Optionals<std::string>{}).length(), 0);
}

TEST_F(HppBuilders, Structs) {
  const Array batch = Cities();
  batch.Validate();
  EXPECT_EQ(
      TypeOf(batch),
      "struct<name: utf8 not null, population: float64 not null, river: utf8, letters: uint64 "
      "not null, is_capital: bool not null>");
  EXPECT_EQ(batch.ValueToString(1),
            "{name: Lagos, population: 15.4, river: null, letters: 5, is_capital: false}");
  EXPECT_EQ(from_structs(std::vector<City>(), column("name", &City::name)).length(), 0);
  EXPECT_EQ(TryFromStructs(kCities, column(std::string("a\0b", 3), &City::name)).code(), EINVAL);
}

TEST_F(HppBuilders, Columns) {
  const Array numbers = from_vector(std::vector<int32_t>{7, 1, 2});
  const Array batch =
      from_columns(NamedColumn{"n", numbers.Slice(1)},
                   NamedColumn{"t", from_range(std::vector<std::string>{"a", "b"}), false});
  EXPECT_EQ(TypeOf(batch), "struct<n: int32, t: utf8 not null>");
  EXPECT_EQ(batch.ValueToString(0), "{n: 1, t: a}");
  const Status status =
      TryFromColumns(NamedColumn{"n", numbers.Slice(0)}, NamedColumn{"m", numbers.Slice(1)})
          .status();
  EXPECT_EQ(status.code(), EINVAL);
  EXPECT_NE(status.message().find("field 'm'"), std::string::npos) << status.message();
  EXPECT_EQ(TryFromColumns(NamedColumn{"n", Array()}).code(), EINVAL);
  EXPECT_EQ(from_columns(std::vector<NamedColumn>()).num_columns(), 0);
}

TEST_F(HppBuilders, ReadersOfRanges) {
  std::vector<Array> batches;
  batches.push_back(Cities());
  batches.push_back(Cities().Slice(1));
  Reader reader = reader_from_range(std::move(batches));
  EXPECT_EQ(reader.GetSchema().ToLine(), TypeOf(Cities()));
  EXPECT_EQ(reader.Next().length(), 2);
  EXPECT_EQ(reader.Next().ValueToString(0).substr(0, 12), "{name: Lagos");
  EXPECT_FALSE(reader.Next());
  EXPECT_FALSE(reader.Next());

  std::list<Array> one;
  one.push_back(MakeBatch({1}));
  EXPECT_EQ(reader_from_range(MakeSchema(), std::move(one)).ReadAll().size(), 1u);
  EXPECT_TRUE(reader_from_range(MakeSchema(), std::vector<Array>()).ReadAll().empty());
  EXPECT_EQ(TryReaderFromRange(std::vector<Array>()).message(),
            "reader_from_range: a range without batches needs a schema");

  // The batches of another reader, which are read one by one.
  struct Batches {
    Reader reader;
    BatchIterator begin() { return reader.begin(); }
    BatchEnd end() const { return reader.end(); }
  };
  EXPECT_EQ(reader_from_range(Batches{MakeReader()}).ReadAll().size(), 4u);
  EXPECT_EQ(reader_from_structs(kCities, column("name", &City::name)).Next().length(), 2);
}

TEST_F(HppBuilders, BatchesOfOtherTypesAreRefused) {
  std::vector<Array> batches;
  batches.push_back(MakeBatch({1}));
  batches.push_back(Cities());
  Reader reader = reader_from_range(std::move(batches));
  EXPECT_TRUE(reader.Next());
  EXPECT_NE(reader.TryNext().code(), 0);
  std::vector<Array> numbers;
  numbers.push_back(from_vector(std::vector<int32_t>{1}));
  EXPECT_EQ(TryReaderFromRange(std::move(numbers)).code(), EINVAL);
}

}  // namespace
