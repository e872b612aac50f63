// arrowbridge.hpp: views of values.

#include <algorithm>

#include "support/all_types.h"
#include "support/handles.h"
#include "support/hpp_fixture.h"

namespace {

using namespace arrowbridge;  // NOLINT
using arrowbridge_tests::ArrayData;
using arrowbridge_tests::BytesOf;

class HppViews : public HppFixture {
 protected:
  static Array Make(const ArrayData& data) {
    return Array::Adopt(arrowbridge_tests::ImportArray(data).release());
  }

  template <typename View>
  static auto All(const View& view) {
    std::vector<std::optional<typename View::value_type>> all;
    for (const auto& value : view) all.push_back(value);
    return all;
  }
};

template <typename T>
using Optionals = std::vector<std::optional<T>>;

TEST_F(HppViews, OtherTypesAreRefused) {
  const Array numbers = Make(arrowbridge_tests::Int32s({1}));
  EXPECT_EQ(numbers.TryValues<int64_t>().code(), EINVAL);
  EXPECT_EQ(numbers.TryValues<uint32_t>().code(), EINVAL);
  EXPECT_EQ(numbers.TryValues<float>().code(), EINVAL);
  EXPECT_EQ(numbers.TryValues<bool>().code(), EINVAL);
  EXPECT_EQ(numbers.TryTexts().code(), EINVAL);
  EXPECT_EQ(numbers.TryBytes().code(), EINVAL);
  EXPECT_EQ(numbers.TryList().code(), EINVAL);
  EXPECT_EQ(numbers.TryView()->TryField(0).code(), EINVAL);
  EXPECT_EQ(numbers.TryDictionary().message(),
            "ArrayView::dictionary: the type is not dictionary-encoded: its format is 'i'");
  EXPECT_THROW(numbers.values<double>(), Error);
  EXPECT_EQ(Array().TryValues<int32_t>().code(), EINVAL);
  EXPECT_EQ(ArrayView().TryValues<int32_t>().code(), EINVAL);
  EXPECT_EQ(ArrayView().TryDictionary().code(), EINVAL);
  const Array encoded = Make(arrowbridge_tests::Dictionary(arrowbridge_tests::Int32s({0}),
                                                           arrowbridge_tests::Strings("u", {"a"})));
  EXPECT_NE(encoded.TryValues<int32_t>().message().find("use dictionary()"), std::string::npos);
  const Array batch = MakeBatch({1});
  EXPECT_EQ(batch.TryView()->TryField("m").message(), "ArrayView::field: no field is named 'm'");
  EXPECT_EQ(batch.TryView()->TryField(2).code(), EINVAL);
  EXPECT_EQ(batch.TryView()->TryField(-1).code(), EINVAL);
}

TEST_F(HppViews, InvalidContentsAreRefused) {
  ArrayData strings = arrowbridge_tests::Strings("u", {"a", "b"});
  strings.buffers[1] = BytesOf<int32_t>({0, 5, 2});
  EXPECT_EQ(Make(strings).TryTexts().code(), EINVAL);
}

TEST_F(HppViews, Numbers) {
  const ArrayData data = arrowbridge_tests::Fixed<double>("g", {9.0, 1.5, std::nullopt, 3.0});
  ValuesView<double> view;
  EXPECT_TRUE(view.empty());
  {
    const Array array = Make(data);
    view = array.Slice(1).values<double>();
  }
  EXPECT_EQ(view.size(), 3);
  EXPECT_EQ(view.data()[0], 1.5);
  EXPECT_EQ(view[2], 3.0);
  EXPECT_TRUE(view.is_null(1));
  EXPECT_EQ(view.get(1), std::nullopt);
  EXPECT_EQ(All(view), (Optionals<double>{1.5, std::nullopt, 3.0}));
  EXPECT_EQ(All(view.slice(1, 2)), (Optionals<double>{std::nullopt, 3.0}));
  EXPECT_EQ(All(view.slice({2, 3})), (Optionals<double>{3.0}));
  EXPECT_EQ(
      All(Make(arrowbridge_tests::Booleans({false, true, std::nullopt})).Slice(1).values<bool>()),
      (Optionals<bool>{true, std::nullopt}));
  EXPECT_EQ(MakeBatch({4}).Column("twice").values<int64_t>()[0], 8);
  EXPECT_TRUE(Make(arrowbridge_tests::Int32s({})).values<int32_t>().empty());
}

TEST_F(HppViews, IntegersOfTimes) {
  for (const char* format : {"tdD", "tts", "ttm", "tiM"}) {
    const Array array = Make(arrowbridge_tests::Fixed<int32_t>(format, {7}));
    EXPECT_EQ(array.values<int32_t>()[0], 7) << format;
    EXPECT_EQ(array.TryValues<int64_t>().code(), EINVAL) << format;
  }
  for (const char* format : {"tdm", "ttu", "ttn", "tss:", "tsn:UTC", "tDu"}) {
    const Array array = Make(arrowbridge_tests::Fixed<int64_t>(format, {7}));
    EXPECT_EQ(array.values<int64_t>()[0], 7) << format;
    EXPECT_EQ(array.TryValues<int32_t>().code(), EINVAL) << format;
    EXPECT_EQ(array.TryValues<uint64_t>().code(), EINVAL) << format;
  }
  EXPECT_EQ(Make(arrowbridge_tests::FixedBytes("tin", 16, {std::string(16, 'x')}))
                .TryValues<int64_t>()
                .code(),
            EINVAL);
}

TEST_F(HppViews, TextsOfEveryLayout) {
  const std::string text(20, 'x');
  const Optionals<std::string> values = {"skipped", "", std::nullopt, text, "abc"};
  const Optionals<std::string_view> expected = {"", std::nullopt, text, "abc"};
  for (const char* format : {"u", "U"}) {
    const Array array = Make(arrowbridge_tests::Strings(format, values).Sliced(1, 4));
    EXPECT_EQ(All(array.texts()), expected);
    EXPECT_EQ(array.TryBytes().code(), EINVAL);
  }
  for (const char* format : {"z", "Z"}) {
    EXPECT_EQ(All(Make(arrowbridge_tests::Strings(format, values).Sliced(1, 4)).bytes()), expected);
  }
  EXPECT_EQ(All(Make(arrowbridge_tests::Views("vu", values, 2).Sliced(1, 4)).texts()), expected);
  EXPECT_EQ(All(Make(arrowbridge_tests::Views("vz", values)).Slice(1).bytes()), expected);
  EXPECT_EQ(All(Make(arrowbridge_tests::FixedBytes("w:2", 2, {"ab", std::nullopt, "cd"}))
                    .Slice(1)
                    .bytes()),
            (Optionals<std::string_view>{std::nullopt, "cd"}));
}

TEST_F(HppViews, NullsAreNotRead) {
  ArrayData data = arrowbridge_tests::Views("vu", {"a", std::nullopt});
  std::fill(data.buffers[1]->begin() + 16, data.buffers[1]->end(), 0x7F);
  const TextsView view = Make(data).texts();
  EXPECT_EQ(view[1], "");
  EXPECT_EQ(All(view), (Optionals<std::string_view>{"a", std::nullopt}));
}

TEST_F(HppViews, ListsOfEveryLayout) {
  using namespace arrowbridge_tests;  // NOLINT
  const ArrayData items = Int32s({9, 1, 2, std::nullopt, 4, 5, 6}).Sliced(1, 6);
  const arrowbridge_tests::Values<int64_t> sizes = {1, 2, std::nullopt, 0, 3};
  std::vector<ArrayData> lists = {Lists("+l", sizes, items), Lists("+L", sizes, items),
                                  ListViews("+vl", sizes, items), ListViews("+vL", sizes, items)};
  for (const ArrayData& data : lists) {
    const ListView view = Make(data.Sliced(1, 4)).list();
    const auto numbers = view.items().values<int32_t>();
    const bool reversed = data.format[1] == 'v';
    EXPECT_EQ(view.get(1), std::nullopt);
    EXPECT_EQ(view[2].size(), 0);
    EXPECT_EQ(view[3].size(), 3);
    const auto row = All(numbers.slice(view[0]));
    if (!reversed) {
      EXPECT_EQ(row, (Optionals<int32_t>{2, std::nullopt})) << data.format;
    }
    EXPECT_EQ(row.size(), 2u);
    int rows = 0;
    for (const std::optional<RowRange>& range : view) rows += range.has_value();
    EXPECT_EQ(rows, 3);
  }
  const ListView fixed = Make(FixedSizeLists(2, {true, false, true}, items).Sliced(1, 2)).list();
  EXPECT_EQ(All(fixed.items().values<int32_t>().slice(fixed[1])), (Optionals<int32_t>{5, 6}));
  const ListView maps =
      Make(Maps({1, 2}, Strings("u", {"a", "b", "c"}), Int32s({1, 2, 3})).Sliced(1, 1)).list();
  const ArrayView entries = maps.items().slice(maps[0]);
  EXPECT_EQ(All(entries.field(0).texts()), (Optionals<std::string_view>{"b", "c"}));
  EXPECT_EQ(All(entries.field(1).values<int32_t>()), (Optionals<int32_t>{2, 3}));
}

TEST_F(HppViews, DictionariesAndNestedStructs) {
  using namespace arrowbridge_tests;  // NOLINT
  const ArrayData colors = Strings("u", {"unused", "red", "blue"}).Sliced(1, 2);
  const auto check = [&](const ArrayData& indices) {
    const DictionaryView view = Make(Dictionary(indices, colors).Sliced(1, 3)).dictionary();
    const TextsView texts = view.values().texts();
    EXPECT_EQ(texts[view[0]], "blue") << indices.format;
    EXPECT_EQ(view.get(1), std::nullopt) << indices.format;
    EXPECT_EQ(texts[view[2]], "red") << indices.format;
  };
  check(Fixed<int8_t>("c", {0, 1, std::nullopt, 0}));
  check(Fixed<uint8_t>("C", {0, 1, std::nullopt, 0}));
  check(Fixed<int16_t>("s", {0, 1, std::nullopt, 0}));
  check(Fixed<uint16_t>("S", {0, 1, std::nullopt, 0}));
  check(Fixed<int32_t>("i", {0, 1, std::nullopt, 0}));
  check(Fixed<uint32_t>("I", {0, 1, std::nullopt, 0}));
  check(Fixed<int64_t>("l", {0, 1, std::nullopt, 0}));
  check(Fixed<uint64_t>("L", {0, 1, std::nullopt, 0}));
  const ArrayData inner = Struct({true, true, true}, {Int32s({1, 2, 3}).Named("x")}).Named("in");
  const ArrayData outer = Struct({true, false, true}, {inner, Int64s({7, 8, 9}).Named("y")});
  const ArrayView view = Make(outer.Sliced(1, 2)).view();
  EXPECT_TRUE(view.is_null(0));
  EXPECT_EQ(All(view.field("in").field("x").values<int32_t>()), (Optionals<int32_t>{2, 3}));
  EXPECT_EQ(All(view.field(1).values<int64_t>().slice(1, 1)), (Optionals<int64_t>{9}));
}

// No view reads a validity bitmap that its type does not have.
TEST_F(HppViews, EveryTypeHasAView) {
  for (const auto& type : arrowbridge_tests::AllTypes()) {
    const ArrayView view = Make(type.make(4, true)).view();
    int nulls = 0;
    for (int64_t i = 0; i < view.size(); i++) nulls += view.is_null(i);
    EXPECT_LE(nulls, 4) << type.name;
  }
}

}  // namespace
