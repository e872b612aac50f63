// Casts of numbers: values in range, values out of range, and slots that no row uses.

#include <cmath>
#include <limits>

#include "support/casts.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class CastNumbers : public CastTest {
 protected:
  template <typename From, typename To>
  void Widen(const std::string& from, const std::string& to) {
    const From least = std::numeric_limits<From>::lowest();
    const From most = std::numeric_limits<From>::max();
    ExpectSame(
        Fixed<From>(from, {least, std::nullopt, From{0}, From{1}, most}),
        Fixed<To>(to, {static_cast<To>(least), std::nullopt, To{0}, To{1}, static_cast<To>(most)}));
  }

  template <typename From>
  ArrayData TypeOnly(const std::string& format) {
    return Fixed<From>(format, {});
  }

  template <typename From>
  void ExpectOutOfRange(const std::string& from, From value, const std::string& to) {
    ArrayData target = Fixed<int8_t>(to, {});
    target.buffers[1] = Bytes();
    ExpectError(Fixed<From>(from, {From{1}, std::nullopt, value}).Named("n"), target, "row 2: ");
  }
};

TEST_F(CastNumbers, IntegersOfEveryWidth) {
  Widen<int8_t, int16_t>("c", "s");
  Widen<int8_t, int64_t>("c", "l");
  Widen<uint8_t, int16_t>("C", "s");
  Widen<uint8_t, uint64_t>("C", "L");
  Widen<int32_t, int64_t>("i", "l");
  Widen<uint32_t, int64_t>("I", "l");
  Widen<uint32_t, uint64_t>("I", "L");
  Widen<uint16_t, int32_t>("S", "i");
}

TEST_F(CastNumbers, IntegersThatDoNotFit) {
  ExpectOutOfRange<int16_t>("s", 128, "c");
  ExpectOutOfRange<int16_t>("s", -129, "c");
  ExpectOutOfRange<int32_t>("i", -1, "I");
  ExpectOutOfRange<uint32_t>("I", 1u << 31, "i");
  ExpectOutOfRange<int64_t>("l", -1, "L");
  ExpectOutOfRange<uint64_t>("L", UINT64_MAX, "l");
  ExpectOutOfRange<int64_t>("l", int64_t{1} << 32, "I");
  ExpectOutOfRange<int64_t>("l", (int64_t{1} << 40) + 5, "c");
}

TEST_F(CastNumbers, OutOfRangeValuesNameTheFieldAndTheRow) {
  const ArrayData from =
      Batch(2, {Struct({true, true}, {Int64s({7, 1LL << 40}).Named("x")}).Named("points")});
  const ArrayData to = Batch(0, {Struct({}, {Int32s({}).Named("x")}).Named("points")});
  ExpectError(from, to, "field 'points.x': row 1: 1099511627776 does not fit");
}

TEST_F(CastNumbers, UnusedSlotsMayBeOutOfRange) {
  // The slot is null, below a null, outside a slice, or outside all lists.
  ArrayData numbers = Int64s({1, 1LL << 40, 3, 4});
  numbers.buffers[0] = Bytes{0x0D};
  numbers.null_count = 1;
  ExpectCast(numbers, Int32s({1, std::nullopt, 3, 4}));
  const ArrayData below = Int64s({1, 1LL << 40, 3});
  ExpectCast(Struct({true, false, true}, {below.Named("x")}),
             Struct({true, false, true}, {Int32s({1, 0, 3}).Named("x")}));
  ExpectCast(below.Sliced(2, 1), Int32s({3}));
  ArrayData lists = Lists("+l", {1, 1, 1}, below);
  lists.buffers[0] = Bytes{0x05};
  lists.null_count = 1;
  ExpectCast(lists, Lists("+l", {1, std::nullopt, 1}, Int32s({1, 3})));
}

TEST_F(CastNumbers, FloatsOfEveryWidth) {
  const float inf = std::numeric_limits<float>::infinity();
  ExpectSame(Fixed<float>("f", {1.5f, -0.0f, inf, std::nullopt, 65504.0f}),
             Fixed<double>("g", {1.5, -0.0, inf, std::nullopt, 65504.0}));
  // 1.5, -0.0, infinity, null, the largest half.
  ExpectSame(Fixed<uint16_t>("e", {0x3E00, 0x8000, 0x7C00, std::nullopt, 0x7BFF}),
             Fixed<float>("f", {1.5f, -0.0f, inf, std::nullopt, 65504.0f}));
  ExpectSame(Fixed<uint16_t>("e", {0x3E00, 0xC000}), Fixed<double>("g", {1.5, -2.0}));
  // Rounded to the nearest value.
  ExpectCast(Fixed<double>("g", {0.1}), Fixed<float>("f", {0.1f}));
}

