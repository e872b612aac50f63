// CSV and newline-delimited JSON: the text of every type, quoting, escapes, and errors.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>

#include "support/all_types.h"
#include "support/ipc_outputs.h"
#include "support/json_files.h"

namespace arrowbridge_tests {
namespace {

constexpr int kCsv = ARROWBRIDGE_TEXT_FORMAT_CSV, kNdjson = ARROWBRIDGE_TEXT_FORMAT_NDJSON;

class Text : public JsonFixture {
 protected:
  static ArrowBridgeTextWriteOptions Options(int format, int64_t max_rows = 0) {
    ArrowBridgeTextWriteOptions options = {};
    options.struct_size = sizeof(options);
    options.format = format;
    options.max_rows = max_rows;
    return options;
  }

  std::string Written(const std::vector<ArrayData>& batches, int format, int64_t max_rows = 0) {
    const ArrowBridgeTextWriteOptions options = Options(format, max_rows);
    EXPECT_OK(
        ArrowBridgeWriteTextFile(ReaderOf(batches).get(), Path("out").c_str(), &options, &error_));
    return Load(Path("out"));
  }

  // The cell of CSV and the value of JSON of each row of a column.
  void ExpectColumn(const ArrayData& column, const std::vector<std::string>& cells,
                    const std::vector<std::string>& values) {
    std::string csv = "x,end\n", json;
    for (const auto& cell : cells) csv += cell + ",\n";
    for (const auto& value : values) json += "{\"x\":" + value + ",\"end\":null}\n";
    const auto rows = static_cast<int64_t>(cells.size());
    ArrayData named = column.Named("x"), end = Nulls(rows).Named("end");
    EXPECT_EQ(Written({Batch(rows, {named, end})}, kCsv), csv);
    EXPECT_EQ(Written({Batch(rows, {named, end})}, kNdjson), json);
  }

