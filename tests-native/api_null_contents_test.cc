// Every function that changes how contents are stored or tells about them, with every pointer NULL.

#include <cerrno>

#include "support/null_masks.h"
#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class ApiNullContents : public NullTest {
 protected:
  void SetUp() override {
    NullTest::SetUp();
    ArrowArrayStream stream;
    log_ = MakeStream(NumberedBatch(0), NumberedBatches(1), &stream);
    ArrowBridgeReader* reader = nullptr;
    ASSERT_OK(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error_));
    reader_.reset(reader);
    array_ = ImportArray(NumberedBatch(2).Sliced(1, 1));
    BeginCalls();
  }

  void TearDown() override {
    reader_.reset();
    array_.reset();
    EXPECT_TRUE(log_->AllOnce());
    NullTest::TearDown();
  }

  // Releases the array that a call has made. Its address is the second argument.
  static int Taken(NullMask null, int code, ArrowBridgeArray* out) {
    if (!null.Has(1)) {
      EXPECT_EQ(out != nullptr, code == 0);
      ArrowBridgeArrayRelease(out);
    }
    return code;
  }

  ReaderHandle reader_;
  ArrayHandle array_;
  std::shared_ptr<StreamLog> log_;
};

TEST_F(ApiNullContents, ArrayCompact) {
  ForEveryMask("ArrowBridgeArrayCompact", 3, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeArray*>();
    const int code =
        ArrowBridgeArrayCompact(null.Or(0, array_.get()), null.Or(1, &out), null.Or(2, &error_));
    return Taken(null, code, out);
  });
}

TEST_F(ApiNullContents, ReaderCompact) {
  ForEveryMask("ArrowBridgeReaderCompact", 3, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeReader*>();
    const int code =
        ArrowBridgeReaderCompact(null.Or(0, reader_.get()), null.Or(1, &out), null.Or(2, &error_));
    if (!null.Has(1)) {
      EXPECT_EQ(out != nullptr, code == 0);
      ArrowBridgeReaderRelease(out);
    }
    return code;
  });
}

TEST_F(ApiNullContents, Statistics) {
  ForEveryMask("ArrowBridgeArrayStatistics", 3, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeArray*>();
    const int code =
        ArrowBridgeArrayStatistics(null.Or(0, array_.get()), null.Or(1, &out), null.Or(2, &error_));
    return Taken(null, code, out);
  });
  ForEveryMask("ArrowBridgeReaderStatistics", 3, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeArray*>();
    const int code = ArrowBridgeReaderStatistics(null.Or(0, reader_.get()), null.Or(1, &out),
                                                 null.Or(2, &error_));
    return Taken(null, code, out);
  });
}

TEST_F(ApiNullContents, ReaderWithStatistics) {
  ForEveryMask("ArrowBridgeReaderWithStatistics", 3, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeReader*>();
    const int code = ArrowBridgeReaderWithStatistics(null.Or(0, reader_.get()), null.Or(1, &out),
                                                     null.Or(2, &error_));
    if (!null.Has(1)) {
      EXPECT_EQ(out != nullptr, code == 0);
      ArrowBridgeReaderRelease(out);
    }
    return code;
  });
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeReaderWithStatistics(reader_.get(), &reader, &error_));
  BeginCalls();
  ForEveryMask("ArrowBridgeReaderGetStatistics", 3, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeArray*>();
    const int code =
        ArrowBridgeReaderGetStatistics(null.Or(0, reader), null.Or(1, &out), null.Or(2, &error_));
    return Taken(null, code, out);
  });
  ArrowBridgeReaderRelease(reader);
}

TEST_F(ApiNullContents, ReaderUnifyDictionaries) {
  ForEveryMask("ArrowBridgeReaderUnifyDictionaries", 4, 1 << 1, [&](NullMask null) {
    const ArrowBridgeUnifyOptions options = {sizeof(options), 32, 0};
    auto* out = Garbage<ArrowBridgeReader*>();
    const int code = ArrowBridgeReaderUnifyDictionaries(
        null.Or(0, reader_.get()), null.Or(1, &options), null.Or(2, &out), null.Or(3, &error_));
    if (!null.Has(2)) {
      EXPECT_EQ(out != nullptr, code == 0);
      ArrowBridgeReaderRelease(out);
    }
    return code;
  });
}

}  // namespace
