// Every function that checks, compares and prints, with every pointer NULL.

#include <cerrno>
#include <string>

#include "support/builders.h"
#include "support/null_masks.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class ApiNullValues : public NullTest {
 protected:
  void SetUp() override {
    NullTest::SetUp();
    const ArrayData data =
        Batch(2, {Int32s({1, std::nullopt}).Named("a"), Strings("u", {"x", "y"}).Named("b")});
    schema_ = ImportSchema(data);
    array_ = ImportArray(data);
    BeginCalls();
  }

  void TearDown() override {
    schema_.reset();
    array_.reset();
    NullTest::TearDown();
  }

  void ExpectText(const NullMask& null, int index, char* out, bool ok) {
    if (null.Has(index)) {
      EXPECT_TRUE(IsGarbage(out));
      return;
    }
    EXPECT_EQ(out != nullptr, ok);
    if (out != nullptr) {
      EXPECT_NE(std::string(out).find("a"), std::string::npos);
    }
    ArrowBridgeStringRelease(out);
  }

  SchemaHandle schema_;
  ArrayHandle array_;
};

TEST_F(ApiNullValues, ArrayValidate) {
  for (int level = ARROWBRIDGE_VALIDATE_NONE; level <= ARROWBRIDGE_VALIDATE_FULL; level++) {
    ForEveryMask("ArrowBridgeArrayValidate", 2, 0, [&](NullMask null) {
      return ArrowBridgeArrayValidate(null.Or(0, array_.get()), level, null.Or(1, &error_));
    });
  }
  for (int level : {-1, 4, INT32_MIN, INT32_MAX}) {
    EXPECT_ERROR(ArrowBridgeArrayValidate(array_.get(), level, &error_), EINVAL,
                 "ArrowBridgeArrayValidate: ", "'level'");
  }
}

TEST_F(ApiNullValues, ArrayEquals) {
  ForEveryMask("ArrowBridgeArrayEquals", 4, 0, [&](NullMask null) {
    auto equal = Garbage<int>();
    const int rc = ArrowBridgeArrayEquals(null.Or(0, array_.get()), null.Or(1, array_.get()),
                                          null.Or(2, &equal), null.Or(3, &error_));
    if (!null.Has(2)) {
      EXPECT_EQ(equal, rc == 0 ? 1 : 0);
    }
    return rc;
  });
}

TEST_F(ApiNullValues, SchemaEquals) {
  for (int check_metadata : {0, 1}) {
    ForEveryMask("ArrowBridgeSchemaEquals", 4, 0, [&](NullMask null) {
      auto equal = Garbage<int>();
      const int rc =
          ArrowBridgeSchemaEquals(null.Or(0, schema_.get()), null.Or(1, schema_.get()),
                                  check_metadata, null.Or(2, &equal), null.Or(3, &error_));
      if (!null.Has(2)) {
        EXPECT_EQ(equal, rc == 0 ? 1 : 0);
      }
      return rc;
    });
  }
}

TEST_F(ApiNullValues, SchemaToString) {
  ForEveryMask("ArrowBridgeSchemaToString", 3, 0, [&](NullMask null) {
    auto* out = Garbage<char*>();
    const int rc =
        ArrowBridgeSchemaToString(null.Or(0, schema_.get()), null.Or(1, &out), null.Or(2, &error_));
    ExpectText(null, 1, out, rc == 0);
    return rc;
  });
}

TEST_F(ApiNullValues, SchemaToLine) {
  ForEveryMask("ArrowBridgeSchemaToLine", 3, 0, [&](NullMask null) {
    auto* out = Garbage<char*>();
    const int rc = ArrowBridgeSchemaToLine(null.Or(0, schema_.get()), 1, null.Or(1, &out),
                                           null.Or(2, &error_));
    ExpectText(null, 1, out, rc == 0);
    return rc;
  });
}

TEST_F(ApiNullValues, SchemaDecodeDictionaries) {
  ForEveryMask("ArrowBridgeSchemaDecodeDictionaries", 3, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeSchema*>();
    const int rc = ArrowBridgeSchemaDecodeDictionaries(null.Or(0, schema_.get()), null.Or(1, &out),
                                                       null.Or(2, &error_));
    if (!null.Has(1)) {
      EXPECT_EQ(out != nullptr, rc == 0);
      ArrowBridgeSchemaRelease(out);
    }
    return rc;
  });
}

TEST_F(ApiNullValues, ArrayToString) {
  ArrowBridgePrintOptions options = {};
  options.struct_size = sizeof(options);
  ForEveryMask("ArrowBridgeArrayToString", 4, 1u << 1, [&](NullMask null) {
    auto* out = Garbage<char*>();
    const int rc = ArrowBridgeArrayToString(null.Or(0, array_.get()), null.Or(1, &options),
                                            null.Or(2, &out), null.Or(3, &error_));
    ExpectText(null, 2, out, rc == 0);
    return rc;
  });
}

TEST_F(ApiNullValues, OtherKindsOfHandles) {
  auto* const no_array = reinterpret_cast<ArrowBridgeArray*>(schema_.get());
  auto* const no_schema = reinterpret_cast<ArrowBridgeSchema*>(array_.get());
  auto equal = Garbage<int>();
  auto* text = Garbage<char*>();
  EXPECT_ERROR(ArrowBridgeArrayValidate(no_array, ARROWBRIDGE_VALIDATE_FULL, &error_), EINVAL,
               "'array'");
  EXPECT_ERROR(ArrowBridgeArrayEquals(no_array, array_.get(), &equal, &error_), EINVAL, "'a'");
  EXPECT_EQ(equal, 0);
  EXPECT_ERROR(ArrowBridgeArrayEquals(array_.get(), no_array, &equal, &error_), EINVAL, "'b'");
  EXPECT_ERROR(ArrowBridgeSchemaEquals(no_schema, schema_.get(), 0, &equal, &error_), EINVAL,
               "'a'");
  EXPECT_ERROR(ArrowBridgeSchemaEquals(schema_.get(), no_schema, 0, &equal, &error_), EINVAL,
               "'b'");
  EXPECT_ERROR(ArrowBridgeSchemaToString(no_schema, &text, &error_), EINVAL, "'schema'");
  EXPECT_EQ(text, nullptr);
  auto* made = Garbage<ArrowBridgeSchema*>();
  EXPECT_ERROR(ArrowBridgeSchemaDecodeDictionaries(no_schema, &made, &error_), EINVAL, "'schema'");
  EXPECT_EQ(made, nullptr);
  EXPECT_ERROR(ArrowBridgeArrayToString(no_array, nullptr, &text, &error_), EINVAL, "'array'");
}

}  // namespace
