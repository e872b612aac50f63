// Writers, encoders and decoders take one call at a time. A call inside another one, or at the same
// time on another thread, is refused and changes nothing.
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <functional>
#include <thread>

#include "support/all_types.h"
#include "support/ipc_decoding.h"
#include "support/reader_fixture.h"

namespace arrowbridge_tests {
namespace {

using IpcBusy = IpcWriteTest;

// Called in the middle of a call.
struct Inside {
  std::function<void()> call;
  MemoryOutput memory;
  int calls = 0;

  void Run() {
    calls++;
    if (call) call();
  }
};

TEST_F(IpcBusy, WriterInItsOutput) {
  Inside inside;
  const ArrowBridgeOutput output = {
      [](void* context, const void* data, int64_t size, ArrowBridgeError* error) {
        auto* self = static_cast<Inside*>(context);
        self->Run();
        const ArrowBridgeOutput memory = self->memory.Get();
        return memory.write(memory.context, data, size, error);
      },
      nullptr, &inside};
  const auto options = WriteOptions(ARROWBRIDGE_IPC_FORMAT_STREAM);
  ArrowBridgeIpcWriter* writer = nullptr;
  ASSERT_OK(ArrowBridgeIpcWriterOpenOutput(ImportSchema(NumberedBatch(0)).get(), &output, &options,
                                           &writer, &error_));
  const IpcWriterHandle owned(writer);
  const ArrayHandle batch = BatchOf(NumberedBatch(1));
  inside.calls = 0;
  inside.call = [&] {
    EXPECT_ERROR(ArrowBridgeIpcWriterWrite(writer, batch.get(), nullptr, &error_), EBUSY, "writer",
                 "another call");
    EXPECT_ERROR(ArrowBridgeIpcWriterFinish(writer, &error_), EBUSY, "writer", "another call");
  };
  EXPECT_OK(ArrowBridgeIpcWriterWrite(writer, batch.get(), nullptr, &error_));
  EXPECT_OK(ArrowBridgeIpcWriterFinish(writer, &error_));
  EXPECT_GE(inside.calls, 2);
  EXPECT_EQ(inside.memory.bytes(), Written({NumberedBatch(1)}, options));
}

TEST_F(IpcBusy, EncoderInItsProgress) {
  Inside inside;
  auto options = WriteOptions(ARROWBRIDGE_IPC_FORMAT_STREAM);
  options.progress = [](void* context, int64_t, int64_t) {
    static_cast<Inside*>(context)->Run();
    return 0;
  };
  options.progress_context = &inside;
  ArrowBridgeIpcEncoder* encoder = nullptr;
  ASSERT_OK(
      ArrowBridgeIpcEncoderNew(ImportSchema(NumberedBatch(0)).get(), &options, &encoder, &error_));
  const EncoderHandle owned(encoder);
  const ArrayHandle batch = BatchOf(NumberedBatch(1));
  inside.call = [&] {
    EXPECT_ERROR(ArrowBridgeIpcEncoderWrite(encoder, batch.get(), nullptr, &error_), EBUSY,
                 "encoder", "another call");
    auto message = Garbage<ArrowBridgeIpcMessage>();
    EXPECT_ERROR(ArrowBridgeIpcEncoderNext(encoder, &message, &error_), EBUSY, "encoder",
                 "another call");
    EXPECT_EQ(message.kind, ARROWBRIDGE_IPC_MESSAGE_NONE);
    EXPECT_EQ(message.data, nullptr);
    EXPECT_ERROR(ArrowBridgeIpcEncoderFinish(encoder, &error_), EBUSY, "encoder", "another call");
  };
  EXPECT_OK(ArrowBridgeIpcEncoderWrite(encoder, batch.get(), nullptr, &error_));
  EXPECT_EQ(inside.calls, 1);
  EXPECT_OK(ArrowBridgeIpcEncoderFinish(encoder, &error_));
  EXPECT_EQ(TakeAll(encoder, &error_).size(), 3u);
}

// No function of the caller runs inside a decoder, so two threads use it until one is refused. The
// decoder checks each value of a column, which takes nearly all of the time.
TEST_F(IpcBusy, DecoderOnTwoThreads) {
  constexpr int kBatches = 4;
  constexpr int64_t kRows = 50000;
  const auto& types = AllTypes();
  const auto decimal = std::find_if(types.begin(), types.end(),
                                    [](const TypeCase& type) { return type.name == "Decimal128"; });
  ASSERT_NE(decimal, types.end());
  const ArrayData data = Batch(kRows, {decimal->make(kRows, true).Named("decimals")});
  const Bytes bytes =
      Written(std::vector<ArrayData>(kBatches, data), WriteOptions(ARROWBRIDGE_IPC_FORMAT_STREAM));
  ArrowBridgeIpcReadOptions options = {};
  options.struct_size = sizeof(options);
  options.validate = ARROWBRIDGE_VALIDATE_FULL;
  std::atomic<int> refused{0};
  for (int round = 0; refused == 0; round++) {
    ASSERT_LT(round, 1000) << "the decoder never took two calls at the same time";
    ArrowBridgeIpcDecoder* decoder = nullptr;
    ASSERT_OK(ArrowBridgeIpcDecoderNew(&options, &decoder, &error_));
    const DecoderHandle owned(decoder);
    std::atomic<bool> fed{false};
    std::thread asking([&] {
      while (!fed) {
        ArrowBridgeError error = {};
        auto wanted = Garbage<int64_t>();
        const int code = ArrowBridgeIpcDecoderBytesWanted(decoder, &wanted, &error);
        if (code == 0) continue;
        EXPECT_TRUE(IsError(code, EBUSY, error, {"decoder", "another call"}));
        EXPECT_EQ(wanted, 0);
        refused++;
      }
    });
    int batches = 0;
    for (int64_t at = 0; at < static_cast<int64_t>(bytes.size());) {
      auto used = Garbage<int64_t>();
      auto batch = Garbage<ArrowArray>();
      const int code = ArrowBridgeIpcDecoderFeed(decoder, bytes.data() + at,
                                                 static_cast<int64_t>(bytes.size()) - at, &used,
                                                 &batch, &error_);
      if (code == EBUSY) {
        EXPECT_EQ(used, 0);
        EXPECT_EQ(batch.release, nullptr);
        refused++;
        continue;
      }
      EXPECT_OK(code);
      if (code != 0) break;
      if (batch.release != nullptr) {
        batches++;
        EXPECT_EQ(batch.length, kRows);
        ReleaseChecked(&batch);
      }
      at += used;
    }
    fed = true;
    asking.join();
    EXPECT_EQ(batches, kBatches);
    EXPECT_OK(ArrowBridgeIpcDecoderFinish(decoder, &error_));
  }
}

}  // namespace
}  // namespace arrowbridge_tests
