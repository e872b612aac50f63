// Every function that casts, with every pointer NULL.

#include <cerrno>

#include "support/builders.h"
#include "support/null_masks.h"
#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class ApiNullCasts : public NullTest {
 protected:
  void SetUp() override {
    NullTest::SetUp();
    from_ = ImportSchema(NumberedBatch(0));
    to_ = ImportSchema(Batch(0, {Int64s({}).Named("number"), Strings("U", {}).Named("text")}));
    array_ = ImportArray(NumberedBatch(0));
    ArrowArrayStream stream;
    log_ = MakeStream(NumberedBatch(0), NumberedBatches(1), &stream);
    ArrowBridgeReader* reader = nullptr;
    ASSERT_OK(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error_));
    reader_.reset(reader);
    BeginCalls();
  }

  void TearDown() override {
    from_.reset();
    to_.reset();
    array_.reset();
    reader_.reset();
    EXPECT_TRUE(log_->AllOnce());
    NullTest::TearDown();
  }

  SchemaHandle from_;
  SchemaHandle to_;
  ArrayHandle array_;
  ReaderHandle reader_;
  std::shared_ptr<StreamLog> log_;
};

TEST_F(ApiNullCasts, CanCast) {
  // The list and the schema are optional; the list's length is optional if the list is NULL.
  ForEveryMask("ArrowBridgeSchemaCanCast", 6, 1u << 3 | 1u << 4, [&](NullMask null) {
    auto outcome = Garbage<int>();
    auto* fields = Garbage<ArrowBridgeFieldCast*>();
    auto* schema = Garbage<ArrowBridgeSchema*>();
    auto count = Garbage<int64_t>();
    const int code = ArrowBridgeSchemaCanCast(null.Or(0, from_.get()), null.Or(1, to_.get()), 0,
                                              null.Or(2, &outcome), null.Or(3, &fields), &count,
                                              null.Or(4, &schema), null.Or(5, &error_));
    if (!null.Has(2)) {
      EXPECT_EQ(outcome, code == 0 ? ARROWBRIDGE_CAST_CONVERTED : ARROWBRIDGE_CAST_IMPOSSIBLE);
    }
    EXPECT_EQ(count, code == 0 ? 3 : 0);
    if (!null.Has(3)) {
      EXPECT_EQ(fields != nullptr, code == 0);
      ArrowBridgeFieldCastListRelease(fields);
    }
    if (!null.Has(4)) {
      EXPECT_EQ(schema != nullptr, code == 0);
      ArrowBridgeSchemaRelease(schema);
    }
    return code;
  });
  int outcome = -1;
  ArrowBridgeFieldCast* fields = nullptr;
  EXPECT_ERROR(ArrowBridgeSchemaCanCast(from_.get(), to_.get(), 0, &outcome, &fields, nullptr,
                                        nullptr, &error_),
               EINVAL, "ArrowBridgeSchemaCanCast: ", "'out_count' is NULL");
  EXPECT_ERROR(ArrowBridgeSchemaCanCast(from_.get(), to_.get(), 2, &outcome, nullptr, nullptr,
                                        nullptr, &error_),
               EINVAL, "ArrowBridgeSchemaCanCast: ", "'mode' is 2");
  EXPECT_EQ(outcome, ARROWBRIDGE_CAST_IMPOSSIBLE);
}

TEST_F(ApiNullCasts, ArrayCast) {
  ForEveryMask("ArrowBridgeArrayCast", 4, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeArray*>();
    const int code = ArrowBridgeArrayCast(null.Or(0, array_.get()), null.Or(1, to_.get()), 0,
                                          null.Or(2, &out), null.Or(3, &error_));
    if (!null.Has(2)) {
      EXPECT_EQ(out != nullptr, code == 0);
      ArrowBridgeArrayRelease(out);
    }
    return code;
  });
}

TEST_F(ApiNullCasts, ReaderCast) {
  ForEveryMask("ArrowBridgeReaderCast", 4, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeReader*>();
    const int code = ArrowBridgeReaderCast(null.Or(0, reader_.get()), null.Or(1, to_.get()), 0,
                                           null.Or(2, &out), null.Or(3, &error_));
    if (!null.Has(2)) {
      EXPECT_EQ(out != nullptr, code == 0);
      ArrowBridgeReaderRelease(out);
    }
    return code;
  });
}

}  // namespace
