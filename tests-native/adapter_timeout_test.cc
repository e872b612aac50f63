// Readers that fail if the source does not answer in time.

#include <cerrno>

#include "support/blocking_source.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class AdapterTimeout : public ThreadedFixture {
 protected:
  void ExpectTimeout(const ReaderHandle& reader, const std::string& text) {
    for (int call = 0; call < 2; ++call) {
      ExpectPrompt([&] {
        auto array = Garbage<ArrowArray>();
        EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &array, &error_), ETIMEDOUT, text);
        EXPECT_EQ(array.release, nullptr);
      });
    }
  }
};

TEST_F(AdapterTimeout, TimesThatAreNoneAreErrors) {
  const ReaderHandle reader = Imported(1);
  auto* out = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeReaderWithTimeout(reader.get(), -1, 1, &out, &error_), EINVAL,
               "ArrowBridgeReaderWithTimeout: argument 'per_call_ms' is -1");
  EXPECT_ERROR(ArrowBridgeReaderWithTimeout(reader.get(), 1, -1, &out, &error_), EINVAL,
               "argument 'total_ms' is -1");
  EXPECT_ERROR(ArrowBridgeReaderWithTimeout(reader.get(), 0, 0, &out, &error_), EINVAL,
               "there must be a limit");
  EXPECT_EQ(out, nullptr);
}

TEST_F(AdapterTimeout, BatchesInTimeArePassedOn) {
  for (const auto& [per_call, total] :
       std::vector<std::pair<int64_t, int64_t>>{{60000, 0}, {0, 60000}, {INT64_MAX, INT64_MAX}}) {
    ReaderHandle source = Imported(5);
    const ReaderHandle reader = WithTimeout(source, per_call, total);
    source.reset();
    EXPECT_EQ(Log().get_next, 0) << "read ahead";
    for (int i = 0; i < 5; ++i) ExpectNext(reader, i);
    for (int call = 0; call < 2; ++call) ExpectEnd(reader);
  }
  const ReaderHandle failing = WithTimeout(Imported(3, FailingAt(1)), 60000);
  ExpectNext(failing, 0);
  ExpectDiskError(failing);
}

TEST_F(AdapterTimeout, ALateSourceFailsItsCaller) {
  const auto source = std::make_shared<BlockingSource>();
  source->blocks_at = 1;
  ReaderHandle blocking = Blocking(source);
  ReaderHandle reader = WithTimeout(blocking, 1000);
  ExpectNext(reader, 0);
  ExpectTimeout(reader, "get_next: batch 1: the source did not answer within 1000 ms");
  ExpectPrompt([&] { reader.reset(); });
  source->Open();
  while (true) {  // the late call ends with the cancellation of the source
    auto array = Garbage<ArrowArray>();
    const int code = ArrowBridgeReaderNext(blocking.get(), &array, &error_);
    if (code == ECANCELED) break;
    ASSERT_EQ(code, EBUSY) << error_.message;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(source->calls, 2);
}

TEST_F(AdapterTimeout, TheWholeStreamMustEndInTime) {
  const auto source = std::make_shared<BlockingSource>();
  const ReaderHandle reader = WithTimeout(Blocking(source), 60000, 1000);
  ExpectNext(reader, 0);
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  ExpectTimeout(reader, "the stream did not end within 1000 ms");
  EXPECT_EQ(source->calls, 1) << "called when the time was over";
}

TEST_F(AdapterTimeout, TheShorterTimeIsNamed) {
  const auto source = std::make_shared<BlockingSource>();
  source->blocks_at = 0;
  const ReaderHandle reader = WithTimeout(Blocking(source), 60000, 40);
  ExpectTimeout(reader, "the stream did not end within 40 ms");
}

// Nothing was read that the caller did not get.
TEST_F(AdapterTimeout, TheSourceCanBeReadAfterwards) {
  const ReaderHandle source = Imported(3);
  {
    const ReaderHandle reader = WithTimeout(source, 60000);
    ExpectNext(reader, 0);
  }
  ExpectNext(source, 1);
}

TEST_F(AdapterTimeout, CancelEndsACallThatWaits) {
  const auto source = std::make_shared<BlockingSource>();
  source->blocks_at = 0;
  const ReaderHandle reader = WithTimeout(Blocking(source), 60000);
  std::thread canceller([&] {
    source->WaitUntilBlocked();
    ArrowBridgeReaderCancel(reader.get());
  });
  ExpectPrompt([&] {
    auto array = Garbage<ArrowArray>();
    EXPECT_EQ(ArrowBridgeReaderNext(reader.get(), &array, &error_), ECANCELED);
  });
  canceller.join();
}

}  // namespace
