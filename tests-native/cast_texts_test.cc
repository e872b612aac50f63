// Casts of binary values and texts, dictionaries and runs.

#include "support/casts.h"
#include "support/exported_arrays.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class CastTexts : public CastTest {
 protected:
  // Exports the result of a cast and returns the contents of buffer `index`.
  const void* BufferOf(const ArrayHandle& array, int index) {
    ArrowArray exported;
    EXPECT_OK(ArrowBridgeExportArray(array.get(), &exported, nullptr, &error_));
    const void* buffer = exported.buffers[index];
    ReleaseChecked(&exported);
    return buffer;
  }
};

const Values<std::string> kTexts = {"",
                                    "short",
                                    std::nullopt,
                                    "a text that is longer than a view",
                                    "\xC3\xA9t\xC3\xA9",
                                    "another text that is longer than that"};

ArrayData Of(const std::string& format, const Values<std::string>& texts) {
  return format[0] == 'v' ? Views(format, texts, 2) : Strings(format, texts);
}

TEST_F(CastTexts, EveryLayoutToEveryOther) {
  for (const std::string from : {"u", "U", "vu", "z", "Z", "vz"}) {
    for (const std::string to : {"u", "U", "vu", "z", "Z", "vz"}) {
      SCOPED_TRACE(from + " to " + to);
      ExpectCast(Of(from, kTexts), Of(to, kTexts));
      const Values<std::string> rest(kTexts.begin() + 2, kTexts.end());
      ExpectCast(Of(from, kTexts).Sliced(2, 4), Of(to, rest));
      ExpectCast(Of(from, {}), Of(to, {}));
    }
  }
}

TEST_F(CastTexts, FixedSizes) {
  const Values<std::string> threes = {"abc", std::nullopt, "xyz"};
  for (const std::string layout : {"u", "U", "vu", "z", "Z", "vz"}) {
    ExpectSame(Of(layout, threes), FixedBytes("w:3", 3, threes));
    ExpectSame(Of(layout, {"", ""}), FixedBytes("w:0", 0, {"", ""}));
    ExpectError(Of(layout, {"abc", "ab"}), FixedBytes("w:3", 3, {}),
                "row 1: the value has 2 bytes, not 3");
  }
}

TEST_F(CastTexts, TextsMustBeUtf8) {
  const Values<std::string> values = {"fine", "\xFF"};
  for (const std::string from : {"z", "Z", "vz"}) {
    for (const std::string to : {"u", "U", "vu"}) {
      ExpectError(Of(from, values), Of(to, {}), "row 1: the value of 1 bytes is not UTF-8");
    }
  }
  ExpectError(FixedBytes("w:1", 1, values.size() ? Values<std::string>{"a", "\x80"} : values),
              Of("u", {}), "row 1: ");
  // A character that is split between two values is in neither.
  ExpectError(Of("z", {"\xC3", "\xA9"}), Of("u", {}), "row 0: ");
  ExpectCast(Of("z", values).Sliced(0, 1), Of("u", {"fine"}));
}

TEST_F(CastTexts, BytesAreShared) {
  const ArrayHandle from = ImportArray(Of("u", kTexts));
  const void* bytes = BufferOf(from, 2);
  EXPECT_EQ(BufferOf(TryCast(from, ImportSchema(Of("U", {}))), 2), bytes);
  EXPECT_EQ(BufferOf(TryCast(from, ImportSchema(Of("z", {}))), 2), bytes);
  EXPECT_EQ(BufferOf(TryCast(from, ImportSchema(Of("z", {}))), 1), BufferOf(from, 1));
  EXPECT_EQ(BufferOf(TryCast(from, ImportSchema(Of("vu", {}))), 2), bytes);
  EXPECT_EQ(BufferOf(TryCast(from, ImportSchema(Of("vu", {}))), 0), BufferOf(from, 0));
  const ArrayHandle views = ImportArray(Of("vu", kTexts));
  EXPECT_EQ(BufferOf(TryCast(views, ImportSchema(Of("vz", {}))), 3), BufferOf(views, 3));
  const ArrayHandle fixed = ImportArray(FixedBytes("w:3", 3, {"abc", "def"}));
  EXPECT_EQ(BufferOf(TryCast(fixed, ImportSchema(Of("z", {}))), 2), BufferOf(fixed, 1));
  const ArrayHandle threes = ImportArray(Of("z", {"abc", "def"}));
  EXPECT_EQ(BufferOf(TryCast(threes, ImportSchema(FixedBytes("w:3", 3, {}))), 1),
            BufferOf(threes, 2));
}

