// Processing a batch allocates nothing on the garbage-collected heap, however many batches are
// processed.
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

#include "../benchmarks/batches.h"
#include "../benchmarks/ipc_bytes.h"
#include "support/live_counts.h"
#include "support/matchers.h"

namespace arrowbridge_tests {
namespace {

constexpr int kColumns = 10;
constexpr int kRounds = 1000;
constexpr int64_t kMostPerError = 600;

class ZeroAllocation : public LiveCountsTest {
 protected:
  // Bytes that `work` allocates in many rounds, after a first round that may prepare something.
  template <typename Work>
  int64_t Allocated(Work work) {
    work();
    const int64_t before = InternalArrowBridgeManagedBytes();
    for (int i = 0; i < kRounds; i++) work();
    return InternalArrowBridgeManagedBytes() - before;
  }

  StaticBatch source_{kColumns, 100};
};

// Checks the measurement itself: a failing call does allocate.
TEST_F(ZeroAllocation, IsMeasured) {
  EXPECT_GT(Allocated([] { ArrowBridgeReaderNext(nullptr, nullptr, nullptr); }), 0);
}

TEST_F(ZeroAllocation, SchemasAndBatches) {
  ArrowSchema schema_struct;
  ArrowArray array;
  ArrowBridgeSchema* schema;
  ArrowBridgeArray* batch;
  source_.Schema(&schema_struct);
  ASSERT_OK(ArrowBridgeImportSchema(&schema_struct, &schema, &error_));
  source_.Array(&array);
  ASSERT_OK(ArrowBridgeImportRecordBatch(&array, schema, &batch, &error_));
  EXPECT_EQ(Allocated([&] {
              ArrowSchema out;
              ASSERT_OK(ArrowBridgeExportSchema(schema, &out, &error_));
              out.release(&out);
            }),
            0);
  EXPECT_EQ(Allocated([&] {
              ArrowArray out;
              ArrowBridgeArray* imported;
              ASSERT_OK(ArrowBridgeExportRecordBatch(batch, &out, nullptr, &error_));
              ASSERT_OK(ArrowBridgeImportRecordBatch(&out, schema, &imported, &error_));
              ArrowBridgeArrayRelease(imported);
            }),
            0);
  EXPECT_EQ(Allocated([&] {
              ArrowBridgeArray* slice;
              ArrowBridgeArray* column;
              ArrowArray out;
              ASSERT_OK(ArrowBridgeArraySlice(batch, 3, 50, &slice, &error_));
              ASSERT_OK(ArrowBridgeArrayColumn(slice, 1, &column, &error_));
              ASSERT_OK(ArrowBridgeExportRecordBatch(slice, &out, nullptr, &error_));
              out.release(&out);
              ArrowBridgeArrayRelease(column);
              ArrowBridgeArrayRelease(slice);
            }),
            0);
  EXPECT_EQ(Allocated([&] { ASSERT_OK(ArrowBridgeArrayValidate(batch, 2, &error_)); }), 0);
  ArrowBridgeArrayRelease(batch);
  ArrowBridgeSchemaRelease(schema);
}

TEST_F(ZeroAllocation, StreamRoundTrip) {
  ArrowArrayStream stream, exported;
  ArrowBridgeReader* reader;
  source_.Stream(&stream);
  ASSERT_OK(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error_));
  ASSERT_OK(ArrowBridgeExportRecordBatchReader(reader, &exported, &error_));
  EXPECT_EQ(Allocated([&] {
              ArrowArray out;
              ASSERT_EQ(exported.get_next(&exported, &out), 0);
              out.release(&out);
              ASSERT_OK(ArrowBridgeReaderNext(reader, &out, &error_));
              out.release(&out);
            }),
            0);
  exported.release(&exported);
  ArrowBridgeReaderRelease(reader);
}

TEST_F(ZeroAllocation, ReadersThatChangeContents) {
  ArrowArrayStream stream;
  ArrowBridgeReader *reader, *compact, *unified, *observed;
  source_.Stream(&stream);
  ASSERT_OK(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error_));
  ASSERT_OK(ArrowBridgeReaderCompact(reader, &compact, &error_));
  ASSERT_OK(ArrowBridgeReaderUnifyDictionaries(compact, nullptr, &unified, &error_));
  ASSERT_OK(ArrowBridgeReaderWithStatistics(unified, &observed, &error_));
  EXPECT_EQ(Allocated([&] {
              ArrowArray out;
              ASSERT_OK(ArrowBridgeReaderNext(observed, &out, &error_));
              out.release(&out);
            }),
            0);
  for (ArrowBridgeReader* one : {observed, unified, compact, reader}) ArrowBridgeReaderRelease(one);
}

