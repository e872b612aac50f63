// ArrowBridgeSchemaEquals.

#include <cerrno>

#include "support/validate_arrays.h"

namespace {

using namespace validate_arrays;

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string Metadata(const Pairs& pairs) {
  std::string bytes;
  const auto number = [&bytes](size_t value) {
    const auto number32 = static_cast<int32_t>(value);
    bytes.append(reinterpret_cast<const char*>(&number32), sizeof(number32));
  };
  number(pairs.size());
  for (const auto& [key, value] : pairs) {
    number(key.size());
    bytes += key;
    number(value.size());
    bytes += value;
  }
  return bytes;
}

Column With(Column column, const Pairs& pairs) {
  column.metadata = Metadata(pairs);
  return column;
}

class SchemaEquals : public Fixture {
 protected:
  static int Compare(const Column& a, const Column& b, int check_metadata = 0) {
    ArrowBridgeSchema* left = ImportSchema(a);
    ArrowBridgeSchema* right = ImportSchema(b);
    const int equal = Ask(left, right, check_metadata);
    EXPECT_EQ(Ask(right, left, check_metadata), equal) << "equality is not symmetric";
    EXPECT_EQ(Ask(left, left, check_metadata), 1);
    ArrowBridgeSchemaRelease(left);
    ArrowBridgeSchemaRelease(right);
    return equal;
  }

  static int Ask(ArrowBridgeSchema* a, ArrowBridgeSchema* b, int check_metadata) {
    ArrowBridgeError error;
    int equal = 0xCCCC;
    EXPECT_EQ(ArrowBridgeSchemaEquals(a, b, check_metadata, &equal, &error), 0) << error.message;
    return equal;
  }