  int Write(const std::vector<ArrayData>& batches, int format) {
    const ArrowBridgeTextWriteOptions options = Options(format);
    return ArrowBridgeWriteTextFile(ReaderOf(batches).get(), Path("kept").c_str(), &options,
                                    &error_);
  }
};

TEST_F(Text, NullsAndEmptyTextsDiffer) {
  ExpectColumn(Strings("u", {"a", std::nullopt, ""}), {"a", "", "\"\""}, {"\"a\"", "null", "\"\""});
  ExpectColumn(Strings("z", {"\xAB\x01", std::nullopt, ""}), {"ab01", "", "\"\""},
               {"\"ab01\"", "null", "\"\""});
}

TEST_F(Text, CellsAreQuotedWhereNeeded) {
  ExpectColumn(
      Views("vu", {"plain text", "a,b", "say \"hi\"", "two\nlines", "cr\rhere", "\""}),
      {"plain text", "\"a,b\"", "\"say \"\"hi\"\"\"", "\"two\nlines\"", "\"cr\rhere\"", "\"\"\"\""},
      {"\"plain text\"", "\"a,b\"", "\"say \\\"hi\\\"\"", "\"two\\nlines\"", "\"cr\\rhere\"",
       "\"\\\"\""});
  const ArrayData batch =
      Batch(1, {Int32s({1}).Named("a,\"b\""), Int32s({2}).Named(""), Int32s({3}).Named("c")});
  EXPECT_EQ(Written({batch}, kCsv), "\"a,\"\"b\"\"\",\"\",c\n1,2,3\n");
  EXPECT_EQ(Written({batch}, kNdjson), "{\"a,\\\"b\\\"\":1,\"\":2,\"c\":3}\n");
}

TEST_F(Text, ControlCharactersAreEscapedInJson) {
  std::string all, escaped = "\"";
  for (int i = 0; i < 0x20; i++) {
    all += static_cast<char>(i);
    char text[8];
    std::snprintf(text, sizeof(text), "\\u%04x", i);
    escaped += i == '\n' ? "\\n" : i == '\r' ? "\\r" : i == '\t' ? "\\t" : text;
  }
  all += "\\ü\x7F€😀";
  escaped += "\\\\ü\x7F€😀\"";
  ExpectColumn(Strings("U", {all}), {"\"" + all + "\""}, {escaped});
}

TEST_F(Text, Numbers) {
  ExpectColumn(Fixed<int8_t>("c", {-128, 0, std::nullopt}), {"-128", "0", ""},
               {"-128", "0", "null"});
  ExpectColumn(Int64s({INT64_MIN, INT64_MAX}), {"-9223372036854775808", "9223372036854775807"},
               {"-9223372036854775808", "9223372036854775807"});
  ExpectColumn(Fixed<uint64_t>("L", {UINT64_MAX}), {"18446744073709551615"},
               {"18446744073709551615"});
  const double infinity = std::numeric_limits<double>::infinity();
  ExpectColumn(Fixed<double>("g", {0.1, 2, -0.0, 1e30, 5e-324, std::nan(""), infinity, -infinity}),
               {"0.1", "2.0", "-0.0", "1e+30", "5e-324", "nan", "inf", "-inf"},
               {"0.1", "2.0", "-0.0", "1e+30", "5e-324", "null", "null", "null"});
  ExpectColumn(Fixed<float>("f", {0.1f, 3.0f, 1.5f, std::nanf("")}), {"0.1", "3.0", "1.5", "nan"},
               {"0.1", "3.0", "1.5", "null"});
  ExpectColumn(Fixed<uint16_t>("e", {0x3C00, 0x3E00, 0x7E00}), {"1.0", "1.5", "nan"},
               {"1.0", "1.5", "null"});
  ExpectColumn(Fixed<int64_t>("tDs", {90061, -5}), {"90061", "-5"}, {"90061", "-5"});
  ExpectColumn(Fixed<int32_t>("d:9,2,32", {150, -5}), {"1.50", "-0.05"}, {"\"1.50\"", "\"-0.05\""});
}

// Every bit of every number is in its text.
TEST_F(Text, NumbersReadBackTheSame) {
  Values<double> doubles;
  Values<float> floats;
  uint64_t state = 7;
  for (int i = 0; i < 20000; i++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    uint64_t bits = state ^ (state >> 31);
    if (i < 2046) bits = static_cast<uint64_t>(i + 1) << 52;  // all powers of two
    double value;
    std::memcpy(&value, &bits, sizeof(value));
    if (i % 3 == 2) value = static_cast<double>(bits % 100000) / 100;
    doubles.push_back(std::isfinite(value) ? value : 0.5);
    const uint32_t half = static_cast<uint32_t>(i < 254 ? (i + 1) << 23 : bits >> 32);
    float narrow;
    std::memcpy(&narrow, &half, sizeof(narrow));
    floats.push_back(std::isfinite(narrow) ? narrow : 0.5f);
  }
  const auto rows = static_cast<int64_t>(doubles.size());
  std::istringstream text(Written(
      {Batch(rows, {Fixed("g", doubles).Named("g"), Fixed("f", floats).Named("f")})}, kCsv));
  std::string line;
  std::getline(text, line);
  for (int64_t i = 0; i < rows; i++) {
    ASSERT_TRUE(std::getline(text, line));
    char* end;
    ASSERT_EQ(std::strtod(line.c_str(), &end), *doubles[static_cast<size_t>(i)]) << line;
    ASSERT_EQ(*end, ',') << line;
    ASSERT_EQ(std::strtof(end + 1, &end), *floats[static_cast<size_t>(i)]) << line;
    ASSERT_EQ(*end, '\0') << line;
    ASSERT_NE(line.substr(0, line.find(',')).find_first_of(".e"), std::string::npos) << line;
  }
}

TEST_F(Text, BooleansAndTimes) {
  ExpectColumn(Booleans({true, false, std::nullopt}), {"true", "false", ""},
               {"true", "false", "null"});
  ExpectColumn(Fixed<int32_t>("tdD", {0, -1}), {"1970-01-01", "1969-12-31"},
               {"\"1970-01-01\"", "\"1969-12-31\""});
  ExpectColumn(Fixed<int64_t>("tsm:UTC", {1500}), {"1970-01-01 00:00:01.500Z"},
               {"\"1970-01-01 00:00:01.500Z\""});
  ExpectColumn(Fixed<int64_t>("tsm:", {1500}), {"1970-01-01 00:00:01.500"},
               {"\"1970-01-01 00:00:01.500\""});
  ExpectColumn(Fixed<int32_t>("tts", {3661}), {"01:01:01"}, {"\"01:01:01\""});
  ExpectColumn(Fixed<int32_t>("tiM", {14}), {"14mo"}, {"\"14mo\""});
}

TEST_F(Text, NestedValuesAreJson) {
  const ArrayData strings = Strings("u", {"a", std::nullopt, "q\"", ""});
  ExpectColumn(Lists("+l", {2, std::nullopt, 0, 2}, strings),
               {"\"[\"\"a\"\",null]\"", "", "\"[]\"", "\"[\"\"q\\\"\"\"\",\"\"\"\"]\""},
               {"[\"a\",null]", "null", "[]", "[\"q\\\"\",\"\"]"});
  ExpectColumn(
      Struct({true, false}, {Int32s({1, 2}).Named("i"), Booleans({true, true}).Named("b")}),
      {"\"{\"\"i\"\":1,\"\"b\"\":true}\"", ""}, {"{\"i\":1,\"b\":true}", "null"});
  ExpectColumn(Maps({2, 0}, Strings("u", {"k", "l"}), Int32s({1, std::nullopt})),
               {"\"{\"\"k\"\":1,\"\"l\"\":null}\"", "\"{}\""}, {"{\"k\":1,\"l\":null}", "{}"});
  ExpectColumn(Maps({1}, Int32s({7}), Strings("u", {"v"})), {"\"[[7,\"\"v\"\"]]\""},
               {"[[7,\"v\"]]"});
}

TEST_F(Text, EncodedColumnsAreTheirValues) {
  ExpectColumn(Dictionary(Fixed<int8_t>("c", {1, std::nullopt, 0, 2}),
                          Strings("u", {"a", "b,c", std::nullopt})),
               {"\"b,c\"", "", "a", ""}, {"\"b,c\"", "null", "\"a\"", "null"});
  ExpectColumn(RunEndEncoded(3, Int32s({2, 3}), Int64s({5, 6})), {"5", "5", "6"}, {"5", "5", "6"});
}

TEST_F(Text, SlicesBatchesAndNullRows) {
  const ArrayData batch = Batch(3, {Int32s({1, std::nullopt, 3}).Named("x")});
  EXPECT_EQ(Written({batch.Sliced(1, 2), batch}, kCsv), "x\n\n3\n1\n\n3\n");
  const ArrayData nulls =
      Struct({true, false}, {Int32s({1, 2}).Named("x"), Int32s({3, 4}).Named("y")});
  EXPECT_EQ(Written({nulls}, kCsv), "x,y\n1,3\n,\n");
  EXPECT_EQ(Written({nulls}, kNdjson), "{\"x\":1,\"y\":3}\n{\"x\":null,\"y\":null}\n");
}

TEST_F(Text, MaxRows) {
  const ArrayData batch = Batch(2, {Int32s({1, 2}).Named("x")});
  EXPECT_EQ(Written({batch, batch}, kCsv, 3), "x\n1\n2\n1\n");
  EXPECT_EQ(Written({batch, batch}, kCsv, -1), "x\n");
  EXPECT_EQ(Written({batch, batch}, kNdjson, -1), "");
}

TEST_F(Text, LongTextsAndLinesExceedTheBuffer) {
  std::string longest(200000, 'x'), expected;
  for (size_t i = 0; i < longest.size(); i += 7) longest[i] = '"';
  for (const char letter : longest) expected += letter == '"' ? "\"\"" : std::string(1, letter);
  EXPECT_EQ(Written({Batch(1, {Strings("u", {longest}).Named("x")})}, kCsv),
            "x\n\"" + expected + "\"\n");
}

// Each type gives as many lines as it has rows, and JSON without bytes that JSON forbids.
class TextTypes : public Text, public ::testing::WithParamInterface<TypeCase> {};

TEST_P(TextTypes, OneLinePerRow) {
  const ArrayData column = GetParam().make(11, true).Named("x");
  const std::string json =
      Written({Batch(11, {column}), Batch(11, {column}).Sliced(3, 4)}, kNdjson);
  EXPECT_EQ(std::count(json.begin(), json.end(), '\n'), 15);
  const std::string csv = Written({Batch(11, {column})}, kCsv);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 12);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '"') % 2, 0);
}

