// ArrowBridgeSchemaParse and ArrowBridgeSchemaToLine.

#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "support/all_types.h"
#include "support/schema_text.h"

namespace {

using namespace arrowbridge_tests;

class SchemaText : public SchemaTextTest {
 protected:
  void ExpectRefused(const std::string& text, const std::string& message) {
    auto* out = Garbage<ArrowBridgeSchema*>();
    EXPECT_ERROR(ArrowBridgeSchemaParse(text.c_str(), &out, &error_), EINVAL,
                 "ArrowBridgeSchemaParse: ", message)
        << text.substr(0, 60);
    EXPECT_EQ(out, nullptr);
  }

  // The line that is printed for a text, which is another one if the text leaves defaults out.
  std::string Printed(const std::string& text) { return Line(Parse(text).get(), 1); }
};

TEST_F(SchemaText, ArgumentsAreChecked) {
  auto* out = Garbage<ArrowBridgeSchema*>();
  EXPECT_ERROR(ArrowBridgeSchemaParse(nullptr, &out, &error_), EINVAL, "'text' is NULL");
  EXPECT_EQ(out, nullptr);
  EXPECT_ERROR(ArrowBridgeSchemaParse("int8", nullptr, &error_), EINVAL, "'out' is NULL");
  EXPECT_EQ(ArrowBridgeSchemaParse("int9", &out, nullptr), EINVAL);
  const SchemaHandle schema = Parse("int8");
  auto* line = Garbage<char*>();
  EXPECT_ERROR(ArrowBridgeSchemaToLine(nullptr, 1, &line, &error_), EINVAL, "'schema' is NULL");
  EXPECT_EQ(line, nullptr);
  EXPECT_ERROR(ArrowBridgeSchemaToLine(schema.get(), 1, nullptr, &error_), EINVAL, "'out' is NULL");
}

TEST_F(SchemaText, ErrorsSayWhereAndWhatWasExpected) {
  for (const auto& [text, message] : std::vector<std::pair<const char*, const char*>>{
           {"", "the name of a type is expected at byte 0, where the text ends"},
           {"  ", "the name of a type is expected at byte 2"},
           {"int33", "there is no type 'int33' at byte 0; did you mean 'int32'?"},
           {"struct<a: Utf>", "there is no type 'Utf' at byte 10; did you mean 'utf8'?"},
           {"Dictionary<int8, utf8>", "did you mean 'dictionary'?"},
           {"list<something_else>", "there is no type 'something_else' at byte 5"},
           {"list", "'<' is expected at byte 4, where the text ends"},
           {"list<int8", "'>' is expected at byte 9, where the text ends"},
           {"list<int8>>", "the end is expected at byte 10, not '>'"},
           {"list<int8, int8>", "'>' is expected at byte 9, not ', int8>'"},
           {"struct<int8>", "the name of a field, and ':', is expected at byte 7, not 'int8>'"},
           {"struct<a: int8 b: utf8, c: a long rest of the text>",
            "',' or '>' is expected at byte 15, not 'b: utf8, c: a long rest …'"},
           {"int8 not", "'null' is expected at byte 8"},
           {"timestamp[hours]", "one of s, ms, us, ns is expected at byte 10, not 'hours]'"},
           {"time32[us]", "one of s, ms is expected at byte 7"},
           {"time64[s]", "one of us, ns is expected at byte 7"},
           {"interval[years]", "one of months, day_time, month_day_nano is expected at byte 9"},
           {"timestamp[s, ]", "a timezone is expected at byte 13"},
           {"timestamp[s, \"a\\u0000b\"]", "there is a NUL in the text at byte 13"},
           {"decimal128(99, 1)",
            "FMT-22: precision 99 is not between 1 and 38, which 128 bits can "
            "hold, for the type at byte 0"},
           {"list<decimal128(x, 1)>", "a number is expected at byte 16"},
           {"fixed_size_binary[-1]", "FMT-23"},
           {"dense_union[1, 1]<a: int8, b: int8>", "FMT-51: type id 1 appears twice"},
           {"dense_union[1]<a: int8, b: int8>", "FMT-51"},
           {"run_end_encoded<utf8, utf8>", "FMT-53"},
           {"map<int8>", "FMT-50"},
           {"map<int8, int8, int8>", "'>' is expected at byte 14"},
           {"map[sorted]<int8, int8>", "'keys' is expected at byte 4"},
           {"dictionary<utf8, utf8>", "an integer type of the indices is expected at byte 11"},
           {"dictionary<int8, utf8, sorted>", "'ordered' is expected at byte 23"},
           {"extension<x>", "the storage type is expected before 'extension' at byte 0"},
           {"int8 extension<>", "the name of an extension type is expected at byte 15"},
           {"int8 metadata<a>", "':' is expected at byte 15"},
           {"int8 flags<x>", "a number is expected at byte 11"},
           {"struct<\"a: int8>", "a quoted text begins at byte 7, and does not end"},
           {"struct<\"a\": int8, \"b\" int8>", "':' is expected at byte 22"},
           {"struct<\"a\\q\": int8>", "a backslash without one of \"\\/bfnrtu at byte 9"},
           {"struct<\"\\u12\": int8>", "\\u without four hexadecimal digits at byte 8"},
           {"struct<\"\\ud800\": int8>", "a surrogate without its other half at byte 8"},
           {"struct<\"\\udcff\": int8>", "SCH-5"},
           {"struct<a\x01: int8>", "the name of a field"},
       }) {
    ExpectRefused(text, message);
  }
}

TEST_F(SchemaText, DeepAndHugeTexts) {
  const auto repeat = [](const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; i++) all += text;
    return all;
  };
  Parse(repeat("list<", 64) + "int8" + repeat(">", 64));
  ExpectRefused(repeat("list<", 65) + "int8" + repeat(">", 65),
                "SCH-20: the schema is nested more");
  ExpectRefused(repeat("list<", 500000), "nested more than 65 levels deep at byte 325");
  ExpectRefused(repeat("dictionary<int8, ", 500000), "SCH-20");
  ExpectRefused("map<int8, " + repeat("list<", 63) + "int8" + repeat(">", 64), "SCH-20");
  ExpectRefused("list<" + repeat("a", 1 << 20), "there is no type 'aaaa");
  ExpectRefused("struct<" + repeat("a b ", 1 << 18), "the name of a field");
  ExpectRefused(repeat("\"", 1 << 20), "':' is expected at byte 2");
  ExpectRefused("\"" + repeat("\\", 1 << 20), "does not end");
  ExpectRefused("struct<" + repeat("a: int8, ", 1 << 16), "the name of a field");
}

