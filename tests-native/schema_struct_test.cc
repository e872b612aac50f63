// ArrowSchema beyond the format string (SCH-*): names, metadata, flags, children, release.

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "support/schema_fixture.h"

namespace {

using arrowbridge_tests::EncodeMetadata;
using arrowbridge_tests::EncodeText;
using arrowbridge_tests::Garbage;
using arrowbridge_tests::IsError;
using arrowbridge_tests::RawSchema;
using arrowbridge_tests::SchemaSpec;

class SchemaStruct : public arrowbridge_tests::SchemaFixture {
 protected:
  void ExpectMetadataRoundTrip(const std::string& bytes) {
    ExpectRoundTrip(SchemaSpec("i").WithMetadata(bytes));
    ExpectRoundTrip(SchemaSpec("+s", "", {SchemaSpec("i", "x").WithMetadata(bytes)}));
  }

  // A struct with a column named x.
  static SchemaSpec Column(const SchemaSpec& column) { return SchemaSpec("+s", "", {column}); }
};

TEST_F(SchemaStruct, SCH_3_FormatIsMandatory) {
  ExpectError(SchemaSpec(std::nullopt), EINVAL, {"SCH-3:"});
  ExpectError(Column(SchemaSpec(std::nullopt, "x")), EINVAL, {"SCH-3:", "field 'x'"});
  ExpectError(Column(SchemaSpec("\xFF\xFE", "x")), EINVAL, {"SCH-3:", "field 'x'", "UTF-8"});
}

TEST_F(SchemaStruct, SCH_4_NameMayBeNullOrEmpty) {
  ExpectRoundTrip(SchemaSpec("i", std::nullopt));
  ExpectRoundTrip(SchemaSpec("i", ""));
  // A child is exported with an empty name instead: array_import_forms_test.cc.
  ExpectRoundTrip(Column(SchemaSpec("i", "")));
  // A field without a name is identified by its position.
  ExpectError(Column(SchemaSpec("?", std::nullopt)), ENOTSUP, {"field '[0]'"});
}

TEST_F(SchemaStruct, SCH_5_NamesAreUtf8) {
  ExpectRoundTrip(Column(SchemaSpec("i", "\xC3\xA4\xE6\xBC\xA2\xF0\x9F\x8F\xB9")));
  ExpectRoundTrip(SchemaSpec("+s", "", {SchemaSpec("i", "same"), SchemaSpec("u", "same")}));
  ExpectRoundTrip(Column(SchemaSpec("i", std::string(100000, 'n'))));
  for (const char* name : {"\xFF", "a\xC3", "\xED\xA0\x80", "\xC0\x80", "\xF5\x80\x80\x80"}) {
    ExpectError(SchemaSpec("i", name), EINVAL, {"SCH-5:"});
    ExpectError(SchemaSpec("+s", "", {Column(SchemaSpec("i", name))}), EINVAL,
                {"SCH-5:", "field '[0]."});
  }
}

TEST_F(SchemaStruct, SCH_6_ZeroPairsAreExportedAsNull) {
  ExpectRoundTrip(SchemaSpec("i"));
  ExpectExportsAs(SchemaSpec("i").WithMetadata(EncodeMetadata({})), SchemaSpec("i"));
}

TEST_F(SchemaStruct, SCH_6_NothingPastACountOfZeroIsRead) {
  // Exactly four bytes: valgrind and ASan detect a read past them.
  auto* zero = new int32_t(0);
  ArrowSchema schema{"i",
                     "",
                     reinterpret_cast<const char*>(zero),
                     0,
                     0,
                     nullptr,
                     nullptr,
                     [](ArrowSchema* self) { self->release = nullptr; },
                     nullptr};
  ArrowBridgeSchema* handle = nullptr;
  ASSERT_EQ(ArrowBridgeImportSchema(&schema, &handle, nullptr), 0);
  delete zero;
  ArrowBridgeSchemaRelease(handle);
}

TEST_F(SchemaStruct, SCH_7_MetadataIsKeptByteForByte) {
  const std::string example("\x01\0\0\0\x04\0\0\0key1\x06\0\0\0value1", 22);
  if (EncodeText("") != std::string("\0\0\0\0", 4) || EncodeText("a")[0] != 1) {
    GTEST_SKIP() << "the example is little-endian";
  }
  ASSERT_EQ(EncodeMetadata({{"key1", "value1"}}), example);
  ExpectMetadataRoundTrip(example);
}

TEST_F(SchemaStruct, SCH_7_NegativeCountsAreErrors) {
  const auto number = [](int32_t n) { return std::string(reinterpret_cast<char*>(&n), sizeof(n)); };
  for (const int32_t bad : {-1, std::numeric_limits<int32_t>::min()}) {
    for (const std::string& bytes :
         {number(bad), number(1) + number(bad), number(1) + EncodeText("key") + number(bad),
          number(2) + EncodeText("k") + EncodeText("v") + number(bad)}) {
      ExpectError(SchemaSpec("i").WithMetadata(bytes), EINVAL, {"SCH-7:"});
      ExpectError(Column(SchemaSpec("i", "x").WithMetadata(bytes)), EINVAL,
                  {"SCH-7:", "field 'x'", std::to_string(bad)});
    }
  }
}

TEST_F(SchemaStruct, SCH_8_LengthsAreInHostOrder) {
  ArrowSchema out = Exported(SchemaSpec("i").WithMetadata(EncodeMetadata({{"key", ""}})));
  int32_t numbers[2];
  std::memcpy(numbers, out.metadata, sizeof(numbers));
  EXPECT_EQ(numbers[0], 1);
  EXPECT_EQ(numbers[1], 3);
  out.release(&out);
}

TEST_F(SchemaStruct, SCH_9_KeysAndValuesAreBytes) {
  ExpectMetadataRoundTrip(EncodeMetadata({{"", ""}}));
  ExpectMetadataRoundTrip(EncodeMetadata({{"", "value"}, {"key", ""}}));
  ExpectMetadataRoundTrip(EncodeMetadata({{std::string("a\0b", 3), std::string("\0", 1)}}));
  ExpectMetadataRoundTrip(EncodeMetadata({{"\xFF\xFE", "\x80"}}));
  ExpectMetadataRoundTrip(EncodeMetadata({{"b", "1"}, {"a", "2"}, {"b", "3"}, {"b", "1"}}));
  ExpectMetadataRoundTrip(EncodeMetadata({{"big", std::string(65536, 'x')}, {"end", "1"}}));
  std::vector<std::pair<std::string, std::string>> many;
  for (int i = 0; i < 10000; ++i) many.emplace_back(std::to_string(i), "v");
  ExpectMetadataRoundTrip(EncodeMetadata(many));
}

TEST_F(SchemaStruct, SCH_10_EachFieldHasItsOwnMetadata) {
  ExpectRoundTrip(
      SchemaSpec(
          "+s", "",
          {SchemaSpec("i", "a").WithMetadata(EncodeMetadata({{"of", "a"}})), SchemaSpec("i", "b"),
           SchemaSpec("i", "c")
               .WithMetadata(EncodeMetadata({{"of", "c"}}))
               .WithDictionary(SchemaSpec("u").WithMetadata(EncodeMetadata({{"of", "values"}})))})
          .WithMetadata(EncodeMetadata({{"of", "the schema"}})));
}

TEST_F(SchemaStruct, SCH_11_FlagsAreKept) {
  for (int64_t flags = 0; flags < 8; ++flags) ExpectRoundTrip(SchemaSpec("i").WithFlags(flags));
}

TEST_F(SchemaStruct, SCH_12_ZeroFlagsAreKept) {
  ArrowSchema out = Exported(SchemaSpec("i"));
  EXPECT_EQ(out.flags, 0);
  out.release(&out);
}

TEST_F(SchemaStruct, SCH_13_UnknownFlagsAreKept) {
  for (const int64_t flags : {int64_t{1} << 20, int64_t{8}, int64_t{1} << 62, int64_t{-1},
                              std::numeric_limits<int64_t>::min()}) {
    ExpectRoundTrip(SchemaSpec("i").WithFlags(flags));
    ExpectRoundTrip(
        Column(SchemaSpec("+l", "x", {SchemaSpec("u").WithFlags(flags)}).WithFlags(flags)));
  }
}

TEST_F(SchemaStruct, SCH_15_NumberOfChildrenFollowsFromTheType) {
  const SchemaSpec child("i", "c");
  for (const char* leaf : {"i", "n", "u", "vz", "w:3", "d:3,1", "tss:"}) {
    ExpectError(SchemaSpec(leaf, "", {child}), EINVAL, {"SCH-15:"});
    ExpectError(Column(SchemaSpec(leaf, "x", {child})), EINVAL, {"SCH-15:", "field 'x'"});
  }
  for (const char* list : {"+l", "+L", "+vl", "+vL", "+w:2"}) {
    ExpectError(SchemaSpec(list), EINVAL, {"SCH-15:", list});
    ExpectError(SchemaSpec(list, "", {child, child}), EINVAL, {"SCH-15:", list});
  }
}

TEST_F(SchemaStruct, SCH_16_ChildrenMustNotBeNull) {
  SchemaSpec lie("+s", "x", {SchemaSpec("i"), SchemaSpec("i")});
  lie.null_children = true;
  ExpectError(lie, EINVAL, {"SCH-16:"});
  ExpectError(Column(lie), EINVAL, {"SCH-16:", "field 'x'"});
  SchemaSpec hole("+s", "x", {SchemaSpec("i"), SchemaSpec("i")});
  hole.null_entry = true;
  ExpectError(hole, EINVAL, {"SCH-16:"});
  ExpectError(Column(hole), EINVAL, {"SCH-16:", "field 'x.[0]'"});
  for (const int64_t count : {int64_t{-1}, std::numeric_limits<int64_t>::min(),
                              std::numeric_limits<int64_t>::max(), int64_t{1} << 40}) {
    SchemaSpec wrong("+s", "x", {SchemaSpec("i")});
    wrong.n_children = count;
    ExpectError(wrong, EINVAL, {"SCH-16:", std::to_string(count)});
    ExpectError(Column(wrong), EINVAL, {"SCH-16:", "field 'x'"});
  }
}

TEST_F(SchemaStruct, SCH_16_TableWithoutChildrenIsAccepted) {
  SchemaSpec spec("+s", "", {SchemaSpec("i")});
  spec.n_children = 0;
  ExpectExportsAs(spec, SchemaSpec("+s"));
  ArrowSchema out = Exported(SchemaSpec("i"));
  EXPECT_EQ(out.children, nullptr);
  out.release(&out);
}

TEST_F(SchemaStruct, SCH_17_DictionaryNeedsIntegerIndices) {
  for (const char* format : {"f", "b", "u", "n", "tdD", "d:3,1", "+s"}) {
    const SchemaSpec spec = SchemaSpec(format, "x").WithDictionary(SchemaSpec("u"));
    ExpectError(spec, EINVAL, {"SCH-17:"});
    ExpectError(Column(spec), EINVAL, {"SCH-17:", "field 'x'"});
  }
  ArrowSchema out = Exported(SchemaSpec("i"));
  EXPECT_EQ(out.dictionary, nullptr);
  out.release(&out);
}

TEST_F(SchemaStruct, SCH_18_ReleasedInputIsAnErrorAndUnchanged) {
  auto schema = Garbage<ArrowSchema>();
  schema.release = nullptr;
  auto* handle = Garbage<ArrowBridgeSchema*>();
  ArrowBridgeError error{};
  const int code = ArrowBridgeImportSchema(&schema, &handle, &error);
  EXPECT_TRUE(IsError(code, EINVAL, error, {"released"}));
  EXPECT_EQ(handle, nullptr);
}

TEST_F(SchemaStruct, SCH_18_ReleasedChildIsAnError) {
  ArrowSchema child{};
  child.format = "i";
  ArrowSchema* children[] = {&child};
  ArrowSchema schema{"+s",   "",       nullptr, 0,
                     1,      children, nullptr, [](ArrowSchema* self) { self->release = nullptr; },
                     nullptr};
  ArrowBridgeSchema* handle = nullptr;
  ArrowBridgeError error{};
  const int code = ArrowBridgeImportSchema(&schema, &handle, &error);
  EXPECT_TRUE(IsError(code, EINVAL, error, {"SCH-18:", "field '[0]'", "released"}));
  EXPECT_EQ(schema.release, nullptr);
}

TEST_F(SchemaStruct, SCH_18_ConsumedOnSuccessAndFailure) {
  ArrowSchema schema;
  ArrowBridgeError error{};
  RawSchema::Make(SchemaSpec("i"), &log_, &schema);
  EXPECT_TRUE(IsError(ArrowBridgeImportSchema(&schema, nullptr, &error), EINVAL, error, {"'out'"}));
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_EQ(log_.released, 1);
  EXPECT_EQ(ArrowBridgeImportSchema(nullptr, nullptr, nullptr), EINVAL);
  auto* handle = Garbage<ArrowBridgeSchema*>();
  EXPECT_TRUE(
      IsError(ArrowBridgeImportSchema(nullptr, &handle, &error), EINVAL, error, {"'schema'"}));
  EXPECT_EQ(handle, nullptr);
}

TEST_F(SchemaStruct, SCH_18_ExportRejectsMissingArguments) {
  ArrowBridgeError error{};
  auto out = Garbage<ArrowSchema>();
  EXPECT_TRUE(IsError(ArrowBridgeExportSchema(nullptr, &out, &error), EINVAL, error, {"'schema'"}));
  EXPECT_EQ(out.release, nullptr);
  ArrowBridgeSchema* handle = Handle(SchemaSpec("i"));
  EXPECT_TRUE(IsError(ArrowBridgeExportSchema(handle, nullptr, &error), EINVAL, error, {"'out'"}));
  ArrowBridgeSchemaRelease(handle);
  ArrowBridgeSchemaRelease(nullptr);
}

TEST_F(SchemaStruct, SCH_19_PrivateDataOfTheProducerIsNotAccessed) {
  // With a readable page an access would go unnoticed; an invalid pointer crashes on access.
  ArrowSchema schema{"i",
                     "",
                     nullptr,
                     0,
                     0,
                     nullptr,
                     nullptr,
                     [](ArrowSchema* self) {
                       EXPECT_EQ(self->private_data, reinterpret_cast<void*>(uintptr_t{0x10}));
                       self->release = nullptr;
                     },
                     reinterpret_cast<void*>(uintptr_t{0x10})};
  ArrowBridgeSchema* handle = nullptr;
  ASSERT_EQ(ArrowBridgeImportSchema(&schema, &handle, nullptr), 0);
  ArrowBridgeSchemaRelease(handle);
}

}  // namespace
