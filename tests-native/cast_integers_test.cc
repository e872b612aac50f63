// Casts between integers and booleans, times and decimals.

#include "support/casts.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class CastIntegers : public CastTest {
 protected:
  static ArrayData TypeOf(const std::string& format) {
    ArrayData data = Int32s({});
    data.format = format;
    return data;
  }

  // A decimal of any width with values that fit 64 bits.
  static ArrayData Decimals(const std::string& precision_and_scale, int bits,
                            const Values<int64_t>& values) {
    Values<std::string> bytes;
    for (const auto& value : values) {
      if (!value) {
        bytes.push_back(std::nullopt);
        continue;
      }
      std::string text(static_cast<size_t>(bits / 8), *value < 0 ? '\xFF' : '\0');
      std::memcpy(&text[0], &*value, static_cast<size_t>(bits == 32 ? 4 : 8));
      bytes.push_back(text);
    }
    return FixedBytes("d:" + precision_and_scale + "," + std::to_string(bits),
                      static_cast<size_t>(bits / 8), bytes);
  }

  // Expects an error for a column. The message names it.
  void ExpectColumnError(const ArrayData& from, const ArrayData& to, const std::string& part) {
    ExpectError(Batch(from.length, {from.Named("n")}), Batch(0, {to.Named("n")}),
                "field 'n': " + part);
  }

  template <typename T>
  void CheckBooleans(const std::string& format) {
    SCOPED_TRACE(format);
    Values<bool> bits;
    Values<T> numbers;
    for (int i = 0; i < 77; i++) {
      if (i % 11 == 3) {
        bits.push_back(std::nullopt);
        numbers.push_back(std::nullopt);
      } else {
        bits.push_back(i % 3 == 0);
        numbers.push_back(i % 3 == 0 ? T{1} : T{0});
      }
    }
    ExpectSame(Booleans(bits), Fixed<T>(format, numbers));
    ExpectSame(Booleans(bits).Sliced(5, 70), Fixed<T>(format, numbers).Sliced(5, 70));
    ExpectSame(Booleans({}), Fixed<T>(format, Values<T>{}));
    ExpectColumnError(Fixed<T>(format, {1, std::nullopt, 2}), Booleans({}),
                      "row 2: 2 is neither 0 nor 1");
  }
};

TEST_F(CastIntegers, BooleansAreZeroAndOne) {
  CheckBooleans<int8_t>("c");
  CheckBooleans<uint8_t>("C");
  CheckBooleans<int16_t>("s");
  CheckBooleans<uint16_t>("S");
  CheckBooleans<int32_t>("i");
  CheckBooleans<uint32_t>("I");
  CheckBooleans<int64_t>("l");
  CheckBooleans<uint64_t>("L");
  ExpectError(Fixed<int8_t>("c", {0, -1}), Booleans({}), "row 1: -1 is neither 0 nor 1");
  ExpectError(Fixed<uint64_t>("L", {UINT64_MAX}), Booleans({}),
              "row 0: 18446744073709551615 is neither 0 nor 1");
  ExpectError(Int64s({1LL << 32}), Booleans({}), "row 0: 4294967296 is neither");
}

TEST_F(CastIntegers, HiddenNumbersMayBeAnything) {
  ArrayData numbers = Int32s({1, 7, 0});
  numbers.buffers[0] = Bytes{0x05};
  numbers.null_count = 1;
  ExpectCast(numbers, Booleans({true, std::nullopt, false}));
  const std::vector<bool> shown = {true, false, true};
  const auto of = [&](const ArrayData& column) { return Struct(shown, {column.Named("x")}); };
  ExpectCast(of(Int32s({1, 7, 0})), of(Booleans({true, false, false})));
  ExpectCast(of(Int64s({1, 77777, 0})), of(Decimals("4,0", 32, {1, 0, 0})));
  ExpectCast(of(Decimals("4,1", 32, {10, 77, 0})), of(Int64s({1, 0, 0})));
  ExpectCast(of(Int64s({0, 1, 86400000})), of(Fixed<int64_t>("tdm", {0, 0, 86400000})));
}

