// Single values of arrays: values.h.

#include <cerrno>
#include <cmath>

#include "support/all_types.h"
#include "support/null_masks.h"
#include "support/printing.h"

namespace {

using namespace arrowbridge_tests;

class ArrayValues : public PrintingTest {
 protected:
  // The value of a row, "null", or the code if it is not 0.
  std::string Int64(const ArrowBridgeArray* array, int64_t index) {
    auto out = Garbage<int64_t>();
    auto is_null = Garbage<int>();
    const int code = ArrowBridgeArrayGetInt64(array, index, &out, &is_null, &error_);
    return Text(code, is_null, std::to_string(out));
  }
  std::string Int64(const ArrayData& data, int64_t index) {
    return Int64(ImportArray(data).get(), index);
  }

  std::string String(const ArrayData& data, int64_t index, bool as_bytes = false) {
    const ArrayHandle array = ImportArray(data);
    const char* text = Garbage<const char*>();
    const void* bytes = Garbage<const void*>();
    auto size = Garbage<int64_t>();
    auto is_null = Garbage<int>();
    const int code =
        as_bytes ? ArrowBridgeArrayGetBytes(array.get(), index, &bytes, &size, &is_null, &error_)
                 : ArrowBridgeArrayGetString(array.get(), index, &text, &size, &is_null, &error_);
    if (as_bytes) text = static_cast<const char*>(bytes);
    if (code != 0 || is_null != 0) {
      EXPECT_EQ(text, nullptr);
      EXPECT_EQ(size, 0);
    }
    return Text(code, is_null, std::string(text == nullptr ? "" : text, static_cast<size_t>(size)));
  }

  std::string Printed(const ArrowBridgeArray* array, int64_t index, int64_t max_width = 0) {
    auto* out = Garbage<char*>();
    EXPECT_OK(ArrowBridgeArrayValueToString(array, index, max_width, &out, &error_));
    const std::string text = CopyAndRelease(out);
    return text.empty() ? "" : text.substr(1);
  }

  static std::string Text(int code, int is_null, const std::string& value) {
    if (code != 0) {
      EXPECT_EQ(is_null, 0);
      return "error " + std::to_string(code);
    }
    return is_null != 0 ? "null" : value;
  }