  static Column Format(const std::string& format) { return Make(format, 0, "", {}); }
};

TEST_F(SchemaEquals, ArgumentsAreChecked) {
  ArrowBridgeSchema* schema = ImportSchema(Format("i"));
  ArrowBridgeError error;
  int equal = 7;
  EXPECT_EQ(ArrowBridgeSchemaEquals(nullptr, schema, 0, &equal, &error), EINVAL);
  EXPECT_EQ(equal, 0);
  EXPECT_NE(std::string(error.message).find("'a' is NULL"), std::string::npos);
  EXPECT_EQ(ArrowBridgeSchemaEquals(schema, nullptr, 0, &equal, &error), EINVAL);
  EXPECT_EQ(ArrowBridgeSchemaEquals(schema, schema, 0, nullptr, &error), EINVAL);
  EXPECT_EQ(ArrowBridgeSchemaEquals(nullptr, nullptr, 0, nullptr, nullptr), EINVAL);
  ArrowBridgeSchemaRelease(schema);
}

TEST_F(SchemaEquals, EveryFormatIsDifferent) {
  const std::vector<std::string> formats{"n",         "b",        "c",
                                         "C",         "s",        "S",
                                         "i",         "I",        "l",
                                         "L",         "e",        "f",
                                         "g",         "z",        "Z",
                                         "vz",        "u",        "U",
                                         "vu",        "d:5,2",    "d:5,3",
                                         "d:6,2",     "d:5,2,32", "d:5,2,64",
                                         "d:5,2,256", "w:3",      "w:4",
                                         "tdD",       "tdm",      "tts",
                                         "ttm",       "ttu",      "ttn",
                                         "tss:",      "tsm:",     "tsu:",
                                         "tsn:",      "tss:UTC",  "tss:Europe/Paris",
                                         "tDs",       "tDm",      "tDu",
                                         "tDn",       "tiM",      "tiD",
                                         "tin"};
  for (const std::string& a : formats) {
    for (const std::string& b : formats) {
      EXPECT_EQ(Compare(Format(a), Format(b)), a == b) << a << " and " << b;
    }
  }
}

TEST_F(SchemaEquals, FMT_21_TheWidthOfADecimal128IsOptional) {
  EXPECT_EQ(Compare(Format("d:19,10"), Format("d:19,10,128")), 1);
}

TEST_F(SchemaEquals, FMT_51_TypeIdsOfUnions) {
  const std::vector<Column> children{Format("i"), Format("u")};
  EXPECT_EQ(Compare(Union("+ud:4,5", {}, {}, children), Union("+ud:4,5", {}, {}, children)), 1);
  EXPECT_EQ(Compare(Union("+ud:4,5", {}, {}, children), Union("+ud:5,4", {}, {}, children)), 0);
  EXPECT_EQ(Compare(Union("+ud:4,5", {}, {}, children), Union("+us:4,5", {}, {}, children)), 0);
}

TEST_F(SchemaEquals, SCH_4_AMissingNameEqualsAnEmptyName) {
  ArrowSchema schema;
  ExportSchema(Format("i"), &schema);
  schema.name = nullptr;
  ArrowBridgeSchema* unnamed = nullptr;
  ASSERT_EQ(ArrowBridgeImportSchema(&schema, &unnamed, nullptr), 0);
  ArrowBridgeSchema* empty = ImportSchema(Format("i"));
  EXPECT_EQ(Ask(unnamed, empty, 1), 1);
  ArrowBridgeSchemaRelease(unnamed);
  ArrowBridgeSchemaRelease(empty);
}

TEST_F(SchemaEquals, SCH_5_NamesAreComparedAtEveryLevel) {
  const Column x = Format("i").Named("x");
  EXPECT_EQ(Compare(x, x.Named("X")), 0);
  EXPECT_EQ(Compare(Struct(0, {x}), Struct(0, {x.Named("y")})), 0);
  EXPECT_EQ(Compare(List<int32_t>("+l", {0}, x), List<int32_t>("+l", {0}, x.Named("y"))), 0);
  EXPECT_EQ(Compare(Encoded(Format("i"), Struct(0, {x})),
                    Encoded(Format("i"), Struct(0, {x.Named("y")}))),
            0);
}

TEST_F(SchemaEquals, SCH_11_KnownFlagsAreComparedUnknownOnesAreNot) {
  const Column field = Format("i");
  EXPECT_EQ(Compare(field, field.NotNull()), 0);
  Column unknown = field;
  unknown.flags |= 1 << 20;
  EXPECT_EQ(Compare(field, unknown, 1), 1);
  const Column encoded = Encoded(field, Format("u"));
  Column ordered = encoded;
  ordered.flags |= ARROW_FLAG_DICTIONARY_ORDERED;
  EXPECT_EQ(Compare(encoded, ordered), 0);
  const Column map = Map({0}, Format("u"), Format("i"));
  Column sorted = map;
  sorted.flags |= ARROW_FLAG_MAP_KEYS_SORTED;
  EXPECT_EQ(Compare(map, sorted), 0);
}

TEST_F(SchemaEquals, SCH_15_NumberAndOrderOfChildren) {
  const Column a = Format("i").Named("a");
  const Column b = Format("i").Named("b");
  EXPECT_EQ(Compare(Struct(0, {a, b}), Struct(0, {a, b})), 1);
  EXPECT_EQ(Compare(Struct(0, {a, b}), Struct(0, {b, a})), 0);
  EXPECT_EQ(Compare(Struct(0, {a, b}), Struct(0, {a})), 0);
}

TEST_F(SchemaEquals, SCH_17_Dictionaries) {
  EXPECT_EQ(Compare(Encoded(Format("i"), Format("u")), Encoded(Format("i"), Format("u"))), 1);
  EXPECT_EQ(Compare(Encoded(Format("i"), Format("u")), Encoded(Format("i"), Format("U"))), 0);
  EXPECT_EQ(Compare(Encoded(Format("i"), Format("u")), Encoded(Format("l"), Format("u"))), 0);
  EXPECT_EQ(Compare(Encoded(Format("i"), Format("u")), Format("i")), 0);
}

TEST_F(SchemaEquals, SCH_7_MetadataIsComparedOnRequest) {
  const Column plain = Format("i");
  const Column one = With(plain, {{"k", "v"}});
  EXPECT_EQ(Compare(plain, one, 0), 1);
  EXPECT_EQ(Compare(plain, one, 1), 0);
  EXPECT_EQ(Compare(one, one, 1), 1);
  EXPECT_EQ(Compare(one, With(plain, {{"k", "w"}}), 1), 0);
  EXPECT_EQ(Compare(one, With(plain, {{"l", "v"}}), 1), 0);
  EXPECT_EQ(Compare(With(plain, {{"kv", ""}}), With(plain, {{"k", "v"}}), 1), 0);
  EXPECT_EQ(Compare(Struct(0, {plain}), Struct(0, {one}), 1), 0);
  EXPECT_EQ(Compare(Encoded(plain, plain), Encoded(plain, one), 1), 0);
}

TEST_F(SchemaEquals, SCH_6_ZeroPairsEqualNoMetadata) {
  EXPECT_EQ(Compare(Format("i"), With(Format("i"), {}), 1), 1);
}

TEST_F(SchemaEquals, SCH_9_PairsInAnyOrderWithTheSameCounts) {
  const Column plain = Format("i");
  EXPECT_EQ(
      Compare(With(plain, {{"a", "1"}, {"b", "2"}}), With(plain, {{"b", "2"}, {"a", "1"}}), 1), 1);
  EXPECT_EQ(
      Compare(With(plain, {{"a", "1"}, {"b", "2"}}), With(plain, {{"a", "2"}, {"b", "1"}}), 1), 0);
  EXPECT_EQ(Compare(With(plain, {{"a", "1"}, {"a", "1"}, {"b", "2"}}),
                    With(plain, {{"a", "1"}, {"b", "2"}, {"b", "2"}}), 1),
            0);
  EXPECT_EQ(
      Compare(With(plain, {{"a", "1"}, {"a", "2"}}), With(plain, {{"a", "2"}, {"a", "1"}}), 1), 1);
}

}  // namespace
