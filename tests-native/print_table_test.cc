// ArrowBridgeArrayToString: which rows and columns are shown, widths, escapes, options.

#include <cerrno>
#include <cstddef>

#include "support/printing.h"

namespace {

using namespace arrowbridge_tests;

class PrintTable : public PrintingTest {};

ArrayData Counted(int64_t rows) {
  Values<int32_t> values;
  for (int64_t i = 0; i < rows; i++) values.emplace_back(static_cast<int32_t>(i));
  return Int32s(values).Named("n");
}

ArrayData Rows(int64_t rows) {
  Values<std::string> texts;
  for (int64_t i = 0; i < rows; i++) texts.emplace_back("row " + std::to_string(i));
  return Batch(rows, {Counted(rows), Strings("u", texts).Named("text")});
}

TEST_F(PrintTable, DefaultsAreTenRowsAndFive) {
  EXPECT_EQ(Table(Rows(312)), R"(
    n │ text
int32 │ utf8
──────┼────────
    0 │ row 0
    1 │ row 1
    2 │ row 2
    3 │ row 3
    4 │ row 4
    5 │ row 5
    6 │ row 6
    7 │ row 7
    8 │ row 8
    9 │ row 9
    … │ …
  307 │ row 307
  308 │ row 308
  309 │ row 309
  310 │ row 310
  311 │ row 311
312 rows × 2 columns
)");
  const ArrowBridgePrintOptions zeros = Options(0, 0);
  EXPECT_EQ(Table(Rows(312), &zeros), Table(Rows(312)));
  EXPECT_EQ(Table(Rows(15)).find("…"), std::string::npos);
  EXPECT_NE(Table(Rows(16)).find("…"), std::string::npos);
}

TEST_F(PrintTable, HeadAndTail) {
  const ArrowBridgePrintOptions both = Options(2, 1);
  EXPECT_EQ(Table(Rows(5), &both), R"(
    n │ text
int32 │ utf8
──────┼──────
    0 │ row 0
    1 │ row 1
    … │ …
    4 │ row 4
5 rows × 2 columns
)");
  EXPECT_EQ(Table(Rows(3), &both), R"(
    n │ text
int32 │ utf8
──────┼──────
    0 │ row 0
    1 │ row 1
    2 │ row 2
3 rows × 2 columns
)");
  EXPECT_EQ(Table(Rows(1), &both), R"(
    n │ text
int32 │ utf8
──────┼──────
    0 │ row 0
1 row × 2 columns
)");
  const ArrowBridgePrintOptions head = Options(1, -1);
  EXPECT_EQ(Table(Rows(3), &head), R"(
    n │ text
int32 │ utf8
──────┼──────
    0 │ row 0
    … │ …
3 rows × 2 columns
)");
  const ArrowBridgePrintOptions tail = Options(-7, 1);
  EXPECT_EQ(Table(Rows(3), &tail), R"(
    n │ text
int32 │ utf8
──────┼──────
    … │ …
    2 │ row 2
3 rows × 2 columns
)");
  const ArrowBridgePrintOptions none = Options(-1, -1);
  EXPECT_EQ(Table(Rows(3), &none), R"(
    n │ text
int32 │ utf8
──────┼─────
    … │ …
3 rows × 2 columns
)");
  const ArrowBridgePrintOptions all = Options(INT64_MAX, INT64_MAX);
  EXPECT_EQ(Table(Rows(2), &all), R"(
    n │ text
int32 │ utf8
──────┼──────
    0 │ row 0
    1 │ row 1
2 rows × 2 columns
)");
}

TEST_F(PrintTable, NoRowsOrNoColumns) {
  EXPECT_EQ(Table(Rows(0)), R"(
    n │ text
int32 │ utf8
──────┼─────
0 rows × 2 columns
)");
  EXPECT_EQ(Table(Batch(5, {})), "\n5 rows × 0 columns\n");
  EXPECT_EQ(Table(Batch(0, {})), "\n0 rows × 0 columns\n");
  ArrayData most = Batch(0, {});
  most.length = INT64_MAX;
  EXPECT_EQ(Table(most), "\n9223372036854775807 rows × 0 columns\n");
}

TEST_F(PrintTable, MoreRowsThanALoopCouldVisit) {
  ArrayData nulls = Nulls(0).Named("n");
  nulls.length = nulls.null_count = int64_t{1} << 40;
  ArrayData batch = Batch(0, {nulls});
  batch.length = nulls.length;
  const ArrowBridgePrintOptions options = Options(1, 1);
  EXPECT_EQ(Table(batch, &options), R"(
n
null
────
null
…
null
1099511627776 rows × 1 column
)");
}

TEST_F(PrintTable, NonStructArrayIsOneColumn) {
  EXPECT_EQ(Table(Counted(2).Named("")), R"(
int32
─────
    0
    1
2 rows × 1 column
)");
  EXPECT_EQ(Table(Counted(1)), R"(
    n
int32
─────
    0
1 row × 1 column
)");
}

TEST_F(PrintTable, OffsetsSlicesAndNullRows) {
  ArrayData batch = Struct(
      {true, false, true, true},
      {Int32s({1, 2, std::nullopt, 4}).Named("a"), Strings("u", {"a", "b", "c", "d"}).Named("b")});
  EXPECT_EQ(Table(batch.Sliced(1, 3)), R"(
    a │ b
int32 │ utf8
──────┼─────
 null │ null
 null │ c
    4 │ d
3 rows × 2 columns
)");
  const ArrayHandle array = ImportArray(Rows(20).Sliced(3, 15));
  ArrowBridgeArray* slice = Garbage<ArrowBridgeArray*>();
  ASSERT_OK(ArrowBridgeArraySlice(array.get(), 4, 2, &slice, &error_));
  char* out = Garbage<char*>();
  EXPECT_OK(ArrowBridgeArrayToString(slice, nullptr, &out, &error_));
  EXPECT_EQ(CopyAndRelease(out), R"(
    n │ text
int32 │ utf8
──────┼──────
    7 │ row 7
    8 │ row 8
2 rows × 2 columns
)");
  ArrowBridgeArrayRelease(slice);
}

TEST_F(PrintTable, ControlCharactersAreEscaped) {
  EXPECT_EQ(Table(Strings("u", {"a\nb\tc\rd", std::string("\0\x1B[31m\x7F", 7),
                                "\xC2\x85 \xE2\x80\xAE \xE2\x80\xA8", "not \xFF UTF-8"})
                      .Named("line\nbreak")),
            R"(
line\nbreak
utf8
──────────────────
a\nb\tc\rd
\x00\x1b[31m\x7f
\x85 \u202e \u2028
not � UTF-8
4 rows × 1 column
)");
}

TEST_F(PrintTable, WideAndCombiningCharacters) {
  EXPECT_EQ(Table(Batch(4, {Strings("u", {"東京",
                                          "e\xCC\x81t"
                                          "\xC3\xA9",
                                          "한국어", "😀!"})
                                .Named("名前"),
                            Strings("u", {"a", "b", "c", "d"}).Named("next")})),
            R"(
名前   │ next
utf8   │ utf8
───────┼─────
東京   │ a
été    │ b
한국어 │ c
😀!    │ d
4 rows × 2 columns
)");
}

TEST_F(PrintTable, CellsAreCutAtTheirWidth) {
  std::string combined;
  for (int i = 0; i < 6; i++) combined += "o\xCC\x88";
  const ArrowBridgePrintOptions options = Options(0, 0, 5);
  EXPECT_EQ(Table(Batch(5, {Strings("u", {"12345", "123456", "東京都庁", "ab東京", combined})
                                .Named("a long name"),
                            Int64s({12345, 123456, -1234567, 0, 1}).Named("n")}),
                  &options),
            R"(
a lo… │     n
utf8  │ int64
──────┼──────
12345 │ 12345
1234… │ 1234…
東京… │ -123…
ab東… │     0
öööö… │     1
5 rows × 2 columns
)");
  const ArrowBridgePrintOptions one = Options(0, 0, 1);
  EXPECT_EQ(Table(Strings("u", {"a", "ab", "東"}).Named("x"), &one), R"(
x
…
─
a
…
…
3 rows × 1 column
)");
  EXPECT_EQ(Table(Strings("u", {std::string(1000000, 'x')})), R"(
utf8
────────────────────────────────────────
xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
1 row × 1 column
)");
}

TEST_F(PrintTable, ZeroWidthCharactersInACellAreLimited) {
  std::string marks = "o";
  for (int i = 0; i < 100000; i++) marks += "\xCC\x88";
  EXPECT_LT(Table(Strings("u", {marks})).size(), 2000u);
}

TEST_F(PrintTable, LongListsAreCutAtTheCellWidth) {
  ArrayData items = Nulls(0).Named("item");
  items.length = items.null_count = INT32_MAX;
  EXPECT_EQ(Table(Lists("+l", {INT32_MAX}, items)), R"(
list<null>
────────────────────────────────────────
[null, null, null, null, null, null, nu…
1 row × 1 column
)");
}

TEST_F(PrintTable, ColumnsThatDoNotFitAreCounted) {
  const ArrayData wide = Batch(
      1, {Int32s({1}).Named("first"), Int32s({2}).Named("second"), Int32s({3}).Named("third")});
  const ArrowBridgePrintOptions fits = Options(0, 0, 0, 22);
  EXPECT_EQ(Table(wide, &fits), R"(
first │ second │ third
int32 │  int32 │ int32
──────┼────────┼──────
    1 │      2 │     3
1 row × 3 columns
)");
  const ArrowBridgePrintOptions two = Options(0, 0, 0, 21);
  EXPECT_EQ(Table(wide, &two), R"(
first │ second
int32 │  int32
──────┼───────
    1 │      2
1 row × 3 columns (1 not shown)
)");
  const ArrowBridgePrintOptions narrow = Options(0, 0, 0, 3);
  EXPECT_EQ(Table(wide, &narrow), R"(
fi…
in…
───
  1
1 row × 3 columns (2 not shown)
)");
}

TEST_F(PrintTable, OptionsOfOtherSizes) {
  const ArrayData rows = Rows(20);
  ArrowBridgePrintOptions shorter = Options(1, 1, 3, 1);
  shorter.struct_size =
      offsetof(ArrowBridgePrintOptions, tail);  // as an older caller's struct: only head is read
  const ArrowBridgePrintOptions head = Options(1, 0);
  EXPECT_EQ(Table(rows, &shorter), Table(rows, &head));
  struct {
    ArrowBridgePrintOptions known = Options(1, 1);
    int64_t unknown = -1;
  } longer;
  longer.known.struct_size = sizeof(longer);
  const ArrowBridgePrintOptions both = Options(1, 1);
  EXPECT_EQ(Table(rows, &longer.known), Table(rows, &both));
}

TEST_F(PrintTable, InvalidOptionsAndArguments) {
  const ArrayHandle array = ImportArray(Rows(2));
  char* out = Garbage<char*>();
  for (int64_t size : {int64_t{0}, int64_t{-1}, INT64_MIN}) {
    ArrowBridgePrintOptions options = Options(1, 1);
    options.struct_size = size;
    EXPECT_ERROR(ArrowBridgeArrayToString(array.get(), &options, &out, &error_), EINVAL,
                 "'options'", "struct_size");
    EXPECT_EQ(out, nullptr);
  }
  const ArrowBridgePrintOptions width = Options(0, 0, -1);
  EXPECT_ERROR(ArrowBridgeArrayToString(array.get(), &width, &out, &error_), EINVAL,
               "max_width of -1");
  const ArrowBridgePrintOptions total = Options(0, 0, 0, -2);
  EXPECT_ERROR(ArrowBridgeArrayToString(array.get(), &total, &out, &error_), EINVAL,
               "total_width of -2");
  EXPECT_ERROR(ArrowBridgeArrayToString(nullptr, nullptr, &out, &error_), EINVAL,
               "'array' is NULL");
  EXPECT_ERROR(ArrowBridgeArrayToString(array.get(), nullptr, nullptr, &error_), EINVAL,
               "'out' is NULL");
  EXPECT_EQ(ArrowBridgeArrayToString(array.get(), nullptr, nullptr, nullptr), EINVAL);
}

TEST_F(PrintTable, ContentsAreValidatedBeforePrinting) {
  ArrayData broken = Strings("u", {"abc", "d", "e"}).Named("text");
  broken.buffers[1] = BytesOf<int32_t>({0, 3, 1000000, 5});
  const ArrayHandle array = ImportArray(Batch(3, {broken}));
  char* out = Garbage<char*>();
  EXPECT_ERROR(ArrowBridgeArrayToString(array.get(), nullptr, &out, &error_), EINVAL, "COL-5",
               "field 'text'");
  EXPECT_EQ(out, nullptr);
  const ArrowBridgePrintOptions first = Options(1, -1);  // rows that are not shown are not checked
  EXPECT_OK(ArrowBridgeArrayToString(array.get(), &first, &out, &error_));
  EXPECT_NE(CopyAndRelease(out).find("abc"), std::string::npos);
  const ArrowBridgePrintOptions last = Options(-1, 1);
  EXPECT_ERROR(ArrowBridgeArrayToString(array.get(), &last, &out, &error_), EINVAL, "COL-5");
  ArrayData index = Dictionary(Int32s({0, 7}), Strings("u", {"only"}));
  const ArrayHandle encoded = ImportArray(index);
  EXPECT_ERROR(ArrowBridgeArrayToString(encoded.get(), nullptr, &out, &error_), EINVAL, "COL-15");
}

}  // namespace
