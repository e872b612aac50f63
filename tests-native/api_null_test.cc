// Every function for schemas and arrays, with every pointer NULL.

#include <cerrno>

#include "support/builders.h"
#include "support/null_masks.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class ApiNull : public NullTest {
 protected:
  void SetUp() override {
    NullTest::SetUp();
    data_ = Batch(2, {Int32s({1, std::nullopt}).Named("a"), Strings("u", {"x", "y"}).Named("b")});
    schema_ = ImportSchema(data_);
    array_ = ImportArray(data_);
    BeginCalls();
  }

  void TearDown() override {
    schema_.reset();
    array_.reset();
    NullTest::TearDown();
  }

  // Expects outputs to be set only after success, and releases them.
  template <typename T>
  void ExpectStruct(const NullMask& null, int index, T* out, bool ok) {
    if (null.Has(index)) {
      EXPECT_TRUE(IsGarbage(*out));
      return;
    }
    EXPECT_EQ(out->release != nullptr, ok);
    if (out->release != nullptr) ReleaseChecked(out);
  }

  template <typename T>
  void ExpectHandle(const NullMask& null, int index, T* out, bool ok) {
    if (null.Has(index)) {
      EXPECT_TRUE(IsGarbage(out));
      return;
    }
    EXPECT_EQ(out != nullptr, ok);
    HandleRelease()(out);
  }

  ArrayData data_;
  SchemaHandle schema_;
  ArrayHandle array_;
};

TEST_F(ApiNull, ImportSchema) {
  ForEveryMask("ArrowBridgeImportSchema", 3, 0, [&](NullMask null) {
    ArrowSchema schema;
    const Log log = MakeSchema(data_, &schema);
    auto* out = Garbage<ArrowBridgeSchema*>();
    const int rc =
        ArrowBridgeImportSchema(null.Or(0, &schema), null.Or(1, &out), null.Or(2, &error_));
    ExpectHandle(null, 1, out, rc == 0);
    if (null.Has(0)) {
      ReleaseChecked(&schema);
    }
    EXPECT_EQ(schema.release, nullptr);
    EXPECT_TRUE(log->AllOnce());
    return rc;
  });
}

TEST_F(ApiNull, ExportSchema) {
  ForEveryMask("ArrowBridgeExportSchema", 3, 0, [&](NullMask null) {
    auto out = Garbage<ArrowSchema>();
    const int rc =
        ArrowBridgeExportSchema(null.Or(0, schema_.get()), null.Or(1, &out), null.Or(2, &error_));
    ExpectStruct(null, 1, &out, rc == 0);
    return rc;
  });
}

TEST_F(ApiNull, ImportArrayAndImportRecordBatch) {
  const auto check = [&](auto* function) {
    return [this, function](NullMask null) {
      ArrowArray array;
      const Log log = MakeArray(data_, &array);
      auto* out = Garbage<ArrowBridgeArray*>();
      const int rc = function(null.Or(0, &array), null.Or(1, schema_.get()), null.Or(2, &out),
                              null.Or(3, &error_));
      if (null.Has(0)) {
        ReleaseChecked(&array);
      }
      EXPECT_EQ(array.release, nullptr);
      EXPECT_EQ(log->AllOnce(), rc != 0);
      ExpectHandle(null, 2, out, rc == 0);
      EXPECT_TRUE(log->AllOnce());
      return rc;
    };
  };
  ForEveryMask("ArrowBridgeImportArray", 4, 0, check(&ArrowBridgeImportArray));
  ForEveryMask("ArrowBridgeImportRecordBatch", 4, 0, check(&ArrowBridgeImportRecordBatch));
}

TEST_F(ApiNull, ImportArrayAndImportRecordBatchWithOptions) {
  const auto check = [&](auto* function) {
    return [this, function](NullMask null) {
      ArrowArray array;
      const Log log = MakeArray(data_, &array);
      ArrowBridgeImportOptions options = {};
      options.struct_size = sizeof(options);
      auto* out = Garbage<ArrowBridgeArray*>();
      const int rc = function(null.Or(0, &array), null.Or(1, schema_.get()), null.Or(2, &options),
                              null.Or(3, &out), null.Or(4, &error_));
      if (null.Has(0)) {
        ReleaseChecked(&array);
      }
      EXPECT_EQ(array.release, nullptr);
      EXPECT_EQ(log->AllOnce(), rc != 0);
      ExpectHandle(null, 3, out, rc == 0);
      EXPECT_TRUE(log->AllOnce());
      return rc;
    };
  };
  ForEveryMask("ArrowBridgeImportArrayWithOptions", 5, 1u << 2,
               check(&ArrowBridgeImportArrayWithOptions));
  ForEveryMask("ArrowBridgeImportRecordBatchWithOptions", 5, 1u << 2,
               check(&ArrowBridgeImportRecordBatchWithOptions));
}

TEST_F(ApiNull, ExportArrayAndExportRecordBatch) {
  const auto check = [&](auto* function) {
    return [this, function](NullMask null) {
      auto out = Garbage<ArrowArray>();
      auto out_schema = Garbage<ArrowSchema>();
      const int rc = function(null.Or(0, array_.get()), null.Or(1, &out), null.Or(2, &out_schema),
                              null.Or(3, &error_));
      ExpectStruct(null, 1, &out, rc == 0);
      ExpectStruct(null, 2, &out_schema, rc == 0);
      return rc;
    };
  };
  ForEveryMask("ArrowBridgeExportArray", 4, 1u << 2, check(&ArrowBridgeExportArray));
  ForEveryMask("ArrowBridgeExportRecordBatch", 4, 1u << 2, check(&ArrowBridgeExportRecordBatch));
}