  const std::string invalid_ = "error " + std::to_string(EINVAL);
};

TEST_F(ArrayValues, TheTypeIsChecked) {
  EXPECT_EQ(Int64(Strings("u", {"1"}).Named("a"), 0), invalid_);
  EXPECT_EQ(std::string(error_.message),
            "ArrowBridgeArrayGetInt64: the type is utf8, not an integer, date, time, timestamp or "
            "duration");
  const ArrayHandle batch = ImportArray(Batch(1, {Int32s({std::nullopt}).Named("n")}));
  ArrowBridgeArray* column = nullptr;
  ASSERT_OK(ArrowBridgeArrayColumn(batch.get(), 0, &column, &error_));
  const ArrayHandle owner(column);
  double number = 1;
  int is_null = 1;
  EXPECT_ERROR(ArrowBridgeArrayGetDouble(column, 0, &number, &is_null, &error_), EINVAL,
               "field 'n': the type is int32, not a floating-point number");
  EXPECT_EQ(number, 0);
  EXPECT_EQ(is_null, 0) << "the type of a null is checked, too";
  int truth = 1;
  EXPECT_ERROR(ArrowBridgeArrayGetBool(column, 0, &truth, nullptr, &error_), EINVAL,
               "not a boolean");
  EXPECT_EQ(String(Int32s({1}), 0), invalid_);
  EXPECT_EQ(String(Strings("z", {"x"}), 0), invalid_);
  EXPECT_EQ(String(Int32s({1}), 0, true), invalid_);
  EXPECT_EQ(Int64(Lists("+l", {1}, Int32s({1})), 0), invalid_);
  EXPECT_EQ(Int64(Fixed<double>("g", {1.0}), 0), invalid_);
  EXPECT_EQ(Int64(Booleans({true}), 0), invalid_);
  EXPECT_EQ(Int64(FixedBytes("d:9,2,32", 4, {"abcd"}), 0), invalid_);
  EXPECT_EQ(Int64(FixedBytes("tin", 16, {std::string(16, 'x')}), 0), invalid_);
  EXPECT_EQ(Int64(Nulls(1), 0), invalid_);
}

TEST_F(ArrayValues, TheRowIsChecked) {
  const ArrayHandle array = ImportArray(Int32s({1, 2, std::nullopt}));
  for (int64_t index : {int64_t{-1}, int64_t{3}, INT64_MAX, INT64_MIN}) {
    EXPECT_EQ(Int64(array.get(), index), invalid_);
    char* text = nullptr;
    EXPECT_ERROR(ArrowBridgeArrayValueToString(array.get(), index, 0, &text, &error_), EINVAL,
                 "'index' is " + std::to_string(index) + ", but the array has 3 rows");
  }
  int64_t out = 1;
  EXPECT_ERROR(ArrowBridgeArrayGetInt64(array.get(), 2, &out, nullptr, &error_), EINVAL,
               "'is_null' is NULL, but the value at index 2 is null");
  EXPECT_OK(ArrowBridgeArrayGetInt64(array.get(), 1, &out, nullptr, &error_));
  EXPECT_EQ(out, 2);
  char* text = nullptr;
  EXPECT_ERROR(ArrowBridgeArrayValueToString(array.get(), 0, -1, &text, &error_), EINVAL,
               "'max_width' is -1");
}

TEST_F(ArrayValues, ContentsAreChecked) {
  ArrayData strings = Strings("u", {"a", "b"});
  strings.buffers[1] = BytesOf<int32_t>({0, 5, 2});
  EXPECT_EQ(String(strings, 0), invalid_);
  EXPECT_EQ(Int64(Dictionary(Int32s({0, 7}), Int64s({1, 2})), 0), invalid_);
}

TEST_F(ArrayValues, EveryTypeOfNumbers) {
  EXPECT_EQ(Int64(Fixed<int8_t>("c", {-7}), 0), "-7");
  EXPECT_EQ(Int64(Fixed<uint8_t>("C", {255}), 0), "255");
  EXPECT_EQ(Int64(Fixed<int16_t>("s", {-300}), 0), "-300");
  EXPECT_EQ(Int64(Fixed<uint16_t>("S", {65535}), 0), "65535");
  EXPECT_EQ(Int64(Fixed<uint32_t>("I", {UINT32_MAX}), 0), "4294967295");
  EXPECT_EQ(Int64(Int64s({INT64_MIN}), 0), "-9223372036854775808");
  EXPECT_EQ(Int64(Fixed<uint64_t>("L", {INT64_MAX}), 0), "9223372036854775807");
  EXPECT_EQ(Int64(Fixed<uint64_t>("L", {UINT64_MAX}), 0), invalid_);
  EXPECT_NE(std::string(error_.message).find("18446744073709551615 is too large for int64"),
            std::string::npos);
  for (const char* format : {"tdD", "tts", "ttm"}) {
    EXPECT_EQ(Int64(Fixed<int32_t>(format, {1, 77}), 1), "77") << format;
  }
  for (const char* format : {"tdm", "ttu", "ttn", "tss:", "tsn:UTC", "tDs"}) {
    EXPECT_EQ(Int64(Fixed<int64_t>(format, {1, 86400000}), 1), "86400000") << format;
  }
  const ArrayHandle halves = ImportArray(Fixed<uint16_t>("e", {0x3E00}));
  const ArrayHandle floats = ImportArray(Fixed<float>("f", {0.5f}).Sliced(0, 1));
  const ArrayHandle doubles = ImportArray(Fixed<double>("g", {1.0, std::nullopt, NAN}));
  double out = 0;
  int is_null = 1;
  EXPECT_OK(ArrowBridgeArrayGetDouble(halves.get(), 0, &out, &is_null, &error_));
  EXPECT_EQ(out, 1.5);
  EXPECT_EQ(is_null, 0);
  EXPECT_OK(ArrowBridgeArrayGetDouble(floats.get(), 0, &out, nullptr, &error_));
  EXPECT_EQ(out, 0.5);
  EXPECT_OK(ArrowBridgeArrayGetDouble(doubles.get(), 1, &out, &is_null, &error_));
  EXPECT_EQ(is_null, 1);
  EXPECT_OK(ArrowBridgeArrayGetDouble(doubles.get(), 2, &out, &is_null, &error_));
  EXPECT_TRUE(std::isnan(out));
  const ArrayHandle truths = ImportArray(Booleans({false, true, std::nullopt}).Sliced(1, 2));
  int truth = 0;
  EXPECT_OK(ArrowBridgeArrayGetBool(truths.get(), 0, &truth, &is_null, &error_));
  EXPECT_EQ(truth, 1);
  EXPECT_OK(ArrowBridgeArrayGetBool(truths.get(), 1, &truth, &is_null, &error_));
  EXPECT_EQ(truth, 0);
  EXPECT_EQ(is_null, 1);
}

TEST_F(ArrayValues, StringsAndBytes) {
  const std::string long_text(40, 'x');
  for (const char* format : {"u", "U", "z", "Z"}) {
    const ArrayData data =
        Strings(format, {"skipped", "", std::nullopt, std::string("x\0y", 3)}).Sliced(1, 3);
    const bool as_bytes = format[0] == 'z' || format[0] == 'Z';
    for (bool bytes : {as_bytes, true}) {
      EXPECT_EQ(String(data, 0, bytes), "");
      EXPECT_EQ(String(data, 1, bytes), "null");
      EXPECT_EQ(String(data, 2, bytes), std::string("x\0y", 3));
    }
  }
  EXPECT_EQ(String(Views("vu", {"a", long_text}), 1), long_text);
  EXPECT_EQ(String(Views("vz", {"a", long_text}).Sliced(1, 1), 0, true), long_text);
  EXPECT_EQ(String(FixedBytes("w:2", 2, {"ab", "cd"}), 1, true), "cd");
}

TEST_F(ArrayValues, DictionariesRunsAndUnions) {
  const ArrayData colors = Strings("u", {"unused", "red", std::nullopt, "blue"}).Sliced(1, 3);
  const ArrayData encoded =
      Dictionary(Fixed<int8_t>("c", {0, 2, std::nullopt, 1, 2}), colors).Sliced(1, 4);
  EXPECT_EQ(String(encoded, 0), "blue");
  EXPECT_EQ(String(encoded, 1), "null");
  EXPECT_EQ(String(encoded, 2), "null");
  const ArrayData runs =
      RunEndEncoded(6, Int32s({2, 5, 6}), Int64s({10, std::nullopt, 30})).Sliced(1, 5);
  EXPECT_EQ(Int64(runs, 0), "10");
  EXPECT_EQ(Int64(runs, 1), "null");
  EXPECT_EQ(Int64(runs, 4), "30");
  EXPECT_EQ(String(RunEndEncoded(3, Int32s({3}), encoded.Sliced(0, 1)), 2), "blue");
  const ArrayData dense = DenseUnion("+ud:4,9", {9, 4, 9}, {0, 0, 1},
                                     {Int64s({5}).Named("n"), colors.Sliced(0, 2).Named("s")});
  EXPECT_EQ(String(dense, 0), "red");
  EXPECT_EQ(Int64(dense, 1), "5");
  EXPECT_EQ(String(dense, 1), invalid_);
  EXPECT_EQ(String(dense, 2), "null");
}

using ArrayValueText = ArrayValues;

// A value is printed as in a cell of a table, for every type.
TEST_F(ArrayValueText, IsThatOfACell) {
  const ArrowBridgePrintOptions options = Options(1, -1, 30);
  for (const TypeCase& type : AllTypes()) {
    const ArrayHandle array = ImportArray(Batch(4, {type.make(4, true).Named("c")}));
    ArrowBridgeArray* column = nullptr;
    ASSERT_OK(ArrowBridgeArrayColumn(array.get(), 0, &column, &error_));
    const ArrayHandle owner(column);
    for (int64_t row = 0; row < 4; row++) {
      ArrowBridgeArray* slice = nullptr;
      ASSERT_OK(ArrowBridgeArraySlice(array.get(), row, 1, &slice, &error_));
      const ArrayHandle slice_owner(slice);
      char* out = nullptr;
      ASSERT_OK(ArrowBridgeArrayToString(slice, &options, &out, &error_));
      const std::string table = CopyAndRelease(out);
      const std::string text = Printed(column, row, 30);
      EXPECT_NE(table.find(text + "\n1 row"), std::string::npos) << table << text;
    }
  }
}

TEST_F(ArrayValueText, IsCutToItsWidth) {
  const ArrayHandle array = ImportArray(Strings("u", {"a long\ntext", std::nullopt, "null", ""}));
  EXPECT_EQ(Printed(array.get(), 0), "a long\\ntext");
  EXPECT_EQ(Printed(array.get(), 0, 5), "a lo…");
  EXPECT_EQ(Printed(array.get(), 1), "null");
  EXPECT_EQ(Printed(array.get(), 2), "\"null\"");
  EXPECT_EQ(Printed(array.get(), 3), "");
}

using ApiNullValueGetters = NullTest;

TEST_F(ApiNullValueGetters, EveryFunction) {
  const ArrayHandle array = ImportArray(Int64s({1}));
  const ArrayHandle text = ImportArray(Strings("u", {"a"}));
  const ArrayHandle truth = ImportArray(Booleans({true}));
  const ArrayHandle number = ImportArray(Fixed<double>("g", {1.0}));
  BeginCalls();
  int64_t integer, size;
  int is_null, boolean;
  double real;
  const char* chars;
  const void* bytes;
  ForEveryMask("ArrowBridgeArrayGetInt64", 4, 1u << 2, [&](NullMask null) {
    return ArrowBridgeArrayGetInt64(null.Or(0, array.get()), 0, null.Or(1, &integer),
                                    null.Or(2, &is_null), null.Or(3, &error_));
  });
  ForEveryMask("ArrowBridgeArrayGetDouble", 4, 1u << 2, [&](NullMask null) {
    return ArrowBridgeArrayGetDouble(null.Or(0, number.get()), 0, null.Or(1, &real),
                                     null.Or(2, &is_null), null.Or(3, &error_));
  });
  ForEveryMask("ArrowBridgeArrayGetBool", 4, 1u << 2, [&](NullMask null) {
    return ArrowBridgeArrayGetBool(null.Or(0, truth.get()), 0, null.Or(1, &boolean),
                                   null.Or(2, &is_null), null.Or(3, &error_));
  });
  ForEveryMask("ArrowBridgeArrayGetString", 5, 1u << 3, [&](NullMask null) {
    return ArrowBridgeArrayGetString(null.Or(0, text.get()), 0, null.Or(1, &chars),
                                     null.Or(2, &size), null.Or(3, &is_null), null.Or(4, &error_));
  });
  ForEveryMask("ArrowBridgeArrayGetBytes", 5, 1u << 3, [&](NullMask null) {
    return ArrowBridgeArrayGetBytes(null.Or(0, text.get()), 0, null.Or(1, &bytes),
                                    null.Or(2, &size), null.Or(3, &is_null), null.Or(4, &error_));
  });
  ForEveryMask("ArrowBridgeArrayValueToString", 3, 0, [&](NullMask null) {
    char* out = nullptr;
    const int code = ArrowBridgeArrayValueToString(null.Or(0, text.get()), 0, 0, null.Or(1, &out),
                                                   null.Or(2, &error_));
    ArrowBridgeStringRelease(out);
    return code;
  });
}

}  // namespace
