#include "support/all_types.h"

namespace arrowbridge_tests {
namespace {

bool IsNull(int64_t row, bool with_nulls) { return with_nulls && row % 3 == 1; }

std::vector<bool> Valid(int64_t rows, bool with_nulls) {
  std::vector<bool> valid;
  for (int64_t i = 0; i < rows; i++) valid.push_back(!IsNull(i, with_nulls));
  return valid;
}

// One value per row; nulls are inserted where they are due.
template <typename T, typename ValueOf>
Values<T> Column(int64_t rows, bool with_nulls, ValueOf value_of) {
  Values<T> values;
  for (int64_t i = 0; i < rows; i++) {
    if (IsNull(i, with_nulls)) {
      values.push_back(std::nullopt);
    } else {
      values.push_back(value_of(i));
    }
  }
  return values;
}

template <typename T>
TypeCase Number(const std::string& name, const std::string& format) {
  return {name, [format](int64_t rows, bool with_nulls) {
            return Fixed(format, Column<T>(rows, with_nulls,
                                           [](int64_t i) { return static_cast<T>(i * 7 + 1); }));
          }};
}

// Values of several bytes that hold small numbers, little-endian: for decimals and intervals.
TypeCase Wide(const std::string& name, const std::string& format, size_t width) {
  return {name, [format, width](int64_t rows, bool with_nulls) {
            return FixedBytes(format, width, Column<std::string>(rows, with_nulls, [](int64_t i) {
                                return std::string(1, static_cast<char>(i % 100));
                              }));
          }};
}

// Empty, short and long texts in turn, so that some views are inline and some are not.
std::string Text(int64_t row) {
  const std::string number = std::to_string(row);
  return row % 4 == 0   ? ""
         : row % 4 == 1 ? "\xC3\xA9t\xC3\xA9 " + number
                        : number + " a text that is longer than a view";
}

TypeCase Binary(const std::string& name, const std::string& format) {
  return {name, [format](int64_t rows, bool with_nulls) {
            return Strings(format, Column<std::string>(rows, with_nulls, Text));
          }};
}

TypeCase View(const std::string& name, const std::string& format, int variadic) {
  return {name, [format, variadic](int64_t rows, bool with_nulls) {
            return Views(format, Column<std::string>(rows, with_nulls, Text), variadic);
          }};
}

ArrayData SomeInts(int64_t rows) {
  return Int32s(Column<int32_t>(rows, false, [](int64_t i) { return static_cast<int32_t>(i); }));
}

ArrayData SomeTexts(int64_t rows, bool with_nulls) {
  return Strings("u", Column<std::string>(rows, with_nulls, Text));
}

// Lists of 0, 1 and 2 items in turn, and their total number of items.
Values<int64_t> Sizes(int64_t rows, bool with_nulls, int64_t* total) {
  *total = 0;
  return Column<int64_t>(rows, with_nulls, [total](int64_t i) {
    *total += i % 3;
    return i % 3;
  });
}

TypeCase List(const std::string& name, const std::string& format) {
  return {name, [format](int64_t rows, bool with_nulls) {
            int64_t total;
            const Values<int64_t> sizes = Sizes(rows, with_nulls, &total);
            return format[1] == 'v' ? ListViews(format, sizes, SomeTexts(total, with_nulls))
                                    : Lists(format, sizes, SomeTexts(total, with_nulls));
          }};
}

ArrayData MakeMap(int64_t rows, bool with_nulls) {
  int64_t total;
  const Values<int64_t> sizes = Sizes(rows, with_nulls, &total);
  return Maps(sizes, SomeTexts(total, false),
              Int64s(Column<int64_t>(total, with_nulls, [](int64_t i) { return i * 100; })));
}

ArrayData MakeStruct(int64_t rows, bool with_nulls) {
  return Struct(Valid(rows, with_nulls),
                {SomeInts(rows).Named("x"), SomeTexts(rows, with_nulls).Named("y")});
}

ArrayData MakeDenseUnion(int64_t rows, bool with_nulls) {
  std::vector<int8_t> ids;
  std::vector<int32_t> offsets;
  for (int64_t i = 0; i < rows; i++) {
    ids.push_back(i % 2 == 0 ? 5 : 4);
    offsets.push_back(static_cast<int32_t>(i / 2));
  }
  return DenseUnion(
      "+ud:5,4", ids, offsets,
      {SomeInts((rows + 1) / 2).Named("x"), SomeTexts(rows / 2, with_nulls).Named("y")});
}

ArrayData MakeSparseUnion(int64_t rows, bool with_nulls) {
  std::vector<int8_t> ids;
  for (int64_t i = 0; i < rows; i++) ids.push_back(i % 2 == 0 ? 0 : 127);
  return SparseUnion("+us:0,127", ids,
                     {SomeInts(rows).Named("x"), SomeTexts(rows, with_nulls).Named("y")});
}

// Each run has two rows.
template <typename End>
TypeCase Runs(const std::string& name, const std::string& format) {
  return {name, [format](int64_t rows, bool with_nulls) {
            const int64_t runs = (rows + 1) / 2;
            const auto end_of = [](int64_t i) { return static_cast<End>(i * 2 + 2); };
            return RunEndEncoded(rows, Fixed(format, Column<End>(runs, false, end_of)),
                                 SomeTexts(runs, with_nulls));
          }};
}

// Indices into four values, one of them null if nulls are requested.
template <typename Index>
TypeCase DictionaryOf(const std::string& name, const std::string& format) {
  return {name, [format](int64_t rows, bool with_nulls) {
            const auto index_of = [](int64_t i) { return static_cast<Index>(i % 4); };
            return Dictionary(Fixed(format, Column<Index>(rows, with_nulls, index_of)),
                              SomeTexts(4, with_nulls));
          }};
}

// Dictionary of structs of dictionaries.
ArrayData MakeNestedDictionary(int64_t rows, bool with_nulls) {
  const auto index_of = [](int64_t i) { return static_cast<int16_t>(i % 3); };
  const ArrayData inner =
      Dictionary(Fixed("c", Values<int8_t>{0, 1, 0}), SomeTexts(2, false)).Named("inner");
  return Dictionary(Fixed("s", Column<int16_t>(rows, with_nulls, index_of)), Batch(3, {inner}));
}

ArrayData MakeExtension(int64_t rows, bool with_nulls) {
  ArrayData data =
      FixedBytes("w:16", 16, Column<std::string>(rows, with_nulls, [](int64_t i) {
                   return "0123456789abcde" + std::string(1, static_cast<char>('0' + i % 10));
                 }));
  data.metadata =
      Metadata({{"ARROW:extension:name", "arrow.uuid"}, {"ARROW:extension:metadata", ""}});
  return data;
}

std::vector<TypeCase> Simple() {
  return {
      {"Null", [](int64_t rows, bool) { return Nulls(rows); }},
      {"Boolean",
       [](int64_t rows, bool with_nulls) {
         return Booleans(Column<bool>(rows, with_nulls, [](int64_t i) { return i % 5 < 2; }));
       }},
      Number<int8_t>("Int8", "c"),
      Number<uint8_t>("UInt8", "C"),
      Number<int16_t>("Int16", "s"),
      Number<uint16_t>("UInt16", "S"),
      Number<int32_t>("Int32", "i"),
      Number<uint32_t>("UInt32", "I"),
      Number<int64_t>("Int64", "l"),
      Number<uint64_t>("UInt64", "L"),
      Number<uint16_t>("Float16", "e"),
      Number<float>("Float32", "f"),
      Number<double>("Float64", "g"),
      Wide("Decimal32", "d:9,2,32", 4),
      Wide("Decimal64", "d:18,2,64", 8),
      Wide("Decimal128", "d:38,10", 16),
      Wide("Decimal256", "d:76,-5,256", 32),
      Number<int32_t>("Date32", "tdD"),
      {"Date64",
       [](int64_t rows, bool with_nulls) {  // whole days
         const auto day = [](int64_t i) { return i * 86400000; };
         return Fixed("tdm", Column<int64_t>(rows, with_nulls, day));
       }},
      Number<int32_t>("Time32Seconds", "tts"),
      Number<int32_t>("Time32Millis", "ttm"),
      Number<int64_t>("Time64Micros", "ttu"),
      Number<int64_t>("Time64Nanos", "ttn"),
      Number<int64_t>("TimestampSeconds", "tss:"),
      Number<int64_t>("TimestampMillis", "tsm:UTC"),
      Number<int64_t>("TimestampMicros", "tsu:+05:30"),
      Number<int64_t>("TimestampNanos", "tsn:Europe/Berlin"),
      Number<int64_t>("DurationSeconds", "tDs"),
      Number<int64_t>("DurationMillis", "tDm"),
      Number<int64_t>("DurationMicros", "tDu"),
      Number<int64_t>("DurationNanos", "tDn"),
      Number<int32_t>("IntervalMonths", "tiM"),
      Wide("IntervalDayTime", "tiD", 8),
      Wide("IntervalMonthDayNano", "tin", 16),
      Wide("FixedSizeBinary0", "w:0", 0),
      Wide("FixedSizeBinary3", "w:3", 3),
      Binary("Binary", "z"),
      Binary("LargeBinary", "Z"),
      Binary("Utf8", "u"),
      Binary("LargeUtf8", "U"),
      View("BinaryView", "vz", 1),
      View("Utf8View", "vu", 2),
      View("Utf8ViewTenBuffers", "vu", 10),
  };
}

std::vector<TypeCase> Nested() {
  return {
      List("List", "+l"),
      List("LargeList", "+L"),
      List("ListView", "+vl"),
      List("LargeListView", "+vL"),
      {"FixedSizeList3",
       [](int64_t rows, bool with_nulls) {
         return FixedSizeLists(3, Valid(rows, with_nulls), SomeTexts(rows * 3, with_nulls));
       }},
      {"FixedSizeList0",
       [](int64_t rows, bool with_nulls) {
         return FixedSizeLists(0, Valid(rows, with_nulls), SomeInts(0));
       }},
      {"Struct", MakeStruct},
      {"StructWithoutFields",
       [](int64_t rows, bool with_nulls) { return Struct(Valid(rows, with_nulls), {}); }},
      {"Map", MakeMap},
      {"DenseUnion", MakeDenseUnion},
      {"SparseUnion", MakeSparseUnion},
      Runs<int16_t>("RunEndEncoded16", "s"),
      Runs<int32_t>("RunEndEncoded32", "i"),
      Runs<int64_t>("RunEndEncoded64", "l"),
      DictionaryOf<int8_t>("DictionaryInt8", "c"),
      DictionaryOf<uint8_t>("DictionaryUInt8", "C"),
      DictionaryOf<int16_t>("DictionaryInt16", "s"),
      DictionaryOf<uint16_t>("DictionaryUInt16", "S"),
      DictionaryOf<int32_t>("DictionaryInt32", "i"),
      DictionaryOf<uint32_t>("DictionaryUInt32", "I"),
      DictionaryOf<int64_t>("DictionaryInt64", "l"),
      DictionaryOf<uint64_t>("DictionaryUInt64", "L"),
      {"DictionaryNested", MakeNestedDictionary},
      {"Extension", MakeExtension},
  };
}

}  // namespace

const std::vector<TypeCase>& AllTypes() {
  static const std::vector<TypeCase> all = [] {
    std::vector<TypeCase> types = Simple();
    for (TypeCase& type : Nested()) types.push_back(std::move(type));
    return types;
  }();
  return all;
}

}  // namespace arrowbridge_tests