// Reads from a chain of adapters. The source notes what the thread that calls it has allocated.
TEST_F(ZeroAllocation, Adapters) {
  struct Source {
    StaticBatch* batch;
    std::atomic<int64_t> first{-1}, last{0};
  };
  for (const bool prefetch : {true, false}) {
    Source source;
    source.batch = &source_;
    ArrowArrayStream stream;
    ArrowBridgeReader *reader, *first, *all, *head, *threaded;
    source_.Stream(&stream);
    stream.private_data = &source;
    stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
      static_cast<Source*>(self->private_data)->batch->Schema(out);
      return 0;
    };
    stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
      auto* context = static_cast<Source*>(self->private_data);
      context->last = InternalArrowBridgeManagedBytes();
      if (context->first < 0) context->first = context->last.load();
      context->batch->Array(out);
      return 0;
    };
    ASSERT_OK(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error_));
    ASSERT_OK(prefetch ? ArrowBridgeReaderPrefetch(reader, 4, 1 << 20, &threaded, &error_)
                       : ArrowBridgeReaderWithTimeout(reader, 60000, 60000, &threaded, &error_));
    ASSERT_OK(ArrowBridgeReaderHead(threaded, INT64_MAX - 1, &head, &error_));
    ASSERT_OK(ArrowBridgeReaderPeek(head, 1, 0, &first, &all, &error_));
    ArrowBridgeReaderRelease(first);
    EXPECT_EQ(Allocated([&] {
                ArrowArray out;
                ASSERT_OK(ArrowBridgeReaderNext(all, &out, &error_));
                out.release(&out);
              }),
              0);
    for (ArrowBridgeReader* one : {all, head, threaded, reader}) ArrowBridgeReaderRelease(one);
    EXPECT_EQ(source.first, source.last) << "allocated on the thread";
  }
}

// The producer of asynchronous streams, which runs on the calling thread here.
TEST_F(ZeroAllocation, RunHandler) {
  struct Tasks {
    int count = 0;
    int64_t first = 0, last = 0;
  } tasks;
  ArrowArrayStream stream;
  ArrowBridgeReader* reader;
  source_.Stream(&stream);
  ASSERT_OK(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error_));
  using Handler = ArrowAsyncDeviceStreamHandler;
  Handler handler = {[](Handler* self, ArrowSchema* schema) {
                       schema->release(schema);
                       self->producer->request(self->producer, kRounds);
                       return 0;
                     },
                     [](Handler* self, ArrowAsyncTask* task, const char*) {
                       auto* seen = static_cast<Tasks*>(self->private_data);
                       ArrowDeviceArray array;
                       if (task->extract_data(task, &array) != 0) return EIO;
                       array.array.release(&array.array);
                       seen->last = InternalArrowBridgeManagedBytes();
                       if (seen->count == 0) seen->first = seen->last;
                       if (++seen->count == kRounds) self->producer->cancel(self->producer);
                       return 0;
                     },
                     [](Handler*, int, const char*, const char*) {},
                     [](Handler*) {},
                     nullptr,
                     &tasks};
  ASSERT_OK(ArrowBridgeReaderRunHandler(reader, &handler, &error_));
  EXPECT_EQ(tasks.count, kRounds);
  EXPECT_EQ(tasks.first, tasks.last);
  ArrowBridgeReaderRelease(reader);
}

TEST_F(ZeroAllocation, IpcStream) {
  const auto bytes = ipc::Stream(kColumns, 100, kRounds + 2);
  void* data = std::aligned_alloc(64, (bytes.size() + 63) / 64 * 64);
  std::memcpy(data, bytes.data(), bytes.size());
  ArrowBridgeReader* reader;
  ASSERT_OK(ArrowBridgeOpenIpcBuffer(
      data, static_cast<int64_t>(bytes.size()), [](void* context) { std::free(context); }, data,
      nullptr, &reader, &error_));
  EXPECT_EQ(Allocated([&] {
              ArrowArray out;
              ASSERT_OK(ArrowBridgeReaderNext(reader, &out, &error_));
              ASSERT_NE(out.release, nullptr);
              out.release(&out);
            }),
            0);
  ArrowBridgeReaderRelease(reader);
}