TEST_F(SchemaText, MissingPartsHaveTheirUsualMeaning) {
  for (const auto& [text, printed] : std::vector<std::pair<const char*, const char*>>{
           {" struct < a :int8,\n\tb: string  not  null > ", "struct<a: int8, b: utf8 not null>"},
           {"struct", "struct"},
           {"struct<>", "struct"},
           {"struct<a: struct<>> nullable", "struct<a: struct> nullable"},
           {"struct not null", "struct"},
           {"x: struct", "x: struct"},
           {"int8 nullable", "int8"},
           {"large_string", "large_utf8"},
           {"string_view", "utf8_view"},
           {"decimal(10)", "decimal128(10, 0)"},
           {"decimal32(9, -2)", "decimal32(9, -2)"},
           {"timestamp[us, \"+05:30\"]", "timestamp[us, +05:30]"},
           {"timestamp[ns, \"\"]", "timestamp[ns]"},
           {"list<utf8>", "list<item: utf8>"},
           {"list<x: utf8>", "list<x: utf8>"},
           {"fixed_size_list[2]<int8 not null>", "fixed_size_list[2]<item: int8 not null>"},
           {"map<utf8, int8>", "map<entries: struct<key: utf8 not null, value: int8> not null>"},
           {"map[keys sorted]<k: utf8, v: int8 not null>",
            "map[keys sorted]<entries: struct<k: utf8 not null, v: int8 not null> not null>"},
           {"map<struct<k: utf8 not null, v: int8>>",
            "map<entries: struct<k: utf8 not null, v: int8> not null>"},
           {"run_end_encoded<int32, utf8>",
            "run_end_encoded<run_ends: int32 not null, values: utf8>"},
           {"dense_union<a: int8, b: utf8>", "dense_union[0, 1]<a: int8, b: utf8>"},
           {"sparse_union", "sparse_union[]"},
           {"dictionary<int8, v: utf8 not null, ordered>",
            "dictionary<int8, v: utf8 not null, ordered>"},
           {"int8 flags<12> metadata< a : b , \"\" : \"\" >",
            "int8 flags<12> metadata<a: b, \"\": \"\">"},
           {"\"\\u0041\\/\\b\\f\": int8", "\"A/\\u0008\\u000c\": int8"},
           {"\"\\ud83d\\ude00\": int8", "\xF0\x9F\x98\x80: int8"},
       }) {
    EXPECT_EQ(Printed(text), printed) << text;
    EXPECT_EQ(Printed(printed), printed);
  }
}

