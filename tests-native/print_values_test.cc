// ArrowBridgeArrayToString: the values of every type, as texts.

#include <cmath>
#include <limits>

#include "support/printing.h"

namespace {

using namespace arrowbridge_tests;

class PrintValues : public PrintingTest {};

// A decimal of `width` bytes from a number that fits 64 bits.
std::string Decimal(int64_t value, size_t width) {
  std::string bytes(width, value < 0 ? '\xFF' : '\0');
  std::memcpy(&bytes[0], &value, std::min(width, sizeof(value)));
  return bytes;
}

template <typename T>
std::string Packed(const std::vector<T>& values) {
  const Bytes bytes = BytesOf(values);
  return std::string(bytes.begin(), bytes.end());
}

const auto kNull = std::nullopt;

TEST_F(PrintValues, Integers) {
  EXPECT_EQ(Table(Batch(3, {Fixed<int8_t>("c", {-128, kNull, 127}).Named("a"),
                            Fixed<uint8_t>("C", {0, 7, 255}).Named("b"),
                            Fixed<int16_t>("s", {-32768, 0, 32767}).Named("c"),
                            Fixed<uint16_t>("S", {65535, 1, 2}).Named("d"),
                            Fixed<int32_t>("i", {INT32_MIN, 1, 2}).Named("e"),
                            Fixed<uint32_t>("I", {UINT32_MAX, 1, 2}).Named("f"),
                            Fixed<int64_t>("l", {INT64_MIN, INT64_MAX, kNull}).Named("g"),
                            Fixed<uint64_t>("L", {UINT64_MAX, 1, 2}).Named("h")})),
            R"(
   a │     b │      c │      d │           e │          f │                    g │                    h
int8 │ uint8 │  int16 │ uint16 │       int32 │     uint32 │                int64 │               uint64
─────┼───────┼────────┼────────┼─────────────┼────────────┼──────────────────────┼─────────────────────
-128 │     0 │ -32768 │  65535 │ -2147483648 │ 4294967295 │ -9223372036854775808 │ 18446744073709551615
null │     7 │      0 │      1 │           1 │          1 │  9223372036854775807 │                    1
 127 │   255 │  32767 │      2 │           2 │          2 │                 null │                    2
3 rows × 8 columns
)");
}

TEST_F(PrintValues, FloatsAreTheShortestThatRoundTrip) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(
      Table(Batch(
          7,
          {Fixed<double>("g", {0.1, -0.0, 1e300, 5e-324, infinity, std::nan(""), 1.0}).Named("d"),
           Fixed<float>("f", {0.1f, 16777216.0f, 1e-10f, 3.4028235e38f,
                              -std::numeric_limits<float>::infinity(), kNull, 2.5f})
               .Named("f"),
           Fixed<uint16_t>("e", {0x3C00, 0x2E66, 0x7BFF, 0xFC00, 0x7E00, 0x0001, 0x8000})
               .Named("h")})),
      R"(
      d │             f │       h
float64 │       float32 │ float16
────────┼───────────────┼────────
    0.1 │           0.1 │       1
     -0 │      16777216 │     0.1
 1e+300 │         1e-10 │   65500
 5e-324 │ 3.4028235e+38 │    -inf
    inf │          -inf │     nan
    nan │          null │   6e-08
      1 │           2.5 │      -0
7 rows × 3 columns
)");
}