INSTANTIATE_TEST_SUITE_P(All, TextTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

TEST_F(Text, TheNameDecidesTheFormat) {
  const std::vector<ArrayData> batches = {Batch(1, {Int32s({1}).Named("x")})};
  for (const std::string name : {"a.csv", "a.ndjson", "a.jsonl", "a"}) {
    ASSERT_OK(
        ArrowBridgeWriteTextFile(ReaderOf(batches).get(), Path(name).c_str(), nullptr, &error_));
    EXPECT_EQ(Load(Path(name)),
              name.find(".n") != std::string::npos || name.find(".jsonl") != std::string::npos
                  ? "{\"x\":1}\n"
                  : "x\n1\n");
  }
}

TEST_F(Text, Descriptors) {
  const int fd = open(Path("fd").c_str(), O_CREAT | O_WRONLY, 0600);
  ASSERT_GE(fd, 0);
  ASSERT_EQ(write(fd, "#\n", 2), 2);
  EXPECT_OK(ArrowBridgeWriteTextDescriptor(ReaderOf({Batch(1, {Int32s({1}).Named("x")})}).get(), fd,
                                           nullptr, &error_));
  close(fd);
  EXPECT_EQ(Load(Path("fd")), "#\nx\n1\n");
}

TEST_F(Text, Callbacks) {
  MemoryOutput output;
  const ArrowBridgeOutput callbacks = output.Get();
  ArrowBridgeTextWriteOptions options = Options(0, 30000);
  const ArrayData batch = Batch(3, {Strings("u", {"one", "two", std::nullopt}).Named("x")});
  const std::vector<ArrayData> many(20000, batch);
  EXPECT_OK(ArrowBridgeWriteTextOutput(ReaderOf(many).get(), &callbacks, &options, &error_));
  EXPECT_EQ(std::string(output.bytes().begin(), output.bytes().end()), Written(many, kCsv, 30000));
  EXPECT_GT(output.writes(), 1);
  EXPECT_EQ(output.releases(), 1);

  MemoryOutput json;
  const ArrowBridgeOutput json_callbacks = json.Get();
  options = Options(kNdjson);
  EXPECT_OK(
      ArrowBridgeWriteTextOutput(ReaderOf({batch}).get(), &json_callbacks, &options, &error_));
  EXPECT_EQ(std::string(json.bytes().begin(), json.bytes().end()),
            "{\"x\":\"one\"}\n{\"x\":\"two\"}\n{\"x\":null}\n");
}

TEST_F(Text, FailuresOfCallbacks) {
  const ArrayData batch = Batch(1, {Int32s({1}).Named("x")});
  MemoryOutput output;
  output.FailFrom(0, ENOSPC, "no more room");
  ArrowBridgeOutput callbacks = output.Get();
  EXPECT_EQ(ArrowBridgeWriteTextOutput(ReaderOf({batch}).get(), &callbacks, nullptr, &error_),
            ENOSPC);
  EXPECT_STREQ(error_.message, "no more room");
  EXPECT_EQ(output.releases(), 1);

  const ReaderHandle reader = ReaderOf({batch});
  MemoryOutput unused;
  callbacks = unused.Get();
  EXPECT_ERROR(ArrowBridgeWriteTextOutput(nullptr, &callbacks, nullptr, &error_), EINVAL,
               "'reader' is NULL");
  EXPECT_ERROR(ArrowBridgeWriteTextOutput(reader.get(), nullptr, nullptr, &error_), EINVAL,
               "'output' is NULL");
  const ArrowBridgeTextWriteOptions options = Options(3);
  EXPECT_ERROR(ArrowBridgeWriteTextOutput(reader.get(), &callbacks, &options, &error_), EINVAL,
               "unknown format: 3");
  callbacks.write = nullptr;
  EXPECT_ERROR(ArrowBridgeWriteTextOutput(reader.get(), &callbacks, nullptr, &error_), EINVAL,
               "'output' has no function 'write'");
  EXPECT_EQ(unused.releases(), 3);
  EXPECT_EQ(unused.writes(), 0);
}

TEST_F(Text, DataThatCannotBeWrittenLeavesTheFile) {
  Save("before", "kept");
  const ArrayData fine = Batch(2, {Strings("u", {"a", "b"}).Named("x")});
  const ArrayData bad = Batch(2, {Strings("u", {"a", "\xFF"}).Named("x")});
  EXPECT_ERROR(Write({fine, bad}, kNdjson), ENOTSUP, "kept", "batch 1", "field 'x'", "row 1",
               "UTF-8");
  EXPECT_EQ(Written({bad}, kCsv), "x\na\n\xFF\n");
  const ArrayData twice = Batch(1, {Int32s({1}).Named("x"), Int32s({2}).Named("x")});
  EXPECT_ERROR(Write({twice}, kNdjson), ENOTSUP, "two members with the name 'x'");
  EXPECT_EQ(Written({twice}, kCsv), "x,x\n1,2\n");
  EXPECT_ERROR(Write({Batch(1, {twice.Named("s")})}, kCsv), ENOTSUP, "field 's.x'", "two members");
  EXPECT_ERROR(Write({Batch(3, {})}, kCsv), ENOTSUP, "without columns");
  EXPECT_EQ(Written({Batch(2, {})}, kNdjson), "{}\n{}\n");
  EXPECT_EQ(Load(Path("kept")), "before");
}

int StopAtTwo(void* context, int64_t batches, int64_t bytes) {
  *static_cast<int64_t*>(context) = bytes;
  return batches == 2;
}

TEST_F(Text, ProgressCanStop) {
  int64_t bytes = 0;
  ArrowBridgeTextWriteOptions options = Options(kCsv);
  options.progress = StopAtTwo;
  options.progress_context = &bytes;
  const ArrayData batch = Batch(2, {Int32s({1, 2}).Named("x")});
  EXPECT_ERROR(ArrowBridgeWriteTextFile(ReaderOf({batch, batch, batch}).get(),
                                        Path("stopped").c_str(), &options, &error_),
               ECANCELED, "progress");
  EXPECT_EQ(bytes, 10);
  EXPECT_FALSE(std::filesystem::exists(Path("stopped")));
}

TEST_F(Text, InvalidArguments) {
  const std::vector<ArrayData> batches = {Batch(1, {Int32s({1}).Named("x")})};
  const ReaderHandle reader = ReaderOf(batches);
  EXPECT_ERROR(ArrowBridgeWriteTextFile(nullptr, "x", nullptr, &error_), EINVAL,
               "'reader' is NULL");
  EXPECT_ERROR(ArrowBridgeWriteTextFile(reader.get(), nullptr, nullptr, &error_), EINVAL,
               "'path' is NULL");
  EXPECT_ERROR(ArrowBridgeWriteTextDescriptor(nullptr, 1, nullptr, &error_), EINVAL,
               "'reader' is NULL");
  EXPECT_ERROR(ArrowBridgeWriteTextDescriptor(reader.get(), -1, nullptr, &error_), EINVAL,
               "'fd' is -1");
  ArrowBridgeTextWriteOptions options = Options(3);
  EXPECT_ERROR(ArrowBridgeWriteTextDescriptor(reader.get(), 1, &options, &error_), EINVAL,
               "unknown format: 3");
  options = Options(kCsv);
  options.reserved = 1;
  EXPECT_ERROR(ArrowBridgeWriteTextDescriptor(reader.get(), 1, &options, &error_), EINVAL,
               "reserved");
  EXPECT_ERROR(ArrowBridgeWriteTextFile(reader.get(), Path("no/folder").c_str(), nullptr, &error_),
               ENOENT, "no/folder", "cannot be created");
}

}  // namespace
}  // namespace arrowbridge_tests