TEST_F(SchemaText, NamesAreQuotedIfTheyMustBe) {
  const std::vector<std::pair<std::string, std::string>> names = {
      {"a", "a"},
      {"two words", "two words"},
      {"not null", "not null"},
      {"back\\slash", "back\\slash"},
      {"\xE2\x82\xAC", "\xE2\x82\xAC"},
      {"", "\"\""},
      {" edge ", "\" edge \""},
      {"a:b", "\"a:b\""},
      {"<>", "\"<>\""},
      {"\"\\", "\"\\\"\\\\\""},
      {"tab\tline\n\r", "\"tab\\tline\\n\\r\""},
      {"\xC2\xA0", "\"\\u00a0\""},
      {"\xE2\x80\xAE", "\"\\u202e\""},
      {"\xF0\x9F\x98\x80(", "\"\\ud83d\\ude00(\""},
  };
  for (const auto& [name, quoted] : names) {
    const SchemaHandle schema = ImportSchema(Type("+s", "", {Type("c", name)}));
    EXPECT_EQ(Line(schema.get(), 0), "struct<" + quoted + ": int8> nullable");
    ExpectInverse(schema.get());
  }
}

TEST_F(SchemaText, MetadataIsPrintedOnRequest) {
  const ArrayData uuid =
      With(Type("w:16", "id"), {{"key", "a value"},
                                {"ARROW:extension:metadata", std::string("\xFF\0", 2)},
                                {"ARROW:extension:name", "arrow.uuid"},
                                {"ARROW:extension:name", "again"}});
  const SchemaHandle schema =
      ImportSchema(With(Type("+s", "", {uuid}), {{"k:1", "x:y"}, {"", ""}}));
  EXPECT_EQ(Line(schema.get(), 0),
            "struct<id: fixed_size_binary[16] extension<arrow.uuid, \"\\udcff\\u0000\">> nullable");
  EXPECT_EQ(Line(schema.get(), 1),
            "struct<id: fixed_size_binary[16] extension<arrow.uuid, \"\\udcff\\u0000\"> "
            "metadata<key: \"a value\", \"ARROW:extension:name\": again>> nullable "
            "metadata<\"k:1\": x:y, \"\": \"\">");
  ExpectInverse(schema.get());
}

using SchemaTextTypes = SchemaTextTest;

TEST_F(SchemaTextTypes, EveryTypeIsParsedFromItsLine) {
  std::vector<ArrayData> all;
  for (const TypeCase& type : AllTypes()) {
    const ArrayData data = type.make(0, false);
    ExpectInverse(ImportSchema(data).get());
    all.push_back(data.Named(type.name));
  }
  ExpectInverse(ImportSchema(Type("+s", "", all)).get());
}

TEST_F(SchemaTextTypes, RandomSchemasAreParsedFromTheirLines) {
  RandomSchemas random(17);
  for (int i = 0; i < 3000; i++) ExpectInverse(ImportSchema(random.Next()).get());
}

TEST_F(SchemaTextTypes, DamagedLinesAreErrorsOrSchemas) {
  RandomSchemas random(18);
  int parsed = 0, refused = 0;
  for (int i = 0; i < 3000; i++) {
    const std::string text = random.Damaged(Line(ImportSchema(random.Next()).get(), 1));
    ArrowBridgeSchema* schema = nullptr;
    const int code = ArrowBridgeSchemaParse(text.c_str(), &schema, &error_);
    if (code == 0) ExpectInverse(schema);
    code == 0 ? parsed++ : refused++;
    ArrowBridgeSchemaRelease(schema);
  }
  EXPECT_GT(parsed, 100);
  EXPECT_GT(refused, 1000);
}

}  // namespace