TEST_F(PrintValues, DecimalsOfAllWidthsAndScales) {
  EXPECT_EQ(
      Table(Batch(
          3, {FixedBytes("d:9,2,32", 4, {Decimal(12345, 4), Decimal(-5, 4), kNull}).Named("a"),
              FixedBytes("d:18,0,64", 8, {Decimal(INT64_MIN, 8), Decimal(0, 8), Decimal(7, 8)})
                  .Named("b"),
              FixedBytes("d:19,10", 16, {Decimal(-1, 16), Decimal(12345678901, 16), Decimal(0, 16)})
                  .Named("c"),
              FixedBytes("d:38,-3", 16, {Decimal(12, 16), Decimal(-12, 16), Decimal(0, 16)})
                  .Named("d"),
              FixedBytes("d:38,500", 16, {Decimal(12, 16), Decimal(-1, 16), Decimal(0, 16)})
                  .Named("e")})),
      R"(
              a │                    b │                  c │                  d │                   e
decimal32(9, 2) │     decimal64(18, 0) │ decimal128(19, 10) │ decimal128(38, -3) │ decimal128(38, 500)
────────────────┼──────────────────────┼────────────────────┼────────────────────┼────────────────────
         123.45 │ -9223372036854775808 │      -0.0000000001 │              12000 │             12e-500
          -0.05 │                    0 │       1.2345678901 │             -12000 │             -1e-500
           null │                    7 │       0.0000000000 │                  0 │              0e-500
3 rows × 5 columns
)");
  std::string most(32, '\xFF');
  most[31] = '\x7F';
  std::string least(32, '\0');
  least[31] = '\x80';
  ArrowBridgePrintOptions options = Options(0, 0, 90);
  EXPECT_EQ(Table(FixedBytes("d:76,4,256", 32, {most, least, Decimal(-1, 32)}), &options), R"(
                                                              decimal256(76, 4)
───────────────────────────────────────────────────────────────────────────────
 5789604461865809771178549250434395392663499233282028201972879200395656481.9967
-5789604461865809771178549250434395392663499233282028201972879200395656481.9968
                                                                        -0.0001
3 rows × 1 column
)");
}

TEST_F(PrintValues, DatesAndTimes) {
  EXPECT_EQ(
      Table(Batch(
          6,
          {Fixed<int32_t>("tdD", {0, 19782, -719528, INT32_MIN, INT32_MAX, kNull}).Named("date32"),
           Fixed<int64_t>("tdm", {0, 86400000, 86400001, INT64_MIN, INT64_MAX, -1}).Named("date64"),
           Fixed<int32_t>("tts", {0, 86399, 86400, -1, INT32_MIN, kNull}).Named("s"),
           Fixed<int32_t>("ttm", {1, 1000, 45296789, -1, INT32_MIN, kNull}).Named("ms"),
           Fixed<int64_t>("ttu", {1, 1000, 1000000, 86399999999, INT64_MIN, kNull}).Named("us"),
           Fixed<int64_t>("ttn", {1, 1000, 1000000, 1000000000, INT64_MAX, kNull}).Named("ns")})),
      R"(
date32         │ date64                        │ s             │ ms             │ us                       │ ns
date32         │ date64                        │ time32[s]     │ time32[ms]     │ time64[us]               │ time64[ns]
───────────────┼───────────────────────────────┼───────────────┼────────────────┼──────────────────────────┼────────────────────────
1970-01-01     │ 1970-01-01                    │ 00:00:00      │ 00:00:00.001   │ 00:00:00.000001          │ 00:00:00.000000001
2024-02-29     │ 1970-01-02                    │ 23:59:59      │ 00:00:01       │ 00:00:00.001             │ 00:00:00.000001
0000-01-01     │ 1970-01-02 00:00:00.001       │ 24:00:00      │ 12:34:56.789   │ 00:00:01                 │ 00:00:00.001
-5877641-06-23 │ -292275055-05-16 16:47:04.192 │ -00:00:01     │ -00:00:00.001  │ 23:59:59.999999          │ 00:00:01
+5881580-07-11 │ +292278994-08-17 07:12:55.807 │ -596523:14:08 │ -596:31:23.648 │ -2562047788:00:54.775808 │ 2562047:47:16.854775807
null           │ 1969-12-31 23:59:59.999       │ null          │ null           │ null                     │ null
6 rows × 6 columns
)");
}

