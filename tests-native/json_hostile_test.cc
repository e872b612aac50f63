// Input that is not JSON, is of another format, or has wrong counts: each gives an error with its
// position, and nothing is leaked.
#include <cerrno>
#include <string>
#include <vector>

#include "support/json_files.h"

namespace arrowbridge_tests {
namespace {

class JsonHostile : public JsonFixture {
 protected:
  void ExpectError(const std::string& text, const std::vector<std::string>& parts = {},
                   int code = EINVAL) {
    SCOPED_TRACE(text.substr(0, 200));
    EXPECT_EQ(ReadAll(Save(text)), code) << error_.message;
    for (const std::string& part : parts) {
      EXPECT_NE(std::string(error_.message).find(part), std::string::npos)
          << "no \"" << part << "\" in: " << error_.message;
    }
  }

  // A file with one column "x" of this type, and one batch with these members for its array.
  static std::string File(const std::string& type, const std::string& members,
                          const std::string& more_of_field = "") {
    return R"({"schema":{"fields":[{"name":"x","type":)" + type + R"(,"nullable":true)" +
           more_of_field + R"(}]},"batches":[{"count":2,"columns":[{"name":"x","count":2,)" +
           members + "}]}]}";
  }

  const std::string int32_ = R"({"name":"int","bitWidth":32,"isSigned":true})";
  const std::string valid_ = File(int32_, R"("VALIDITY":[1,0],"DATA":[1,2])");
};

TEST_F(JsonHostile, ValidFileIsRead) { EXPECT_OK(ReadAll(Save(valid_))); }

TEST_F(JsonHostile, CutOffAtEveryByte) {
  ArrayData nested = Lists("+l", {1, std::nullopt}, Strings("u", {"\xC3\xA9\n"})).Named("list");
  ASSERT_OK(ArrowBridgeWriteJsonFile(
      ReaderOf({Batch(2, {nested, Dictionary(Fixed<int8_t>("c", {0, 0}), Int64s({5})).Named("d"),
                          Views("vu", {"", "a text that is not inline"}).Named("v")})})
          .get(),
      Path("whole.json").c_str(), &error_));
  const std::string whole = Load(Path("whole.json"));
  ASSERT_OK(ReadAll(Path("whole.json")));
  for (size_t size = 0; size + 1 < whole.size(); size++) {
    ASSERT_EQ(ReadAll(Save(whole.substr(0, size))), EINVAL) << size;
    ASSERT_NE(std::string(error_.message).find("the text ends at byte"), std::string::npos)
        << error_.message;
  }
}

// Whatever value a byte is changed to, the result is success or an error.
TEST_F(JsonHostile, ChangedBytes) {
  const std::string dictionary =
      R"(,"dictionary":{"id":0,"indexType":{"name":"int","bitWidth":8,"isSigned":true}})";
  std::string whole = File(R"({"name":"utf8"})", R"("VALIDITY":[1,1],"DATA":[0,0])", dictionary);
  whole.pop_back();
  whole += R"(,"dictionaries":[{"id":0,"data":{"count":1,"columns":[)"
           R"({"name":"D","count":1,"VALIDITY":[1],"OFFSET":[0,1],"DATA":["a"]}]}}]})";
  ASSERT_OK(ReadAll(Save(whole)));
  int failed = 0;
  for (size_t i = 0; i < whole.size(); i++) {
    for (const char byte : {'\0', '"', '[', '}', '9', '-', '\xFF'}) {
      std::string changed = whole;
      changed[i] = byte;
      const int rc = ReadAll(Save(changed));
      EXPECT_TRUE(rc == 0 || rc == EINVAL || rc == ENOTSUP) << rc << ": " << error_.message;
      failed += rc != 0;
    }
  }
  EXPECT_GT(failed, 1000);
}

TEST_F(JsonHostile, NotJson) {
  ExpectError("", {"the text ends at byte 0"});
  ExpectError("PAR1", {"byte 0"});
  ExpectError("{\"a\":1,}", {"byte 7", "a string"});
  ExpectError("{'a':1}", {"byte 1"});
  ExpectError("[1 2]", {"byte 3", "a comma"});
  ExpectError("{\"a\" 1}", {"a colon"});
  ExpectError("01", {"byte 1"});
  ExpectError("1.", {"a digit"});
  ExpectError("-", {"a value"});
  ExpectError("nul", {"'null'"});
  ExpectError("\"\n\"", {"byte 1"});
  ExpectError("\"\\x\"", {"an escape"});
  ExpectError("\"\\uD800\"", {"surrogate"});
  ExpectError("\"\\uDC00\"", {"surrogate"});
  ExpectError("\"\xC3(\"", {"UTF-8"});
  ExpectError("{} x", {"the end of the text"});
  ExpectError(std::string("{}\0", 3), {"byte 2"});
}

TEST_F(JsonHostile, NestedTooDeep) {
  ExpectError(std::string(100000, '['), {"256 levels"});
  std::string objects;
  for (int i = 0; i < 100000; i++) objects += "{\"a\":";
  ExpectError(objects, {"256 levels"});
  std::string field = R"({"name":"x","type":{"name":"null"}})";
  for (int i = 0; i < 70; i++) {
    field = R"({"name":"l","type":{"name":"list"},"children":[)" + field + "]}";
  }
  ExpectError(R"({"schema":{"fields":[)" + field + R"(]},"batches":[]})", {"SCH-20"});
}

TEST_F(JsonHostile, NotOfTheFormat) {
  ExpectError("[]", {"an array, not an object"});
  ExpectError("{}", {"\"schema\" is nothing"});
  ExpectError(R"({"schema":{"fields":{}},"batches":[]})", {"\"fields\" is an object"});
  ExpectError(R"({"schema":{"fields":[]}})", {"\"batches\" is nothing"});
  ExpectError(R"({"schema":{"fields":[7]},"batches":[]})", {"field '[0]'", "7, not an object"});
  ExpectError(R"({"schema":{"fields":[]},"batches":[7]})", {"batch 0", "7, not an object"});
  ExpectError(R"({"schema":{"fields":[],"metadata":[{"key":1}]},"batches":[]})", {"metadata"});
  ExpectError(R"({"schema":{"fields":[{"name":"a\u0000","type":{"name":"null"}}]},"batches":[]})",
              {"zero character"});
}

TEST_F(JsonHostile, Types) {
  const auto expect_error = [this](const std::string& type, const std::string& part,
                                   int code = EINVAL) {
    ExpectError(File(type, R"("DATA":[])"), {"field 'x'", part}, code);
  };
  expect_error("7", "\"name\"");
  expect_error(R"({"name":"complex"})", "\"complex\" is not known", ENOTSUP);
  expect_error(R"({"name":"int","bitWidth":24,"isSigned":true})", "24");
  expect_error(R"({"name":"int","bitWidth":1e3,"isSigned":true})", "1e3");
  expect_error(R"({"name":"int","bitWidth":8})", "isSigned");
  expect_error(R"({"name":"floatingpoint","precision":"QUAD"})", "QUAD");
  expect_error(R"({"name":"time","unit":"SECOND","bitWidth":64})", "32 bits");
  expect_error(R"({"name":"timestamp","unit":"SECOND","timezone":1})", "timezone");
  expect_error(R"({"name":"fixedsizebinary","byteWidth":-1})", "byteWidth");
  expect_error(R"({"name":"fixedsizelist","listSize":99999999999})", "listSize");
  expect_error(R"({"name":"decimal","precision":99,"scale":0})", "FMT-22");
  expect_error(R"({"name":"decimal","precision":9,"scale":0,"bitWidth":48})", "FMT-22");
  expect_error(R"({"name":"union","mode":"DENSE","typeIds":[200]})", "typeIds");
  expect_error(R"({"name":"union","mode":"DENSE","typeIds":[1]})", "FMT-51");
  expect_error(R"({"name":"list"})", "SCH-15");
  expect_error(R"({"name":"map","keysSorted":false})", "FMT-50");
  expect_error(R"({"name":"runendencoded"})", "FMT-53");
}

TEST_F(JsonHostile, Values) {
  const auto expect_error = [this](const std::string& type, const std::string& members,
                                   const std::vector<std::string>& parts) {
    std::vector<std::string> all = {"batch 0", "field 'x'"};
    all.insert(all.end(), parts.begin(), parts.end());
    ExpectError(File(type, members), all);
  };
  const std::string valid = R"("VALIDITY":[1,1],)";
  expect_error(int32_, R"("DATA":[1])", {"\"DATA\" has 1 elements, not 2"});
  expect_error(int32_, R"("VALIDITY":[1],"DATA":[1,2])", {"\"VALIDITY\" has 1"});
  expect_error(int32_, R"("VALIDITY":[1,2],"DATA":[1,2])", {"row 1: 2 is not 0 or 1"});
  expect_error(int32_, R"("VALIDITY":7,"DATA":[1,2])", {"\"VALIDITY\" is 7"});
  expect_error(int32_, valid + R"("DATA":[1,2147483648])", {"row 1: 2147483648"});
  expect_error(int32_, valid + R"("DATA":[1,1.5])", {"row 1: 1.5"});
  expect_error(int32_, valid + R"("DATA":[1,null])", {"row 1: null"});
  expect_error(int32_, valid + R"("DATA":[1,[2]])", {"row 1: an array"});
  expect_error(int32_, R"("VALIDITY":[1,1])", {"\"DATA\" is nothing"});
  expect_error(R"({"name":"int","bitWidth":64,"isSigned":false})",
               valid + R"("DATA":["1","18446744073709551616"])", {"row 1"});
  expect_error(R"({"name":"int","bitWidth":64,"isSigned":true})",
               valid + R"("DATA":["-9223372036854775808","-9223372036854775809"])", {"row 1"});
  expect_error(R"({"name":"floatingpoint","precision":"DOUBLE"})",
               valid + R"("DATA":[1e308,1e309])", {"row 1: 1e309"});
  expect_error(R"({"name":"bool"})", valid + R"("DATA":[true,"true"])", {"row 1"});
  expect_error(R"({"name":"decimal","precision":9,"scale":0,"bitWidth":32})",
               valid + R"("DATA":["-2147483648","2147483648"])", {"row 1", "32 bits"});
  expect_error(R"({"name":"decimal","precision":9,"scale":0})", valid + R"("DATA":["1","1.0"])",
               {"row 1"});
  expect_error(R"({"name":"binary"})", valid + R"("OFFSET":[0,1,2],"DATA":["00","0"])", {"row 1"});
  expect_error(R"({"name":"binary"})", valid + R"("OFFSET":[0,1,2],"DATA":["00","0g"])", {"row 1"});
  expect_error(R"({"name":"fixedsizebinary","byteWidth":2})", valid + R"("DATA":["0000","00"])",
               {"row 1"});
  expect_error(R"({"name":"interval","unit":"DAY_TIME"})",
               valid + R"("DATA":[{"days":1,"milliseconds":2},{"days":1}])", {"row 1"});
  expect_error(R"({"name":"utf8view"})",
               valid + R"("VIEWS":[{"SIZE":1,"INLINED":"a"},{"SIZE":2,"INLINED":"a"}])", {"row 1"});
  expect_error(R"({"name":"utf8view"})",
               valid + R"("VIEWS":[{"SIZE":0,"INLINED":""},)"
                       R"({"SIZE":13,"PREFIX_HEX":"61616161","BUFFER_INDEX":1,"OFFSET":0}],)"
                       R"("VARIADIC_DATA_BUFFERS":["61616161616161616161616161"])",
               {"row 1", "variadic buffer 1"});
}

TEST_F(JsonHostile, Children) {
  const std::string child = R"(,"children":[{"name":"item","type":)" + int32_ + "}]";
  const auto expect_error = [&](const std::string& type, const std::string& members,
                                const std::string& items, const std::string& part) {
    ExpectError(
        File(type,
             R"("VALIDITY":[1,1],)" + members + R"("children":[{"name":"item",)" + items + "}]",
             child),
        {part});
  };
  const std::string items = R"("count":2,"VALIDITY":[1,1],"DATA":[1,2])";
  expect_error(R"({"name":"list"})", R"("OFFSET":[0,1,3],)", items, "field 'x'");
  expect_error(R"({"name":"list"})", R"("OFFSET":[0,2,1],)", items, "field 'x'");
  expect_error(R"({"name":"list"})", R"("OFFSET":[0,1],)", items, "not 3");
  expect_error(R"({"name":"listview"})", R"("OFFSET":[0,1],"SIZE":[1,9],)", items, "field 'x'");
  expect_error(R"({"name":"fixedsizelist","listSize":2})", "", items, "field 'x");
  expect_error(R"({"name":"struct"})", "", R"("count":3,"VALIDITY":[1,1,1],"DATA":[1,2,3])",
               "3 rows, not 2");
  expect_error(R"({"name":"struct"})", R"("name":"x",)", R"("name":"other",)" + items,
               "field 'x.item'");
  expect_error(R"({"name":"union","mode":"DENSE","typeIds":[0]})",
               R"("TYPE_ID":[0,1],"OFFSET":[0,1],)", items, "field 'x'");
  expect_error(R"({"name":"union","mode":"DENSE","typeIds":[0]})",
               R"("TYPE_ID":[0,0],"OFFSET":[0,2],)", items, "field 'x'");
}

// A number of rows is accepted only if the rows exist.
TEST_F(JsonHostile, HugeCounts) {
  const auto file = [](const std::string& type, const std::string& count) {
    return R"({"schema":{"fields":[{"name":"x","type":{"name":")" + type +
           R"("}}]},"batches":[{"count":)" + count + R"(,"columns":[{"name":"x","count":)" + count +
           R"(,"VALIDITY":[],"OFFSET":[],"VIEWS":[],"DATA":[]}]}]})";
  };
  for (const char* type : {"bool", "utf8", "largebinary", "binaryview"}) {
    for (const char* count : {"9223372036854775807", "1000000000000"}) {
      ExpectError(file(type, count), {"has 0 elements"});
    }
  }
  ExpectError(File(R"({"name":"fixedsizebinary","byteWidth":2147483647})",
                   R"("VALIDITY":[0,0],"DATA":["",""])"),
              {"4294967294 bytes"});
  EXPECT_OK(ReadAll(Save(
      File(R"({"name":"fixedsizebinary","byteWidth":16})", R"("VALIDITY":[0,0],"DATA":["",""])"))));
  ExpectError(file("null", "9223372036854775808"), {"\"count\""});
  ExpectError(file("null", "-1"), {"\"count\""});
  EXPECT_OK(ReadAll(Save(file("null", "1000000000000"))));
}

TEST_F(JsonHostile, Dictionaries) {
  const std::string encoding =
      R"(,"dictionary":{"id":5,"indexType":{"name":"int","bitWidth":8,"isSigned":true}})";
  const auto file = [&](const std::string& indices, const std::string& dictionaries) {
    std::string text =
        File(R"({"name":"utf8"})", R"("VALIDITY":[1,1],"DATA":)" + indices, encoding);
    text.pop_back();
    return text + R"(,"dictionaries":)" + dictionaries + "}";
  };
  const auto dictionary = [](const std::string& id) {
    return R"({"id":)" + id + R"(,"data":{"count":1,"columns":[)" +
           R"({"name":"D","count":1,"VALIDITY":[1],"OFFSET":[0,1],"DATA":["a"]}]}})";
  };
  EXPECT_OK(ReadAll(Save(file("[0,0]", "[" + dictionary("5") + "]"))));
  ExpectError(file("[0,1]", "[" + dictionary("5") + "]"), {"field 'x'"});
  ExpectError(file("[0,-1]", "[" + dictionary("5") + "]"), {"field 'x'"});
  ExpectError(file("[0,0]", "[" + dictionary("4") + "]"), {"dictionary 5", "does not have it"});
  ExpectError(file("[0,0]", "[" + dictionary("5") + "," + dictionary("5") + "]"), {"twice"});
  ExpectError(file("[0,0]", "7"), {"\"dictionaries\" is 7"});
  ExpectError(file("[0,0]", R"([{"id":5}])"), {"dictionary 5"});
  ExpectError(file("[0,0]", R"([{"id":5,"data":{"columns":[7]}}])"), {"not an object"});
  // Two fields, one id, two types.
  const auto field = [&](const char* type) {
    return std::string(R"({"name":"f","type":{"name":")") + type + "\"}" + encoding + "}";
  };
  ExpectError(
      R"({"schema":{"fields":[)" + field("utf8") + "," + field("binary") + R"(]},"batches":[]})",
      {"dictionary 5", "two different types"});
}

}  // namespace
}  // namespace arrowbridge_tests
