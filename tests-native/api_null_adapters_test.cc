// Every function that makes an adapter, with every pointer NULL.

#include <cerrno>

#include "support/null_masks.h"
#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class ApiNullAdapters : public NullTest {
 protected:
  void SetUp() override {
    NullTest::SetUp();
    ArrowArrayStream stream;
    log_ = MakeStream(NumberedBatch(0), NumberedBatches(1), &stream);
    ArrowBridgeReader* reader = nullptr;
    ASSERT_OK(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error_));
    reader_.reset(reader);
    BeginCalls();
  }

  void TearDown() override {
    reader_.reset();
    EXPECT_TRUE(log_->AllOnce());
    NullTest::TearDown();
  }

  // Expects an output only if the call succeeded and `asked` for one.
  static void ExpectOutput(ArrowBridgeReader* out, bool asked, int code) {
    if (!asked) return;
    EXPECT_EQ(out != nullptr, code == 0);
    ArrowBridgeReaderRelease(out);
  }

  ReaderHandle reader_;
  std::shared_ptr<StreamLog> log_;
};

TEST_F(ApiNullAdapters, Concat) {
  ForEveryMask("ArrowBridgeReaderConcat", 3, 0, [&](NullMask null) {
    ArrowBridgeReader* readers[] = {reader_.get()};
    auto* out = Garbage<ArrowBridgeReader*>();
    const int code =
        ArrowBridgeReaderConcat(1, null.Or(0, readers), null.Or(1, &out), null.Or(2, &error_));
    ExpectOutput(out, !null.Has(1), code);
    return code;
  });
}

TEST_F(ApiNullAdapters, Rebatch) {
  ForEveryMask("ArrowBridgeReaderRebatch", 3, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeReader*>();
    const int code = ArrowBridgeReaderRebatch(null.Or(0, reader_.get()), 1, 2, null.Or(1, &out),
                                              null.Or(2, &error_));
    ExpectOutput(out, !null.Has(1), code);
    return code;
  });
}

TEST_F(ApiNullAdapters, Tee) {
  ForEveryMask("ArrowBridgeReaderTee", 3, 0, [&](NullMask null) {
    ArrowBridgeReader* out[] = {Garbage<ArrowBridgeReader*>(), Garbage<ArrowBridgeReader*>()};
    const int code =
        ArrowBridgeReaderTee(null.Or(0, reader_.get()), 2, null.Or(1, out), null.Or(2, &error_));
    ExpectOutput(out[0], !null.Has(1), code);
    ExpectOutput(out[1], !null.Has(1), code);
    return code;
  });
}

TEST_F(ApiNullAdapters, HeadAndSkip) {
  for (auto* function : {ArrowBridgeReaderHead, ArrowBridgeReaderSkip}) {
    const bool head = function == ArrowBridgeReaderHead;
    const std::string name = head ? "ArrowBridgeReaderHead" : "ArrowBridgeReaderSkip";
    ForEveryMask(name.c_str(), 3, 0, [&](NullMask null) {
      auto* out = Garbage<ArrowBridgeReader*>();
      const int code =
          function(null.Or(0, reader_.get()), 1, null.Or(1, &out), null.Or(2, &error_));
      ExpectOutput(out, !null.Has(1), code);
      return code;
    });
  }
}

TEST_F(ApiNullAdapters, Limit) {
  ForEveryMask("ArrowBridgeReaderLimit", 3, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeReader*>();
    const int code = ArrowBridgeReaderLimit(null.Or(0, reader_.get()), 1, 2, null.Or(1, &out),
                                            null.Or(2, &error_));
    ExpectOutput(out, !null.Has(1), code);
    return code;
  });
}

TEST_F(ApiNullAdapters, Peek) {
  ForEveryMask("ArrowBridgeReaderPeek", 4, 0, [&](NullMask null) {
    auto *first = Garbage<ArrowBridgeReader*>(), *all = Garbage<ArrowBridgeReader*>();
    const int code = ArrowBridgeReaderPeek(null.Or(0, reader_.get()), 1, 2, null.Or(1, &first),
                                           null.Or(2, &all), null.Or(3, &error_));
    ExpectOutput(first, !null.Has(1), code);
    ExpectOutput(all, !null.Has(2), code);
    return code;
  });
}

TEST_F(ApiNullAdapters, PrefetchAndWithTimeout) {
  for (auto* function : {ArrowBridgeReaderPrefetch, ArrowBridgeReaderWithTimeout}) {
    const bool prefetch = function == ArrowBridgeReaderPrefetch;
    const std::string name =
        prefetch ? "ArrowBridgeReaderPrefetch" : "ArrowBridgeReaderWithTimeout";
    ForEveryMask(name.c_str(), 3, 0, [&](NullMask null) {
      auto* out = Garbage<ArrowBridgeReader*>();
      const int code =
          function(null.Or(0, reader_.get()), 1000, 0, null.Or(1, &out), null.Or(2, &error_));
      ExpectOutput(out, !null.Has(1), code);
      return code;
    });
  }
}

TEST_F(ApiNullAdapters, Locked) {
  ForEveryMask("ArrowBridgeReaderLock", 3, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeReader*>();
    const int code =
        ArrowBridgeReaderLock(null.Or(0, reader_.get()), null.Or(1, &out), null.Or(2, &error_));
    ExpectOutput(out, !null.Has(1), code);
    return code;
  });
}

}  // namespace