TEST_F(CastIntegers, TimesOfTheSameWidthAreRelabelled) {
  for (const std::string format : {"tdD", "tts", "ttm"}) {
    SCOPED_TRACE(format);
    ExpectSame(Int32s({0, std::nullopt, 86399}), Fixed<int32_t>(format, {0, std::nullopt, 86399}));
  }
  for (const std::string format : {"ttu", "ttn"}) {
    SCOPED_TRACE(format);
    const Values<int64_t> values = {0, std::nullopt, 86399999999};
    ExpectSame(Int64s(values), Fixed<int64_t>(format, values));
  }
  for (const std::string format :
       {"tss:", "tsm:", "tsu:", "tsn:", "tsu:UTC", "tss:+05:30", "tDs", "tDm", "tDu", "tDn"}) {
    SCOPED_TRACE(format);
    const Values<int64_t> values = {0, std::nullopt, -1, INT64_MAX};
    ExpectSame(Int64s(values), Fixed<int64_t>(format, values));
    // No buffer is copied.
    const ArrayHandle from = ImportArray(Int64s(values));
    const ArrayHandle result = TryCast(from, ImportSchema(TypeOf(format)));
    ArrowArray a;
    ArrowArray b;
    ASSERT_OK(ArrowBridgeExportArray(from.get(), &a, nullptr, &error_));
    ASSERT_OK(ArrowBridgeExportArray(result.get(), &b, nullptr, &error_));
    EXPECT_EQ(a.buffers[1], b.buffers[1]);
    ReleaseChecked(&a);
    ReleaseChecked(&b);
  }
  // Below other types, and with a dictionary.
  ExpectSame(Lists("+l", {2, 1}, Int64s({1, 2, 3})),
             Lists("+L", {2, 1}, Fixed<int64_t>("tsn:", {1, 2, 3})));
  ExpectSame(Dictionary(Int32s({1, 0, 1}), Int64s({5, 6})), Fixed<int64_t>("tDs", {6, 5, 6}));
  ExpectError(Int64s({}), TypeOf("tdD"), "int64 cannot become date32");
  ExpectError(Fixed<uint64_t>("L", {}), TypeOf("tss:"), "cannot become");
}

TEST_F(CastIntegers, TimesAreWithinADay) {
  const struct {
    const char* format;
    int64_t day;
  } cases[] = {{"tts", 86400}, {"ttm", 86400000}, {"ttu", 86400000000}, {"ttn", 86400000000000}};
  for (const auto& one : cases) {
    SCOPED_TRACE(one.format);
    const bool narrow = one.day <= INT32_MAX;
    for (const int64_t bad : {one.day, INT64_C(-1)}) {
      const ArrayData from = narrow ? Int32s({0, static_cast<int32_t>(bad)}) : Int64s({0, bad});
      ExpectError(from, TypeOf(one.format),
                  "row 1: " + std::to_string(bad) + " is not a time of day, which has " +
                      std::to_string(one.day) + " units");
    }
  }
}

TEST_F(CastIntegers, Date64IsAWholeDay) {
  ExpectSame(Int64s({0, std::nullopt, -86400000}),
             Fixed<int64_t>("tdm", {0, std::nullopt, -86400000}));
  ExpectColumnError(Int64s({0, std::nullopt, 86400001}), TypeOf("tdm"),
                    "row 2: 86400001 is not a whole day");
}