TEST_F(ApiNull, ArrayNullCount) {
  ForEveryMask("ArrowBridgeArrayNullCount", 3, 0, [&](NullMask null) {
    auto out = Garbage<int64_t>();
    const int rc =
        ArrowBridgeArrayNullCount(null.Or(0, array_.get()), null.Or(1, &out), null.Or(2, &error_));
    if (!null.Has(1)) {
      EXPECT_EQ(out, 0);
    }
    return rc;
  });
}

TEST_F(ApiNull, ArrayGetSchema) {
  ForEveryMask("ArrowBridgeArrayGetSchemaHandle", 3, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeSchema*>();
    const int rc = ArrowBridgeArrayGetSchemaHandle(null.Or(0, array_.get()), null.Or(1, &out),
                                                   null.Or(2, &error_));
    ExpectHandle(null, 1, out, rc == 0);
    return rc;
  });
}

TEST_F(ApiNull, ArraySliceAndArrayColumn) {
  ForEveryMask("ArrowBridgeArraySlice", 3, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeArray*>();
    const int rc = ArrowBridgeArraySlice(null.Or(0, array_.get()), 0, 1, null.Or(1, &out),
                                         null.Or(2, &error_));
    ExpectHandle(null, 1, out, rc == 0);
    return rc;
  });
  ForEveryMask("ArrowBridgeArrayColumn", 3, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeArray*>();
    const int rc =
        ArrowBridgeArrayColumn(null.Or(0, array_.get()), 1, null.Or(1, &out), null.Or(2, &error_));
    ExpectHandle(null, 1, out, rc == 0);
    return rc;
  });
}

TEST_F(ApiNull, ArrayColumnByName) {
  ForEveryMask("ArrowBridgeArrayColumnByName", 4, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeArray*>();
    const int rc = ArrowBridgeArrayColumnByName(null.Or(0, array_.get()), null.Or(1, "b"),
                                                null.Or(2, &out), null.Or(3, &error_));
    ExpectHandle(null, 2, out, rc == 0);
    return rc;
  });
}

TEST_F(ApiNull, FunctionsWithoutAnErrorCode) {
  ArrowBridgeSchemaRelease(nullptr);
  ArrowBridgeArrayRelease(nullptr);
  ArrowBridgeReaderRelease(nullptr);
  ArrowBridgeStringRelease(nullptr);
  ArrowBridgeArrayListRelease(nullptr, 3);
  ArrowBridgeGetLiveCounts(nullptr);
  EXPECT_EQ(ArrowBridgeArrayLength(nullptr), -1);
  EXPECT_EQ(ArrowBridgeArrayNumColumns(nullptr), -1);
}

TEST_F(ApiNull, ArrayInsteadOfASchema) {
  auto* const wrong = reinterpret_cast<ArrowBridgeSchema*>(array_.get());
  auto type = Garbage<ArrowSchema>();
  EXPECT_ERROR(ArrowBridgeExportSchema(wrong, &type, &error_), EINVAL,
               "ArrowBridgeExportSchema: ", "'schema'");
  EXPECT_EQ(type.release, nullptr);
  ArrowArray array;
  const Log log = MakeArray(data_, &array);
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeImportArray(&array, wrong, &out, &error_), EINVAL, "'schema'");
  EXPECT_EQ(out, nullptr);
  EXPECT_TRUE(log->AllOnce());
  ArrowBridgeSchemaRelease(wrong);
  EXPECT_EQ(ArrowBridgeArrayLength(array_.get()), 2);
}

TEST_F(ApiNull, SchemaInsteadOfAnArray) {
  auto* const wrong = reinterpret_cast<ArrowBridgeArray*>(schema_.get());
  auto exported = Garbage<ArrowArray>();
  auto type = Garbage<ArrowSchema>();
  EXPECT_ERROR(ArrowBridgeExportArray(wrong, &exported, &type, &error_), EINVAL, "'array'");
  EXPECT_EQ(exported.release, nullptr);
  EXPECT_EQ(type.release, nullptr);
  EXPECT_ERROR(ArrowBridgeExportRecordBatch(wrong, &exported, &type, &error_), EINVAL, "'batch'");
  EXPECT_EQ(exported.release, nullptr);
  EXPECT_EQ(type.release, nullptr);
  int64_t count;
  EXPECT_ERROR(ArrowBridgeArrayNullCount(wrong, &count, &error_), EINVAL, "'array'");
  auto* schema = Garbage<ArrowBridgeSchema*>();
  EXPECT_ERROR(ArrowBridgeArrayGetSchemaHandle(wrong, &schema, &error_), EINVAL, "'array'");
  EXPECT_EQ(schema, nullptr);
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeArraySlice(wrong, 0, 1, &out, &error_), EINVAL, "'array'");
  EXPECT_EQ(out, nullptr);
  EXPECT_ERROR(ArrowBridgeArrayColumn(wrong, 0, &out, &error_), EINVAL, "'array'");
  EXPECT_ERROR(ArrowBridgeArrayColumnByName(wrong, "a", &out, &error_), EINVAL, "'array'");
  EXPECT_EQ(ArrowBridgeArrayLength(wrong), -1);
  EXPECT_EQ(ArrowBridgeArrayNumColumns(wrong), -1);
  ArrowBridgeArrayRelease(wrong);
  ArrowBridgeReaderRelease(reinterpret_cast<ArrowBridgeReader*>(wrong));
  EXPECT_OK(ArrowBridgeExportSchema(schema_.get(), &type, &error_));
  ReleaseChecked(&type);
}

}  // namespace