TEST_F(PrintValues, TimestampsArePrintedInUtcWithTheirTimezone) {
  EXPECT_EQ(
      Table(Batch(
          5, {Fixed<int64_t>("tss:", {0, 1714564800, -1, INT64_MIN, INT64_MAX}).Named("s"),
              Fixed<int64_t>("tsm:UTC", {0, 1714564800123, -1, INT64_MIN, kNull}).Named("ms"),
              Fixed<int64_t>("tsu:Europe/Berlin", {0, 1714564800123456, -1, INT64_MIN, INT64_MAX})
                  .Named("us"),
              Fixed<int64_t>("tsn:+01:00", {0, 1714564800123456789, -1, INT64_MIN, INT64_MAX})
                  .Named("ns")})),
      R"(
s                            │ ms                             │ us                             │ ns
timestamp[s]                 │ timestamp[ms, UTC]             │ timestamp[us, Europe/Berlin]   │ timestamp[ns, +01:00]
─────────────────────────────┼────────────────────────────────┼────────────────────────────────┼───────────────────────────────
1970-01-01 00:00:00          │ 1970-01-01 00:00:00Z           │ 1970-01-01 00:00:00Z           │ 1970-01-01 00:00:00Z
2024-05-01 12:00:00          │ 2024-05-01 12:00:00.123Z       │ 2024-05-01 12:00:00.123456Z    │ 2024-05-01 12:00:00.123456789Z
1969-12-31 23:59:59          │ 1969-12-31 23:59:59.999Z       │ 1969-12-31 23:59:59.999999Z    │ 1969-12-31 23:59:59.999999999Z
-292277022657-01-27 08:29:52 │ -292275055-05-16 16:47:04.192Z │ -290308-12-21 19:59:05.224192Z │ 1677-09-21 00:12:43.145224192Z
+292277026596-12-04 15:30:07 │ null                           │ +294247-01-10 04:00:54.775807Z │ 2262-04-11 23:47:16.854775807Z
5 rows × 4 columns
)");
}

TEST_F(PrintValues, DurationsAndIntervals) {
  EXPECT_EQ(
      Table(Batch(4, {Fixed<int64_t>("tDs", {0, 93784, -60, INT64_MIN}).Named("s"),
                      Fixed<int64_t>("tDm", {1500, -1, 86400000, kNull}).Named("ms"),
                      Fixed<int64_t>("tDu", {1, 60000001, 0, INT64_MAX}).Named("us"),
                      Fixed<int64_t>("tDn", {1, 3600000000000, -1000, kNull}).Named("ns"),
                      Fixed<int32_t>("tiM", {0, 14, -1, kNull}).Named("months"),
                      FixedBytes("tiD", 8,
                                 {Packed<int32_t>({1, -2}), Packed<int32_t>({0, 0}),
                                  Packed<int32_t>({0, 5}), kNull})
                          .Named("day_time"),
                      FixedBytes("tin", 16,
                                 {Packed<int64_t>({1 | int64_t{2} << 32, 3}),
                                  Packed<int64_t>({0, 0}), Packed<int64_t>({0, INT64_MIN}), kNull})
                          .Named("month_day_nano")})),
      R"(
                           s │           ms │                       us │           ns │ months           │ day_time           │ month_day_nano
                 duration[s] │ duration[ms] │             duration[us] │ duration[ns] │ interval[months] │ interval[day_time] │ interval[month_day_nano]
─────────────────────────────┼──────────────┼──────────────────────────┼──────────────┼──────────────────┼────────────────────┼─────────────────────────
                          0s │       1.500s │                0.000001s │ 0.000000001s │ 0mo              │ 1d -2ms            │ 1mo 2d 3ns
                 1d 2h 3m 4s │      -0.001s │             1m 0.000001s │           1h │ 14mo             │ 0ms                │ 0ns
                         -1m │           1d │                       0s │   -0.000001s │ -1mo             │ 5ms                │ -9223372036854775808ns
-106751991167300d 15h 30m 8s │         null │ 106751991d 4h 54.775807s │         null │ null             │ null               │ null
4 rows × 7 columns
)");
}