TEST_F(CastNumbers, FloatsThatDoNotFit) {
  ExpectOutOfRange<double>("g", 1e39, "f");
  ExpectOutOfRange<float>("f", 65520.0f, "e");
  ExpectOutOfRange<double>("g", -1e300, "e");
}

TEST_F(CastNumbers, NaNStaysNaN) {
  const ArrayHandle result = Cast(Fixed<double>("g", {std::nan("")}), Fixed<float>("f", {}));
  ArrowArray array;
  ASSERT_OK(ArrowBridgeExportArray(result.get(), &array, nullptr, &error_));
  EXPECT_TRUE(std::isnan(static_cast<const float*>(array.buffers[1])[0]));
  ReleaseChecked(&array);
}

TEST_F(CastNumbers, IntegersAndFloats) {
  ExpectSame(Int32s({0, std::nullopt, -7, INT32_MAX}),
             Fixed<double>("g", {0, std::nullopt, -7, 2147483647.0}));
  ExpectSame(Int64s({1LL << 62, INT64_MIN, 1LL << 53}),
             Fixed<double>("g", {std::ldexp(1.0, 62), -std::ldexp(1.0, 63), std::ldexp(1.0, 53)}));
  ExpectSame(Fixed<uint64_t>("L", {1ull << 63}), Fixed<float>("f", {std::ldexp(1.0f, 63)}));
  ExpectSame(Fixed<int16_t>("s", {2048, 65504 / 2}), Fixed<uint16_t>("e", {0x6800, 0x77FF}));
  ExpectOutOfRange<int64_t>("l", (1LL << 53) + 1, "g");
  ExpectOutOfRange<int32_t>("i", (1 << 24) + 1, "f");
  ExpectOutOfRange<int32_t>("i", 65536, "e");
  ExpectOutOfRange<double>("g", 0.5, "i");
  ExpectOutOfRange<double>("g", 128, "c");
  ExpectOutOfRange<double>("g", std::ldexp(1.0, 63), "l");
  ExpectOutOfRange<double>("g", std::ldexp(1.0, 64), "L");
  ExpectOutOfRange<double>("g", -1, "L");
  ExpectOutOfRange<double>("g", std::nan(""), "i");
  ExpectOutOfRange<float>("f", std::numeric_limits<float>::infinity(), "l");
}

TEST_F(CastNumbers, DecimalsOfEveryWidth) {
  const auto narrow = Fixed<int32_t>("d:9,2,32", {12345, std::nullopt, -12345, 0});
  ExpectSame(narrow, Fixed<int64_t>("d:18,2,64", {12345, std::nullopt, -12345, 0}));
  ExpectSame(narrow, Fixed<int64_t>("d:18,5,64", {12345000, std::nullopt, -12345000, 0}));
  ExpectSame(Fixed<int64_t>("d:18,2,64", {100, -100}), Fixed<int32_t>("d:9,0,32", {1, -1}));
  ExpectSame(Fixed<int32_t>("d:9,-3,32", {7}), Fixed<int32_t>("d:9,0,32", {7000}));
  // -1 at a scale of 30, in 128 and 256 bits.
  const auto wide = [](const std::string& format, size_t width, int scale, bool negative) {
    std::string bytes(width, '\0');
    bytes[0] = 1;
    for (int i = 0; i < scale; i++) {
      int carry = 0;
      for (char& byte : bytes) {
        const int product = static_cast<uint8_t>(byte) * 10 + carry;
        byte = static_cast<char>(product & 0xFF);
        carry = product >> 8;
      }
    }
    int carry = negative ? 1 : 0;  // two's complement
    for (size_t i = 0; negative && i < width; i++) {
      const int sum = (~static_cast<uint8_t>(bytes[i]) & 0xFF) + carry;
      bytes[i] = static_cast<char>(sum & 0xFF);
      carry = sum >> 8;
    }
    return FixedBytes(format, width, {bytes});
  };
  for (const bool negative : {false, true}) {
    const auto one = Fixed<int32_t>("d:9,0,32", {negative ? -1 : 1});
    ExpectSame(one, wide("d:38,30", 16, 30, negative));
    ExpectSame(one, wide("d:76,35,256", 32, 35, negative));
    ExpectSame(wide("d:38,30", 16, 30, negative), wide("d:76,35,256", 32, 35, negative));
  }
}