TEST_F(CastTexts, DictionariesAreMadeAndDecoded) {
  const ArrayData plain = Strings("u", {"b", "a", std::nullopt, "b", "a", "c"});
  const ArrayData encoded =
      Dictionary(Fixed<int8_t>("c", {0, 1, std::nullopt, 0, 1, 2}), Strings("u", {"b", "a", "c"}));
  ExpectSame(plain, encoded);
  const ArrayHandle made = Cast(plain, encoded);
  ArrowArray exported;
  ASSERT_OK(ArrowBridgeExportArray(made.get(), &exported, nullptr, &error_));
  EXPECT_EQ(exported.dictionary->length, 3) << "equal values share an index";
  EXPECT_EQ(exported.null_count, 1);
  ReleaseChecked(&exported);
  // Both the indices and the values change.
  ExpectSame(encoded, Dictionary(Fixed<uint64_t>("L", {0, 1, std::nullopt, 0, 1, 2}),
                                 Views("vu", {"b", "a", "c"})));
  ExpectCast(encoded.Sliced(2, 3), Strings("z", {std::nullopt, "b", "a"}));
  // A null among the values.
  ExpectCast(
      Dictionary(Fixed<int8_t>("c", {0, 1, std::nullopt}), Strings("u", {std::nullopt, "x"})),
      Strings("u", {std::nullopt, "x", std::nullopt}));
}

TEST_F(CastTexts, NullCountsAreTrusted) {
  ArrayData lying = Strings("u", {"b", "a", std::nullopt, "b", "b"});
  lying.null_count = 0;
  ExpectCast(lying, Dictionary(Fixed<int8_t>("c", {0, 1, 2, 0, 0}), Strings("u", {"b", "a", ""})));
  ExpectCast(lying, RunEndEncoded(5, Int32s({1, 2, 3, 5}), Strings("u", {"b", "a", "", "b"})));
  ExpectCast(Dictionary(Int32s({2, 0}), lying), Strings("u", {"", "b"}));
}

TEST_F(CastTexts, DictionariesOfEveryWidth) {
  Values<bool> bits;
  Values<int64_t> numbers;
  Values<std::string> blocks;
  for (int i = 0; i < 300; i++) {
    bits.push_back(i % 3 == 0);
    numbers.push_back(i % 5);
    blocks.push_back(std::string(40, static_cast<char>('a' + i % 4)));
  }
  const auto distinct = [this](const ArrayData& data) {
    ArrayData type = Dictionary(Fixed<uint8_t>("C", {}), data.Sliced(0, 0));
    const ArrayHandle made = Cast(data, type);
    ArrowArray exported;
    EXPECT_OK(ArrowBridgeExportArray(made.get(), &exported, nullptr, &error_));
    const int64_t length = exported.dictionary->length;
    ReleaseChecked(&exported);
    EXPECT_TRUE(SameValues(TryCast(made, ImportSchema(data)), ImportArray(data)));
    return length;
  };
  EXPECT_EQ(distinct(Booleans(bits)), 2);
  EXPECT_EQ(distinct(Int64s(numbers)), 5);
  EXPECT_EQ(distinct(FixedBytes("w:40", 40, blocks)), 4);
  EXPECT_EQ(distinct(Views("vu", blocks)), 4);
}

TEST_F(CastTexts, DictionariesMayBecomeTooLarge) {
  Values<int32_t> numbers;
  for (int i = 0; i < 129; i++) numbers.push_back(i);
  const ArrayData type = Dictionary(Fixed<int8_t>("c", {}), Int32s({}));
  ExpectError(Int32s(numbers), type, "there are 129 values");
  numbers.pop_back();
  EXPECT_NE(Cast(Int32s(numbers), type), nullptr);
  const ArrayData wide =
      Dictionary(Fixed<int32_t>("i", {0, 200}), Strings("u", Values<std::string>(201, "x")));
  ExpectError(wide, Dictionary(Fixed<int8_t>("c", {}), Strings("u", {})),
              "row 1: 200 does not fit");
}

