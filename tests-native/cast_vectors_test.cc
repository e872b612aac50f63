// Casts that look at several values at once: whatever the length, and wherever the value is that
// does not fit, the result and the message are those of a loop over single values.

#include <limits>
#include <set>

#include "support/casts.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

// Around the numbers of values that loops take at once, up to two rounds of the widest.
constexpr int64_t kLengths[] = {1, 3, 4, 5, 8, 9, 16, 17, 32, 35};

template <typename T>
struct Type {
  std::string format;
  static constexpr T kLeast = std::numeric_limits<T>::lowest();
  static constexpr T kMost = std::numeric_limits<T>::max();
};

class CastVectors : public CastTest {
 protected:
  // Arrays of every length with `value` at every place, among values that fit.
  template <typename From, typename To>
  void Everywhere(const Type<From>& from, const Type<To>& to, From value, bool fits) {
    for (const int64_t length : kLengths) {
      for (const int64_t at : std::set<int64_t>{0, length / 2, length - 1}) {
        Values<From> values;
        Values<To> expected;
        for (int64_t i = 0; i < length; i++) {
          const From here = i == at ? value : static_cast<From>(i);
          values.push_back(here);
          expected.push_back(fits || i != at ? static_cast<To>(here) : To{});
        }
        const ArrayData source = Fixed<From>(from.format, values);
        SCOPED_TRACE(from.format + " to " + to.format + ", row " + std::to_string(at) + " of " +
                     std::to_string(length));
        if (fits) {
          ExpectCast(source, Fixed<To>(to.format, expected));
        } else {
          ExpectError(source, Fixed<To>(to.format, {}), "row " + std::to_string(at) + ": ");
        }
      }
    }
  }

  // The least and the largest value that fit, and their neighbours that do not.
  template <typename From, typename To>
  void Bounds(const Type<From>& from, const Type<To>& to) {
    constexpr bool kLessFits = Type<From>::kLeast < 0 && static_cast<int64_t>(Type<From>::kLeast) <
                                                             static_cast<int64_t>(Type<To>::kLeast);
    constexpr bool kMoreFits =
        static_cast<uint64_t>(Type<From>::kMost) > static_cast<uint64_t>(Type<To>::kMost);
    if constexpr (kLessFits) {
      Everywhere(from, to, static_cast<From>(Type<To>::kLeast), true);
      Everywhere(from, to, static_cast<From>(static_cast<int64_t>(Type<To>::kLeast) - 1), false);
    }
    if constexpr (kMoreFits) {
      Everywhere(from, to, static_cast<From>(Type<To>::kMost), true);
      Everywhere(from, to, static_cast<From>(static_cast<uint64_t>(Type<To>::kMost) + 1), false);
    }
    Everywhere(from, to, Type<From>::kLeast, !kLessFits);
    Everywhere(from, to, Type<From>::kMost, !kMoreFits);
  }

  template <typename From>
  void ToAll(const Type<From>& from) {
    Bounds(from, Type<int8_t>{"c"});
    Bounds(from, Type<uint8_t>{"C"});
    Bounds(from, Type<int16_t>{"s"});
    Bounds(from, Type<uint16_t>{"S"});
    Bounds(from, Type<int32_t>{"i"});
    Bounds(from, Type<uint32_t>{"I"});
    Bounds(from, Type<int64_t>{"l"});
    Bounds(from, Type<uint64_t>{"L"});
  }
};

TEST_F(CastVectors, Int8) { ToAll(Type<int8_t>{"c"}); }
TEST_F(CastVectors, UInt8) { ToAll(Type<uint8_t>{"C"}); }
TEST_F(CastVectors, Int16) { ToAll(Type<int16_t>{"s"}); }
TEST_F(CastVectors, UInt16) { ToAll(Type<uint16_t>{"S"}); }
TEST_F(CastVectors, Int32) { ToAll(Type<int32_t>{"i"}); }
TEST_F(CastVectors, UInt32) { ToAll(Type<uint32_t>{"I"}); }
TEST_F(CastVectors, Int64) { ToAll(Type<int64_t>{"l"}); }
TEST_F(CastVectors, UInt64) { ToAll(Type<uint64_t>{"L"}); }

TEST_F(CastVectors, IntegersToFloatingPoint) {
  const Type<int64_t> longs{"l"};
  const Type<int32_t> ints{"i"};
  const Type<double> doubles{"g"};
  const Type<float> floats{"f"};
  for (const int bits : {50, 51, 52, 53, 62}) {
    Everywhere(longs, doubles, int64_t{1} << bits, true);
    Everywhere(longs, doubles, -(int64_t{1} << bits), true);
    Everywhere(longs, doubles, (int64_t{1} << bits) + 1, bits < 53);
    Everywhere(longs, doubles, -(int64_t{1} << bits) - 1, bits < 53);
  }
  for (const int bits : {23, 24, 30}) {
    Everywhere(ints, floats, 1 << bits, true);
    Everywhere(ints, floats, -(1 << bits), true);
    Everywhere(ints, floats, (1 << bits) + 1, bits < 24);
    Everywhere(longs, floats, -(int64_t{1} << bits) - 1, bits < 24);
  }
}

