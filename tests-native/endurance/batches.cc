// Endless batches: through the library, through IPC, and from readers that fail.

#include <cerrno>

#include "endurance/runs.h"
#include "support/ipc_outputs.h"

namespace arrowbridge_tests {
namespace {

TEST(Batches, StreamRoundTrip) {
  Endurance run;
  BatchRepeater repeater{ImportArray(SampleBatch()), INT64_MAX};
  {
    const ReaderHandle producer = BatchRepeater::Reader(&repeater);
    ArrowArrayStream stream;
    ASSERT_EQ(ArrowBridgeExportRecordBatchReader(producer.get(), &stream, nullptr), 0);
    while (run.Continues()) {
      for (int i = 0; i < 1000; ++i) {
        ArrowArray batch;
        ASSERT_EQ(stream.get_next(&stream, &batch), 0);
        ASSERT_NE(batch.release, nullptr);
        batch.release(&batch);
      }
    }
    stream.release(&stream);
  }
  repeater.batch.reset();
}

TEST(Batches, ShortLivedStreams) {
  Endurance run;
  while (run.Continues()) {
    LiveObjects objects;
    objects.Make();
    objects.ReleaseAll();
    EXPECT_TRUE(objects.log->AllOnce());
  }
}

TEST(Batches, WrittenAndRead) {
  Endurance run;
  for (int round = 0; run.Continues(); ++round) {
    const int codecs[] = {ARROWBRIDGE_IPC_CODEC_NONE, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME,
                          ARROWBRIDGE_IPC_CODEC_ZSTD};
    const ArrowBridgeIpcWriteOptions options = WriteOptions(round % 2, codecs[round % 3]);
    BatchRepeater repeater{ImportArray(SampleBatch()), 20};
    MemoryOutput memory;
    const ArrowBridgeOutput output = memory.Get();
    {
      const ReaderHandle producer = BatchRepeater::Reader(&repeater);
      ASSERT_EQ(ArrowBridgeWriteIpcOutput(producer.get(), &output, &options, nullptr), 0);
    }
    ArrowBridgeReader* out = nullptr;
    ASSERT_EQ(
        ArrowBridgeOpenIpcBuffer(memory.bytes().data(), static_cast<int64_t>(memory.bytes().size()),
                                 nullptr, nullptr, nullptr, &out, nullptr),
        0);
    const ReaderHandle reader(out);
    int batches = 0;
    for (ArrowArray batch;
         ArrowBridgeReaderNext(out, &batch, nullptr) == 0 && batch.release != nullptr; ++batches) {
      batch.release(&batch);
    }
    ASSERT_EQ(batches, 20);
  }
}

TEST(Batches, FailingReaders) {
  Endurance run;
  StreamOptions options;
  options.fail_at = 1;
  options.code = EPIPE;
  options.text = "the pipe is broken";
  while (run.Continues()) {
    ArrowArrayStream foreign, stream;
    const auto log = MakeStream(SampleBatch(), {SampleBatch()}, &foreign, options);
    ArrowBridgeReader* reader = nullptr;
    ASSERT_EQ(ArrowBridgeImportRecordBatchReader(&foreign, &reader, nullptr), 0);
    ASSERT_EQ(ArrowBridgeExportRecordBatchReader(reader, &stream, nullptr), 0);
    ArrowBridgeReaderRelease(reader);
    ArrowArray batch;
    ASSERT_EQ(stream.get_next(&stream, &batch), 0);
    batch.release(&batch);
    ASSERT_EQ(stream.get_next(&stream, &batch), EPIPE);
    ASSERT_STREQ(stream.get_last_error(&stream), "the pipe is broken");
    stream.release(&stream);
    EXPECT_TRUE(log->AllOnce());
  }
}

}  // namespace
}  // namespace arrowbridge_tests