TEST_F(PrintValues, TextsAndBinaries) {
  const std::string zero("\0\xFF", 2);
  const std::string longer = "more than twelve bytes";
  std::vector<ArrayData> columns;
  for (const char* format : {"u", "U", "vu"}) {
    columns.push_back(Strings(format, {"plain", kNull, "null", "", longer}).Named(format));
    if (std::string(format) == "vu")
      columns.back() = Views(format, {"plain", kNull, "null", "", longer}).Named(format);
  }
  for (const char* format : {"z", "Z"})
    columns.push_back(Strings(format, {zero, kNull, "", "a", "bc"}).Named(format));
  columns.push_back(Views("vz", {zero, kNull, "", "a", "0123456789abc"}).Named("vz"));
  columns.push_back(
      FixedBytes("w:3", 3, {"abc", kNull, std::string("\0\1\2", 3), "xyz", "\xFF\xFE\xFD"})
          .Named("w"));
  EXPECT_EQ(Table(Batch(5, columns)), R"(
u                      │ U                      │ vu                     │ z      │ Z            │ vz                         │ w
utf8                   │ large_utf8             │ utf8_view              │ binary │ large_binary │ binary_view                │ fixed_size_binary[3]
───────────────────────┼────────────────────────┼────────────────────────┼────────┼──────────────┼────────────────────────────┼─────────────────────
plain                  │ plain                  │ plain                  │ 00ff   │ 00ff         │ 00ff                       │ 616263
null                   │ null                   │ null                   │ null   │ null         │ null                       │ null
"null"                 │ "null"                 │ "null"                 │        │              │                            │ 000102
                       │                        │                        │ 61     │ 61           │ 61                         │ 78797a
more than twelve bytes │ more than twelve bytes │ more than twelve bytes │ 6263   │ 6263         │ 30313233343536373839616263 │ fffefd
5 rows × 7 columns
)");
}

TEST_F(PrintValues, BooleansAndNulls) {
  EXPECT_EQ(Table(Batch(3, {Booleans({true, false, kNull}).Named("b"), Nulls(3).Named("n")})), R"(
b     │ n
bool  │ null
──────┼─────
true  │ null
false │ null
null  │ null
3 rows × 2 columns
)");
}

TEST_F(PrintValues, Lists) {
  const ArrayData numbers = Int32s({1, 2, 3, kNull, 5}).Named("item");
  const ArrayData texts = Strings("u", {"a", "b, c", "", "null", kNull}).Named("item");
  EXPECT_EQ(Table(Batch(4, {Lists("+l", {2, 0, kNull, 3}, numbers).Named("l"),
                            Lists("+L", {2, 0, kNull, 3}, texts).Named("L"),
                            ListViews("+vl", {2, 0, kNull, 3}, numbers).Named("vl"),
                            ListViews("+vL", {2, 0, kNull, 3}, texts).Named("vL")})),
            R"(
l            │ L                  │ vl               │ vL
list<int32>  │ large_list<utf8>   │ list_view<int32> │ large_list_view<utf8>
─────────────┼────────────────────┼──────────────────┼──────────────────────
[1, 2]       │ [a, "b, c"]        │ [null, 5]        │ ["null", null]
[]           │ []                 │ []               │ []
null         │ null               │ null             │ null
[3, null, 5] │ ["", "null", null] │ [1, 2, 3]        │ [a, "b, c", ""]
4 rows × 4 columns
)");
  EXPECT_EQ(
      Table(Batch(
          2, {FixedSizeLists(2, {true, false}, Int32s({1, kNull, 3, 4}).Named("item")).Named("w"),
              FixedSizeLists(0, {true, false}, Nulls(0).Named("item")).Named("none"),
              Lists("+l", {1, 1}, Lists("+l", {2, kNull}, Int32s({1, 2}).Named("i")).Named("j"))
                  .Named("ll")})),
      R"(
w                         │ none                     │ ll
fixed_size_list[2]<int32> │ fixed_size_list[0]<null> │ list<list<int32>>
──────────────────────────┼──────────────────────────┼──────────────────
[1, null]                 │ []                       │ [[1, 2]]
null                      │ null                     │ [null]
2 rows × 3 columns
)");
}

