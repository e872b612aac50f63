// Every function for checked streams and readers, with every pointer NULL.

#include "support/findings.h"
#include "support/null_masks.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class ApiNullChecked : public NullTest {
 protected:
  FindingLog findings_;
};

TEST_F(ApiNullChecked, StreamChecked) {
  BeginCalls();
  int calls = 0;
  ForEveryMask("ArrowBridgeStreamCheck", 4, 1u << 1, [&](NullMask null) {
    ArrowArrayStream stream;
    const auto log = MakeStream(NumberedBatch(0), NumberedBatches(1), &stream);
    const ArrowBridgeCheckOptions options = findings_.Options();
    auto out = Garbage<ArrowArrayStream>();
    const int code = ArrowBridgeStreamCheck(null.Or(0, &stream), null.Or(1, &options),
                                            null.Or(2, &out), null.Or(3, &error_));
    if (!null.Has(2)) {
      EXPECT_EQ(out.release != nullptr, code == 0);
      if (code == 0) out.release(&out);
    }
    if (null.Has(0)) stream.release(&stream);
    EXPECT_TRUE(log->AllOnce());
    calls += null.Has(1) ? 0 : 1;
    EXPECT_EQ(findings_.releases(), calls);
    return code;
  });
  EXPECT_EQ(ArrowBridgeStreamFindingCount(nullptr), -1);
  EXPECT_EQ(ArrowBridgeReaderFindingCount(nullptr), -1);
  ArrowArrayStream plain;
  const auto log = MakeStream(NumberedBatch(0), {}, &plain);
  EXPECT_EQ(ArrowBridgeStreamFindingCount(&plain), -1);
  plain.release(&plain);
}

TEST_F(ApiNullChecked, ReaderChecked) {
  ArrowArrayStream stream;
  const auto log = MakeStream(NumberedBatch(0), NumberedBatches(1), &stream);
  ArrowBridgeReader* imported = nullptr;
  ASSERT_OK(ArrowBridgeImportRecordBatchReader(&stream, &imported, &error_));
  const ReaderHandle reader(imported);
  BeginCalls();
  int calls = 0;
  ForEveryMask("ArrowBridgeReaderCheck", 4, 1u << 1, [&](NullMask null) {
    const ArrowBridgeCheckOptions options = findings_.Options();
    auto* out = Garbage<ArrowBridgeReader*>();
    const int code = ArrowBridgeReaderCheck(null.Or(0, reader.get()), null.Or(1, &options),
                                            null.Or(2, &out), null.Or(3, &error_));
    if (!null.Has(2)) {
      EXPECT_EQ(out != nullptr, code == 0);
      ArrowBridgeReaderRelease(out);
    }
    calls += null.Has(1) ? 0 : 1;
    EXPECT_EQ(findings_.releases(), calls);
    return code;
  });
}

// The callbacks of a checked stream accept NULL outputs and a NULL self.
TEST_F(ApiNullChecked, Callbacks) {
  ArrowArrayStream foreign, stream;
  const auto log = MakeStream(NumberedBatch(0), NumberedBatches(1), &foreign);
  const ArrowBridgeCheckOptions options = findings_.Options();
  ASSERT_OK(ArrowBridgeStreamCheck(&foreign, &options, &stream, &error_));
  ArrowSchema schema;
  ArrowArray array;
  EXPECT_EQ(stream.get_schema(nullptr, &schema), EINVAL);
  EXPECT_EQ(stream.get_next(nullptr, &array), EINVAL);
  EXPECT_EQ(stream.get_last_error(nullptr), nullptr);
  EXPECT_EQ(stream.get_schema(&stream, nullptr), EINVAL);
  EXPECT_EQ(stream.get_next(&stream, nullptr), EINVAL);
  EXPECT_NE(stream.get_last_error(&stream), nullptr);
  stream.release(nullptr);
  stream.release(&stream);
  EXPECT_TRUE(log->AllOnce());
  EXPECT_EQ(findings_.Rules(), "");
}

}  // namespace