TEST_F(CastIntegers, DecimalsOfEveryWidth) {
  for (const int bits : {32, 64, 128, 256}) {
    SCOPED_TRACE(bits);
    const auto of = [&](const std::string& digits, const Values<int64_t>& values) {
      return Decimals(digits, bits, values);
    };
    ExpectSame(Int32s({12345, std::nullopt, -7, 0}), of("9,2", {1234500, std::nullopt, -700, 0}));
    ExpectSame(Fixed<int8_t>("c", {-128, 127}), of("3,0", {-128, 127}));
    ExpectSame(Fixed<uint8_t>("C", {255, 0}), of("5,2", {25500, 0}));
    ExpectSame(Fixed<int16_t>("s", {-32768, 32767}), of("7,2", {-3276800, 3276700}));
    ExpectSame(Fixed<uint16_t>("S", {65535}), of("5,0", {65535}));
    ExpectSame(Fixed<uint32_t>("I", {1000}), of("4,-3", {1}));
    ExpectSame(Int64s({999999999, -999999999}), of("9,0", {999999999, -999999999}));
    ExpectSame(Int32s({1, 2, 3, 4}).Sliced(1, 2), of("5,1", {10, 20, 30, 40}).Sliced(1, 2));
    ExpectColumnError(Int32s({9, std::nullopt, 100}), of("4,2", {}),
                      "row 2: the value needs more than 4 digits");
    ExpectError(Int32s({1000, 1001}), of("4,-3", {}), "row 1: the value is not a multiple of 10^3");
    ExpectColumnError(of("5,2", {100, std::nullopt, 101}), Int32s({}),
                      "row 2: the value is not a whole number");
    ExpectError(of("5,0", {127, -129}), Fixed<int8_t>("c", {}), "row 1: the value does not fit");
    ExpectError(of("5,0", {256}), Fixed<uint8_t>("C", {}), "row 0: the value does not fit");
    ExpectError(of("5,2", {0, -100}), Fixed<uint64_t>("L", {}), "row 1: the value does not fit");
    ExpectError(of("5,-19", {1}), Int64s({}), "row 0: the value does not fit");
    // Other scales and precisions of the same and of other widths.
    for (const int to : {32, 64, 128, 256}) {
      ExpectSame(of("7,2", {12300, std::nullopt, -100}),
                 Decimals("5,0", to, {123, std::nullopt, -1}));
      ExpectColumnError(of("7,2", {12300, 12301}), Decimals("9,1", to, {}),
                        "row 1: the value has more than 1 digits");
      ExpectError(of("7,2", {12300, 1234567}), Decimals("6,2", to, {}),
                  "row 1: the value needs more than 6 digits");
    }
  }
}

TEST_F(CastIntegers, LimitsOf64Bits) {
  for (const int bits : {128, 256}) {
    SCOPED_TRACE(bits);
    ExpectSame(Int64s({INT64_MIN, INT64_MAX}), Decimals("38,0", bits, {INT64_MIN, INT64_MAX}));
    std::string most(static_cast<size_t>(bits / 8), '\0');
    for (size_t i = 0; i < 8; i++) most[i] = '\xFF';
    const auto wide = [&](const std::string& bytes) {
      return FixedBytes("d:38,0," + std::to_string(bits), bytes.size(), {bytes});
    };
    ExpectSame(Fixed<uint64_t>("L", {UINT64_MAX}), wide(most));
    std::string end(static_cast<size_t>(bits / 8), '\0');
    end[8] = 1;
    ExpectError(wide(end), Fixed<uint64_t>("L", {}), "row 0: the value does not fit");
    ExpectError(wide(most), Int64s({}), "row 0: the value does not fit");
  }
  ExpectSame(Int64s({999999999999999999, -999999999999999999}),
             Decimals("18,0", 64, {999999999999999999, -999999999999999999}));
  ExpectError(Int64s({INT64_MIN}), Decimals("18,0", 64, {}), "row 0: the value needs more than 18");
}

TEST_F(CastIntegers, DecimalsAreNotFloats) {
  ExpectError(Decimals("5,1", 128, {}), Fixed<double>("g", {}), "cannot become float64");
  ExpectError(Fixed<double>("g", {}), Decimals("5,1", 128, {}), "float64 cannot become");
}

}  // namespace
