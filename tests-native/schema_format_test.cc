// Every format string (FMT-*): known formats are exported unchanged; invalid ones are rejected with
// their rule.

#include <string>
#include <vector>

#include "support/schema_fixture.h"

namespace {

using arrowbridge_tests::SchemaSpec;

class SchemaFormat : public arrowbridge_tests::SchemaFixture {
 protected:
  // At the root, and two levels below.
  void ExpectFormatRoundTrip(const std::string& format,
                             const std::vector<SchemaSpec>& children = {}) {
    SCOPED_TRACE(format);
    ExpectRoundTrip(SchemaSpec(format, "", children));
    ExpectRoundTrip(
        SchemaSpec("+s", "", {SchemaSpec("+l", "a", {SchemaSpec(format, "b", children)})}));
  }

  // At the same levels; the message names the rule, the format and, below the root, the path of the
  // field.
  void ExpectFormatError(const std::string& format, const std::string& rule, int code = EINVAL,
                         const std::vector<SchemaSpec>& children = {}) {
    SCOPED_TRACE("'" + format + "'");
    const SchemaSpec spec(format, "b", children);
    ExpectError(spec, code, {"ArrowBridgeImportSchema", rule + ":", format});
    ExpectError(SchemaSpec("+s", "root", {SchemaSpec("+l", "a", {spec})}), code,
                {rule + ":", "field 'a.b'", format});
  }
};

TEST_F(SchemaFormat, FMT_1_OnlyTheTopLevelTypeIsEncoded) {
  ExpectRoundTrip(SchemaSpec(
      "+L", "", {SchemaSpec("+vl", "v", {SchemaSpec("+w:3", "w", {SchemaSpec("vu", "x")})})}));
}

TEST_F(SchemaFormat, FMT_2_Null) { ExpectFormatRoundTrip("n"); }
TEST_F(SchemaFormat, FMT_3_Boolean) { ExpectFormatRoundTrip("b"); }
TEST_F(SchemaFormat, FMT_4_Int8) { ExpectFormatRoundTrip("c"); }
TEST_F(SchemaFormat, FMT_5_UInt8) { ExpectFormatRoundTrip("C"); }
TEST_F(SchemaFormat, FMT_6_Int16) { ExpectFormatRoundTrip("s"); }
TEST_F(SchemaFormat, FMT_7_UInt16) { ExpectFormatRoundTrip("S"); }
TEST_F(SchemaFormat, FMT_8_Int32) { ExpectFormatRoundTrip("i"); }
TEST_F(SchemaFormat, FMT_9_UInt32) { ExpectFormatRoundTrip("I"); }
TEST_F(SchemaFormat, FMT_10_Int64) { ExpectFormatRoundTrip("l"); }
TEST_F(SchemaFormat, FMT_11_UInt64) { ExpectFormatRoundTrip("L"); }
TEST_F(SchemaFormat, FMT_12_Float16) { ExpectFormatRoundTrip("e"); }
TEST_F(SchemaFormat, FMT_13_Float32) { ExpectFormatRoundTrip("f"); }
TEST_F(SchemaFormat, FMT_14_Float64) { ExpectFormatRoundTrip("g"); }
TEST_F(SchemaFormat, FMT_15_Binary) { ExpectFormatRoundTrip("z"); }
TEST_F(SchemaFormat, FMT_16_LargeBinary) { ExpectFormatRoundTrip("Z"); }
TEST_F(SchemaFormat, FMT_17_BinaryView) { ExpectFormatRoundTrip("vz"); }
TEST_F(SchemaFormat, FMT_18_Utf8) { ExpectFormatRoundTrip("u"); }
TEST_F(SchemaFormat, FMT_19_LargeUtf8) { ExpectFormatRoundTrip("U"); }
TEST_F(SchemaFormat, FMT_20_Utf8View) { ExpectFormatRoundTrip("vu"); }

TEST_F(SchemaFormat, FMT_21_Decimal128) {
  for (const char* format : {"d:19,10", "d:1,0", "d:38,38", "d:5,-2", "d:5,7"})
    ExpectFormatRoundTrip(format);
  ExpectExportsAs(SchemaSpec("d:19,10,128"), SchemaSpec("d:19,10"));
  for (const char* format : {"d:", "d:19", "d:19,", "d:,10", "d:a,b", "d:19,10,", "d:19,10,128,1",
                             "d:19 ,10", "d: 19,10", "d:19;10", "d:99999999999,1", "d:-,1"}) {
    ExpectFormatError(format, "FMT-21");
  }
}

TEST_F(SchemaFormat, FMT_22_DecimalWidths) {
  for (const char* format : {"d:9,2,32", "d:18,2,64", "d:76,2,256", "d:1,-300,256"})
    ExpectFormatRoundTrip(format);
  for (const char* format : {"d:9,2,512", "d:9,2,0", "d:9,2,16", "d:9,2,-128"}) {
    ExpectError(SchemaSpec(format), EINVAL, {"FMT-22:"});
  }
  for (const char* format : {"d:0,0", "d:-1,0", "d:39,0", "d:10,0,32", "d:19,0,64", "d:77,0,256"}) {
    ExpectError(SchemaSpec(format), EINVAL, {"FMT-22:", "precision"});
  }
}

TEST_F(SchemaFormat, FMT_23_FixedSizeBinary) {
  for (const char* format : {"w:0", "w:1", "w:42", "w:2147483647"}) ExpectFormatRoundTrip(format);
  for (const char* format : {"w:", "w:-1", "w:4x", "w:x4", "w: 4", "w:2147483648", "w:4,",
                             "w:99999999999999999999", "w:-0"}) {
    ExpectFormatError(format, "FMT-23");
  }
}

TEST_F(SchemaFormat, FMT_24_Date32) { ExpectFormatRoundTrip("tdD"); }
TEST_F(SchemaFormat, FMT_25_Date64) { ExpectFormatRoundTrip("tdm"); }
TEST_F(SchemaFormat, FMT_26_Time32Seconds) { ExpectFormatRoundTrip("tts"); }
TEST_F(SchemaFormat, FMT_27_Time32Milliseconds) { ExpectFormatRoundTrip("ttm"); }
TEST_F(SchemaFormat, FMT_28_Time64Microseconds) { ExpectFormatRoundTrip("ttu"); }
TEST_F(SchemaFormat, FMT_29_Time64Nanoseconds) { ExpectFormatRoundTrip("ttn"); }
TEST_F(SchemaFormat, FMT_30_TimestampSeconds) { ExpectFormatRoundTrip("tss:UTC"); }
TEST_F(SchemaFormat, FMT_31_TimestampMilliseconds) { ExpectFormatRoundTrip("tsm:UTC"); }
TEST_F(SchemaFormat, FMT_32_TimestampMicroseconds) { ExpectFormatRoundTrip("tsu:UTC"); }
TEST_F(SchemaFormat, FMT_33_TimestampNanoseconds) { ExpectFormatRoundTrip("tsn:UTC"); }

TEST_F(SchemaFormat, FMT_34_TimezoneIsUnchanged) {
  for (const char* zone : {"+05:30", "-00:00", "Europe/Berlin", "a zone with spaces", ":", "'UTC'",
                           "\xC3\x96sterreich", "UTC,128"}) {
    ExpectFormatRoundTrip(std::string("tsu:") + zone);
  }
  ExpectFormatRoundTrip("tsn:" + std::string(100000, 'z'));
  ExpectError(SchemaSpec("tss:\xFF"), EINVAL, {"SCH-3:", "UTF-8"});
}

TEST_F(SchemaFormat, FMT_35_EmptyTimezoneKeepsTheColon) {
  for (const char* format : {"tss:", "tsm:", "tsu:", "tsn:"}) ExpectFormatRoundTrip(format);
  for (const char* format : {"tss", "tsm", "tsu", "tsn", "tssUTC"})
    ExpectFormatError(format, "FMT-35");
}

TEST_F(SchemaFormat, FMT_36_DurationSeconds) { ExpectFormatRoundTrip("tDs"); }
TEST_F(SchemaFormat, FMT_37_DurationMilliseconds) { ExpectFormatRoundTrip("tDm"); }
TEST_F(SchemaFormat, FMT_38_DurationMicroseconds) { ExpectFormatRoundTrip("tDu"); }
TEST_F(SchemaFormat, FMT_39_DurationNanoseconds) { ExpectFormatRoundTrip("tDn"); }
TEST_F(SchemaFormat, FMT_40_IntervalMonths) { ExpectFormatRoundTrip("tiM"); }
TEST_F(SchemaFormat, FMT_41_IntervalDayTime) { ExpectFormatRoundTrip("tiD"); }
TEST_F(SchemaFormat, FMT_42_IntervalMonthDayNano) { ExpectFormatRoundTrip("tin"); }

TEST_F(SchemaFormat, FMT_43_DictionaryHasTheFormatOfItsIndices) {
  for (const char* format : {"c", "C", "s", "S", "i", "I", "l", "L"}) {
    SCOPED_TRACE(format);
    ExpectRoundTrip(SchemaSpec(format).WithDictionary(SchemaSpec("u")));
  }
  const SchemaSpec values("+s", "", {SchemaSpec("i", "x").WithDictionary(SchemaSpec("vz", "y"))});
  ExpectRoundTrip(SchemaSpec("+s", "", {SchemaSpec("i", "d").WithDictionary(values)}));
}

TEST_F(SchemaFormat, FMT_44_List) { ExpectFormatRoundTrip("+l", {SchemaSpec("i", "item")}); }
TEST_F(SchemaFormat, FMT_45_LargeList) { ExpectFormatRoundTrip("+L", {SchemaSpec("i", "item")}); }
TEST_F(SchemaFormat, FMT_46_ListView) { ExpectFormatRoundTrip("+vl", {SchemaSpec("i", "item")}); }
TEST_F(SchemaFormat, FMT_47_LargeListView) {
  ExpectFormatRoundTrip("+vL", {SchemaSpec("i", "item")});
}

TEST_F(SchemaFormat, FMT_48_FixedSizeList) {
  for (const char* format : {"+w:0", "+w:1", "+w:2147483647"}) {
    ExpectFormatRoundTrip(format, {SchemaSpec("i", "item")});
  }
  for (const char* format : {"+w:", "+w:-1", "+w:4x", "+w:2147483648", "+w:-0"}) {
    ExpectFormatError(format, "FMT-48", EINVAL, {SchemaSpec("i", "item")});
  }
}

TEST_F(SchemaFormat, FMT_49_Struct) {
  ExpectFormatRoundTrip("+s");
  ExpectFormatRoundTrip("+s", {SchemaSpec("i", "a"), SchemaSpec("u", "a"), SchemaSpec("+s", "c")});
}

TEST_F(SchemaFormat, FMT_50_Map) {
  const SchemaSpec key("u", "key");
  const SchemaSpec value("g", "value");
  ExpectFormatRoundTrip("+m", {SchemaSpec("+s", "entries", {key, value})});
  ExpectFormatRoundTrip(
      "+m", {SchemaSpec("+s", "other", {SchemaSpec("i", "names"), SchemaSpec("n", "")})});
  ExpectFormatError("+m", "FMT-50");
  ExpectFormatError("+m", "FMT-50", EINVAL, {key, value});
  for (const auto& entries : {SchemaSpec("+s", "entries", {key}), SchemaSpec("+s", "entries"),
                              SchemaSpec("+s", "entries", {key, value, value}), key,
                              SchemaSpec("+us:0,1", "entries", {key, value})}) {
    const SchemaSpec map("+m", "m", {entries});
    ExpectError(map, EINVAL, {"FMT-50:"});
    ExpectError(SchemaSpec("+s", "", {map}), EINVAL, {"FMT-50:", "field 'm'"});
  }
}

std::vector<SchemaSpec> Children(int count) {
  std::vector<SchemaSpec> children;
  for (int i = 0; i < count; ++i) children.emplace_back("i", "c" + std::to_string(i));
  return children;
}

// The same rules hold for both unions, under the id of the first.
TEST_F(SchemaFormat, FMT_51_DenseUnion) {
  ExpectFormatRoundTrip("+ud:");
  ExpectFormatRoundTrip("+ud:0", Children(1));
  ExpectFormatRoundTrip("+ud:4,5", Children(2));
  ExpectFormatRoundTrip("+ud:5,4", Children(2));
  ExpectFormatRoundTrip("+ud:127", Children(1));
  for (const char* ids : {"-1", "128", "300", "4,4", "4,", ",4", "4,,5", "a", "4 5", "4, 5",
                          "99999999999999999999", "-0"}) {
    SCOPED_TRACE(ids);
    ExpectError(SchemaSpec("+ud:" + std::string(ids), "", Children(2)), EINVAL, {"FMT-51:"});
  }
  for (const int count : {0, 1, 3}) ExpectFormatError("+ud:4,5", "FMT-51", EINVAL, Children(count));
}

TEST_F(SchemaFormat, FMT_52_SparseUnion) {
  std::string ids = "+us:0";
  for (int id = 1; id < 128; ++id) ids += "," + std::to_string(id);
  ExpectFormatRoundTrip("+us:");
  ExpectFormatRoundTrip("+us:5,4", Children(2));
  ExpectFormatRoundTrip(ids, Children(128));
  ExpectError(SchemaSpec(ids + ",0", "", Children(129)), EINVAL, {"FMT-51:"});
  ExpectError(SchemaSpec(ids + ",128", "", Children(129)), EINVAL, {"FMT-51:"});
  ExpectFormatError("+us:1", "FMT-51", EINVAL, Children(2));
}

TEST_F(SchemaFormat, FMT_53_RunEndEncoded) {
  const SchemaSpec values("f", "values");
  for (const char* ends : {"s", "i", "l"})
    ExpectFormatRoundTrip("+r", {SchemaSpec(ends, "run_ends"), values});
  for (const char* ends : {"c", "S", "I", "L", "f", "u", "n", "tdD"}) {
    const SchemaSpec spec("+r", "r", {SchemaSpec(ends, "run_ends"), values});
    ExpectError(spec, EINVAL, {"FMT-53:", std::string("'") + ends + "'"});
    ExpectError(SchemaSpec("+s", "", {spec}), EINVAL, {"FMT-53:", "field 'r'"});
  }
  const SchemaSpec coded = SchemaSpec("i", "run_ends").WithDictionary(SchemaSpec("i"));
  ExpectError(SchemaSpec("+r", "", {coded, values}), EINVAL, {"FMT-53:"});
  for (const int count : {0, 1, 3}) ExpectFormatError("+r", "FMT-53", EINVAL, Children(count));
}

// The examples of the specification, in its order.
TEST_F(SchemaFormat, FMT_54_WorkedExamples) {
  ExpectRoundTrip(SchemaSpec("s").WithDictionary(SchemaSpec("d:12,5")));
  ExpectRoundTrip(SchemaSpec("+l", "", {SchemaSpec("L", "item")}));
  ExpectRoundTrip(SchemaSpec("+vL", "", {SchemaSpec("L", "item")}));
  const std::vector<SchemaSpec> fields = {SchemaSpec("i", "ints"), SchemaSpec("f", "floats")};
  ExpectRoundTrip(SchemaSpec("+s", "", fields));
  const std::vector<SchemaSpec> pair = {SchemaSpec("u", "key"), SchemaSpec("g", "value")};
  ExpectRoundTrip(SchemaSpec("+m", "", {SchemaSpec("+s", "entries", pair)}));
  ExpectRoundTrip(SchemaSpec("+us:4,5", "", fields));
  ExpectRoundTrip(SchemaSpec("+r", "", {SchemaSpec("i", "run_ends"), SchemaSpec("f", "values")}));
}

TEST_F(SchemaFormat, FMT_55_UnknownFormatIsNotSupported) {
  for (const char* format :
       {"x",   "v",     "vx",   "vzz", "t",    "td",  "tdx", "tdDD", "ts",       "tsx:", "tt",
        "ttx", "tDx",   "tDss", "tix", "tiMM", "+",   "+x",  "+v",   "+vx",      "+ll",  "+u",
        "+ud", "+ux:1", "+w",   "ii",  "d",    "d19", "w",   "w4",   "\xC3\xA9", "i "}) {
    ExpectFormatError(format, "FMT-55", ENOTSUP);
  }
  ExpectError(SchemaSpec("", "b"), ENOTSUP, {"FMT-55:", "empty"});
  ExpectError(SchemaSpec("+s", "", {SchemaSpec("i", "k").WithDictionary(SchemaSpec("?"))}), ENOTSUP,
              {"FMT-55:", "k.(dictionary)", "'?'"});
}

TEST_F(SchemaFormat, FMT_55_LongUnknownFormatIsTruncated) {
  auto error = arrowbridge_tests::Garbage<ArrowBridgeError>();
  ArrowBridgeSchema* handle = nullptr;
  const int code = Import(SchemaSpec(std::string(5000, 'x')), &handle, &error);
  EXPECT_TRUE(arrowbridge_tests::IsError(code, ENOTSUP, error, {"FMT-55:", "xxxx"}));
  EXPECT_EQ(std::strlen(error.message), sizeof(error.message) - 1);
}

}  // namespace