TEST_F(CastVectors, DoublesToFloats) {
  const Type<double> doubles{"g"};
  const Type<float> floats{"f"};
  Everywhere(doubles, floats, static_cast<double>(Type<float>::kMost), true);
  Everywhere(doubles, floats, std::numeric_limits<double>::infinity(), true);
  Everywhere(doubles, floats, 1e39, false);
  Everywhere(doubles, floats, -1e300, false);
}

TEST_F(CastVectors, Times) {
  const Type<int64_t> milliseconds{"tsm:"};
  constexpr int64_t kMost = Type<int64_t>::kMost / 1000;
  for (const int64_t value : {kMost, -kMost, int64_t{1} << 53, -(int64_t{1} << 53), int64_t{-7}}) {
    const ArrayData expected = Fixed<int64_t>("tsu:", {1000, value * 1000, 3000});
    ExpectCast(Fixed<int64_t>("tsm:", {1, value, 3}), expected);
    ExpectCast(Fixed<int64_t>("tsu:", {1000, value * 1000, 3000}),
               Fixed<int64_t>("tsm:", {1, value, 3}));
  }
  ExpectError(Fixed<int64_t>("tsm:", {1, kMost + 1}), Fixed<int64_t>("tsu:", {}), "row 1: ");
  ExpectError(Fixed<int64_t>("tsm:", {1, -kMost - 1}), Fixed<int64_t>("tsu:", {}), "row 1: ");
  for (const char* format : {"tss:", "tsm:", "tsu:"}) {
    ExpectError(Fixed<int64_t>("tsn:", {0, -1}), Fixed<int64_t>(format, {}), "row 1: ");
  }
}

// Values of all lengths around those that a view stores inline, as the last of the buffer too.
TEST_F(CastVectors, TextsOfAllLengths) {
  for (size_t last = 0; last < 40; last++) {
    Values<std::string> values;
    for (size_t length = 0; length < 30; length++) {
      values.push_back(std::string(length, static_cast<char>('a' + length % 26)));
      if (length % 7 == 3) values.push_back(std::nullopt);
    }
    values.push_back(std::string(last, 'z'));
    ExpectSame(Strings("u", values), Views("vu", values));
    ExpectSame(Strings("U", values), Views("vu", values));
    ExpectSame(Strings("u", values), Strings("U", values));
  }
}

// Dictionaries with more values than the first table of the encoder has.
TEST_F(CastVectors, DictionariesThatGrow) {
  Values<std::string> texts;
  Values<int64_t> numbers;
  Values<int32_t> indices;
  for (int32_t i = 0; i < 5000; i++) {
    texts.push_back("text " + std::to_string(i));
    numbers.push_back(int64_t{i} << 32);
    indices.push_back(i);
  }
  for (const ArrayData& values :
       {Strings("u", texts), Strings("U", texts), Views("vu", texts), Int64s(numbers)}) {
    ExpectCast(values, Dictionary(Int32s(indices), values));
  }
}

// Equal values of all lengths, with nulls, in arrays around the number of rows that are looked up
// at once.
TEST_F(CastVectors, DictionariesWithNulls) {
  for (const int64_t length : {1, 15, 63, 64, 65, 128, 200}) {
    for (const bool has_nulls : {false, true}) {
      Values<std::string> texts, distinct;
      Values<int64_t> numbers, distinct_numbers;
      Values<int32_t> indices;
      std::vector<int32_t> seen(40, -1);
      for (int64_t i = 0; i < length; i++) {
        if (has_nulls && i % 5 == 3) {
          texts.push_back(std::nullopt);
          numbers.push_back(std::nullopt);
          indices.push_back(std::nullopt);
          continue;
        }
        // Two texts of each length, which differ in the last byte only.
        const size_t which = static_cast<size_t>(i * 7 % 40);
        std::string text(which / 2, 'x');
        if (!text.empty()) text.back() = which % 2 == 0 ? 'y' : 'z';
        if (which == 1) text = "other";
        texts.push_back(text);
        numbers.push_back(static_cast<int64_t>(which));
        if (seen[which] < 0) {
          seen[which] = static_cast<int32_t>(distinct.size());
          distinct.push_back(text);
          distinct_numbers.push_back(static_cast<int64_t>(which));
        }
        indices.push_back(seen[which]);
      }
      SCOPED_TRACE(std::to_string(length) + (has_nulls ? " rows with nulls" : " rows"));
      ExpectSame(Strings("u", texts), Dictionary(Int32s(indices), Strings("u", distinct)));
      ExpectSame(Strings("U", texts), Dictionary(Int32s(indices), Strings("U", distinct)));
      ExpectSame(Views("vu", texts), Dictionary(Int32s(indices), Views("vu", distinct)));
      ExpectSame(Int64s(numbers), Dictionary(Int32s(indices), Int64s(distinct_numbers)));
    }
  }
}

TEST_F(CastVectors, DictionariesOfTooManyValues) {
  Values<int64_t> numbers;
  for (int64_t i = 0; i < 200; i++) numbers.push_back(i);
  ExpectError(Int64s(numbers), Dictionary(Fixed<int8_t>("c", {}), Int64s({})),
              "there are 129 values, more than indices of 8 bits can count");
}

// All rows of an empty dictionary are null.
TEST_F(CastVectors, EmptyDictionaries) {
  ExpectCast(Dictionary(Int32s({std::nullopt, std::nullopt}), Strings("u", {})),
             Strings("u", {std::nullopt, std::nullopt}));
}

}  // namespace