TEST_F(PrintValues, StructsMapsUnions) {
  const ArrayData numbers = Int32s({1, 2, kNull}).Named("x");
  const ArrayData texts = Strings("u", {"a", kNull, "c d"}).Named("y");
  EXPECT_EQ(
      Table(Batch(3, {Struct({true, true, false}, {numbers, texts}).Named("s"),
                      Struct({true, true, false}, {}).Named("empty"),
                      Maps({2, kNull, 0}, Strings("u", {"k", "l"}).Named("key"),
                           Int32s({1, kNull}).Named("value"))
                          .Named("m"),
                      SparseUnion("+us:5,7", {5, 7, 5}, {numbers, texts}).Named("us"),
                      DenseUnion("+ud:5,7", {7, 5, 7}, {0, 1, 2}, {numbers, texts}).Named("ud")})),
      R"(
s                         │ empty  │ m                │ us                                    │ ud
struct<x: int32, y: utf8> │ struct │ map<utf8, int32> │ sparse_union[5, 7]<x: int32, y: utf8> │ dense_union[5, 7]<x: int32, y: utf8>
──────────────────────────┼────────┼──────────────────┼───────────────────────────────────────┼─────────────────────────────────────
{x: 1, y: a}              │ {}     │ {k: 1, l: null}  │ {x: 1}                                │ {y: a}
{x: 2, y: null}           │ {}     │ null             │ {y: null}                             │ {x: 2}
null                      │ null   │ {}               │ {x: null}                             │ {y: c d}
3 rows × 5 columns
)");
}

TEST_F(PrintValues, RunsAndDictionaries) {
  const ArrayData colors = Strings("u", {"red", "green", kNull}).Named("values");
  ArrayData ordered = Dictionary(Fixed<uint8_t>("C", {1, 0, 1, 2, kNull}), colors).Named("o");
  ordered.flags |= ARROW_FLAG_DICTIONARY_ORDERED;
  EXPECT_EQ(
      Table(Batch(
          5,
          {RunEndEncoded(5, Fixed<int16_t>("s", {2, 3, 9}).Named("run_ends"), colors).Named("r"),
           RunEndEncoded(5, Fixed<int64_t>("l", {1, 5}).Named("run_ends"),
                         Int32s({10, 9}).Named("values"))
               .Named("n"),
           Dictionary(Fixed<int32_t>("i", {2, 1, 0, kNull, 0}), colors).Named("d"), ordered,
           Dictionary(Fixed<uint64_t>("L", {0, 1, 1, 0, 0}), Int64s({-1, 200})).Named("numbers")})),
      R"(
r                            │                             n │ d                       │ o                                │                   numbers
run_end_encoded<int16, utf8> │ run_end_encoded<int64, int32> │ dictionary<int32, utf8> │ dictionary<uint8, utf8, ordered> │ dictionary<uint64, int64>
─────────────────────────────┼───────────────────────────────┼─────────────────────────┼──────────────────────────────────┼──────────────────────────
red                          │                            10 │ null                    │ green                            │                        -1
red                          │                             9 │ green                   │ red                              │                       200
green                        │                             9 │ red                     │ green                            │                       200
null                         │                             9 │ null                    │ null                             │                        -1
null                         │                             9 │ red                     │ null                             │                        -1
5 rows × 5 columns
)");
}

}  // namespace