// Bytes in pieces, and messages of an encoder.
TEST_F(ZeroAllocation, DecoderAndEncoder) {
  const auto bytes = ipc::Stream(kColumns, 100, kRounds + 2);
  ArrowBridgeIpcDecoder* decoder;
  ArrowBridgeIpcEncoder* encoder;
  ArrowSchema schema_struct;
  ArrowBridgeSchema* schema;
  source_.Schema(&schema_struct);
  ASSERT_OK(ArrowBridgeImportSchema(&schema_struct, &schema, &error_));
  ASSERT_OK(ArrowBridgeIpcDecoderNew(nullptr, &decoder, &error_));
  ASSERT_OK(ArrowBridgeIpcEncoderNew(schema, nullptr, &encoder, &error_));
  ArrowArray array;
  ArrowBridgeArray* batch;
  source_.Array(&array);
  ASSERT_OK(ArrowBridgeImportRecordBatch(&array, schema, &batch, &error_));
  size_t at = 0;
  EXPECT_EQ(Allocated([&] {
              ArrowArray out = {};
              while (out.release == nullptr) {
                const size_t piece = std::min<size_t>(1000, bytes.size() - at);
                int64_t used;
                ASSERT_GT(piece, 0u);
                ASSERT_OK(ArrowBridgeIpcDecoderFeed(
                    decoder, bytes.data() + at, static_cast<int64_t>(piece), &used, &out, &error_));
                at += static_cast<size_t>(used);
              }
              out.release(&out);
            }),
            0);
  EXPECT_EQ(Allocated([&] {
              ArrowBridgeIpcMessage message = {};
              ASSERT_OK(ArrowBridgeIpcEncoderWrite(encoder, batch, nullptr, &error_));
              do {
                ASSERT_OK(ArrowBridgeIpcEncoderNext(encoder, &message, &error_));
              } while (message.kind != 0);
            }),
            0);
  ArrowBridgeArrayRelease(batch);
  ArrowBridgeIpcEncoderRelease(encoder);
  ArrowBridgeIpcDecoderRelease(decoder);
  ArrowBridgeSchemaRelease(schema);
}

// Opening a reader uses the objects of one that this thread has released.
TEST_F(ZeroAllocation, OpeningIpc) {
  const auto bytes = ipc::Stream(kColumns, 100, 1);
  const auto read = [this](ArrowBridgeReader* reader) {
    ArrowArray out;
    ASSERT_OK(ArrowBridgeReaderNext(reader, &out, &error_));
    out.release(&out);
    ArrowBridgeReaderRelease(reader);
  };
  EXPECT_EQ(Allocated([&] {
              ArrowBridgeReader* reader;
              ASSERT_OK(ArrowBridgeOpenIpcBuffer(bytes.data(), static_cast<int64_t>(bytes.size()),
                                                 nullptr, nullptr, nullptr, &reader, &error_));
              read(reader);
            }),
            0);
  const std::string path = ::testing::TempDir() + "zero_allocation.arrows";
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  EXPECT_EQ(Allocated([&] {
              ArrowBridgeReader* reader;
              ASSERT_OK(ArrowBridgeOpenIpcFile(path.c_str(), nullptr, &reader, &error_));
              read(reader);
            }),
            0);
  std::remove(path.c_str());
}

// The objects of an input that is refused are used again too: only the error is allocated.
TEST_F(ZeroAllocation, RefusedInputs) {
  const auto bytes = ipc::Stream(kColumns, 100, 1);
  const std::string file = "ARROW1" + std::string(100, ' ');
  const auto open = [this](const void* data, size_t size, int expected) {
    ArrowBridgeReader* reader = nullptr;
    ASSERT_EQ(ArrowBridgeOpenIpcBuffer(data, static_cast<int64_t>(size), nullptr, nullptr, nullptr,
                                       &reader, &error_),
              expected);
    if (reader != nullptr) ArrowBridgeReaderRelease(reader);
  };
  const int64_t allocated = Allocated([&] {
    open(bytes.data(), bytes.size(), 0);
    open(bytes.data(), 100, EIO);         // ends within the schema
    open(file.data(), file.size(), EIO);  // has no footer
  });
  EXPECT_LT(allocated, 2 * kMostPerError * kRounds);
}

// A program may see an error, or print a batch, for every input it gets.
TEST_F(ZeroAllocation, ErrorsAndTextsAllocateLittle) {
  constexpr int64_t kMostPerText = 16000;
  EXPECT_LT(Allocated([this] {
              ArrowBridgeSchema* schema;
              EXPECT_EQ(ArrowBridgeImportSchema(nullptr, &schema, &error_), EINVAL);
            }),
            kMostPerError * kRounds);
  ArrowSchema schema_struct;
  ArrowArray array;
  ArrowBridgeSchema* schema;
  ArrowBridgeArray* batch;
  source_.Schema(&schema_struct);
  ASSERT_OK(ArrowBridgeImportSchema(&schema_struct, &schema, &error_));
  source_.Array(&array);
  ASSERT_OK(ArrowBridgeImportRecordBatch(&array, schema, &batch, &error_));
  EXPECT_LT(Allocated([&] {
              char* text;
              ASSERT_OK(ArrowBridgeArrayToString(batch, nullptr, &text, &error_));
              ArrowBridgeStringRelease(text);
            }),
            kMostPerText * kRounds);
  ArrowBridgeArrayRelease(batch);
  ArrowBridgeSchemaRelease(schema);
}

}  // namespace
}  // namespace arrowbridge_tests