TEST_F(CastTexts, EachNestedValueGetsItsOwnIndex) {
  const ArrayData plain = Struct({true, false, true}, {Int32s({1, 2, 1}).Named("x")});
  const ArrayData type = Dictionary(Fixed<int16_t>("s", {}), plain.Sliced(0, 0));
  const ArrayHandle made = Cast(plain, type);
  EXPECT_TRUE(SameValues(TryCast(made, ImportSchema(plain)), ImportArray(plain)));
  // Also if the values have no contents to tell them apart.
  const ArrayData empty = Struct({true, false, true}, {});
  ExpectSame(empty, Dictionary(Fixed<int16_t>("s", {0, std::nullopt, 2}), empty));
  ExpectSame(empty, RunEndEncoded(3, Int32s({1, 2, 3}), empty));
}

TEST_F(CastTexts, OrderedDictionariesCannotBeMade) {
  ArrayData ordered = Dictionary(Int32s({0}), Strings("u", {"a"}));
  const ArrayData unordered = ordered;
  ordered.flags |= ARROW_FLAG_DICTIONARY_ORDERED;
  ExpectError(unordered, ordered, "ordered");
  ExpectError(Strings("u", {}), ordered, "");
  ExpectCast(ordered, unordered);
}

TEST_F(CastTexts, RunsAreMadeAndDecoded) {
  const ArrayData plain = Strings("u", {"a", "a", "b", std::nullopt, std::nullopt, "b"});
  const ArrayData runs = RunEndEncoded(6, Fixed<int16_t>("s", {2, 3, 5, 6}),
                                       Strings("u", {"a", "b", std::nullopt, "b"}));
  ExpectSame(plain, runs);
  const ArrayHandle made = Cast(plain, runs);
  ArrowArray exported;
  ASSERT_OK(ArrowBridgeExportArray(made.get(), &exported, nullptr, &error_));
  EXPECT_EQ(exported.children[0]->length, 4);
  ReleaseChecked(&exported);
  const ArrayData other = RunEndEncoded(6, Fixed<int64_t>("l", {2, 3, 5, 6}),
                                        Views("vz", {"a", "b", std::nullopt, "b"}));
  ExpectSame(runs, other);
  for (int64_t from = 0; from <= 6; from++) {
    for (int64_t rows = 0; rows <= 6 - from; rows++) {
      const SchemaHandle texts = ImportSchema(plain);
      EXPECT_TRUE(SameValues(TryCast(ImportArray(runs.Sliced(from, rows)), texts),
                             ImportArray(plain.Sliced(from, rows))));
      const ArrayHandle widened =
          TryCast(ImportArray(runs.Sliced(from, rows)), ImportSchema(other));
      EXPECT_TRUE(SameValues(TryCast(widened, texts), ImportArray(plain.Sliced(from, rows))));
    }
  }
}

TEST_F(CastTexts, RunsMayBecomeTooLong) {
  const ArrayData type = RunEndEncoded(0, Fixed<int16_t>("s", {}), Int32s({}));
  ExpectError(Int32s(Values<int32_t>(32768, 1)), type, "there are 32768 rows");
  EXPECT_NE(Cast(Int32s(Values<int32_t>(32767, 1)), type), nullptr);
}

TEST_F(CastTexts, RunsAndDictionaries) {
  const ArrayData runs = RunEndEncoded(4, Int32s({3, 4}), Strings("u", {"a", "b"}));
  const ArrayData encoded = Dictionary(Int32s({0, 0, 0, 1}), Strings("u", {"a", "b"}));
  const ArrayData both =
      RunEndEncoded(4, Int32s({3, 4}), Dictionary(Int32s({0, 1}), Strings("u", {"a", "b"})));
  ExpectSame(runs, encoded);
  ExpectSame(runs, both);
  ExpectSame(both, encoded);
  ExpectSame(both, Strings("u", {"a", "a", "a", "b"}));
}

}  // namespace