TEST_F(CastNumbers, DecimalsThatDoNotFit) {
  const auto to = [](const std::string& format) { return Fixed<int32_t>(format, {}); };
  ExpectError(Fixed<int32_t>("d:9,2,32", {100, 101}), to("d:9,1,32"), "row 1: ");
  ExpectError(Fixed<int32_t>("d:9,2,32", {100, 100000}), to("d:5,2,32"), "row 1: ");
  ExpectError(Fixed<int64_t>("d:18,0,64", {1, INT64_C(1000000000)}), to("d:9,0,32"), "row 1: ");
  std::string most(32, '\xFF');
  most[31] = '\x7F';
  ExpectError(FixedBytes("d:76,0,256", 32, {most}), FixedBytes("d:76,70,256", 32, {}), "row 0: ");
  // Only the precision changes: the buffer is shared.
  const ArrayData from = Fixed<int64_t>("d:10,2,64", {5});
  EXPECT_EQ(CanCast(ImportSchema(from), ImportSchema(Fixed<int64_t>("d:11,2,64", {})),
                    ARROWBRIDGE_CAST_STRICT)
                .outcome,
            ARROWBRIDGE_CAST_RELABELLED);
}

TEST_F(CastNumbers, Times) {
  ExpectSame(Fixed<int64_t>("tss:", {1, std::nullopt, -2}),
             Fixed<int64_t>("tsn:", {1000000000, std::nullopt, -2000000000}));
  ExpectSame(Fixed<int64_t>("tsm:UTC", {5}), Fixed<int64_t>("tsu:Europe/Berlin", {5000}));
  ExpectSame(Fixed<int32_t>("tdD", {-1, 20000}),
             Fixed<int64_t>("tdm", {-86400000, 20000 * INT64_C(86400000)}));
  ExpectSame(Fixed<int32_t>("tdD", {3}), Fixed<int64_t>("tsu:", {3 * INT64_C(86400000000)}));
  ExpectSame(Fixed<int64_t>("tdm", {86400000}), Fixed<int64_t>("tss:", {86400}));
  ExpectSame(Fixed<int32_t>("tts", {86399}), Fixed<int64_t>("ttn", {INT64_C(86399000000000)}));
  ExpectSame(Fixed<int32_t>("ttm", {1}), Fixed<int64_t>("ttu", {1000}));
  ExpectSame(Fixed<int64_t>("tDs", {-9}), Fixed<int64_t>("tDm", {-9000}));
  const auto to = [](const std::string& format) { return Fixed<int64_t>(format, {}); };
  ExpectError(Fixed<int64_t>("tsm:", {1000, 1001}), to("tss:"), "row 1: ");
  ExpectError(Fixed<int64_t>("tss:", {1, INT64_MAX / 10}), to("tsn:"), "row 1: ");
  ExpectError(Fixed<int64_t>("tdm", {0, 1}), to("tdD"), "row 1: ");
  ExpectError(Fixed<int64_t>("ttu", {0, INT64_C(1000) << 33}), to("ttm"), "row 1: ");
  // A date64 is a whole day.
  ExpectSame(Fixed<int64_t>("tsm:", {-86400000, std::nullopt, 0}),
             Fixed<int64_t>("tdm", {-86400000, std::nullopt, 0}));
  ExpectError(Fixed<int64_t>("tsm:", {86400000, 86400001}), to("tdm"), "row 1: ");
  ExpectError(Fixed<int64_t>("tss:", {-86400, -1}), to("tdm"), "row 1: ");
  ExpectError(Fixed<int64_t>("tsn:", {INT64_C(86400000000000), 1000000}), to("tdm"), "row 1: ");
  ExpectError(Fixed<int64_t>("tss:UTC", {}), to("tss:"), "cannot become");
  ExpectError(Fixed<int64_t>("tss:", {}), to("tDs"), "cannot become");
  ExpectError(Fixed<int32_t>("tdD", {}), to("tss:UTC"), "cannot become");
}

}  // namespace
