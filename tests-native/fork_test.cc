// Forked children: before the first use of the library everything works; after it functions fail,
// and releasing works.

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <thread>
#include <vector>

#include "support/builders.h"
#include "support/child_process.h"
#include "support/codecs.h"
#include "support/live_objects.h"
#include "support/internal.h"
#include "support/ipc_inputs.h"
#include "support/matchers.h"
#include "support/parts.h"

namespace {

using namespace arrowbridge_tests;

TEST(Fork, STR_19_ChildForkedBeforeTheFirstUse) {
  EXPECT_EQ(RunInChild([] {
              // Children of the child, before and after.
              const auto use = [] {
                LiveObjects objects;
                objects.Make();
                objects.ReleaseAll();
                InternalArrowBridgeCollect();
                EXPECT_TRUE(NothingAlive());
              };
              EXPECT_EQ(RunInChild(use), 0);
              use();
            }),
            0);
}

// Calls that a forked child must not make fail with ENOTSUP, and their inputs are released
// nevertheless.
void ExpectEveryCallFails(LiveObjects* objects) {
  ArrowBridgeError error;
  const auto expect = [&](int rc) {
    EXPECT_TRUE(IsError(rc, ENOTSUP, error, {"ArrowBridge", "forked child"}));
  };
  ArrowSchema schema;
  ArrowArray array;
  ArrowArrayStream stream;
  auto log = MakeSchema(SampleBatch(), &schema);
  auto* schema_handle = Garbage<ArrowBridgeSchema*>();
  expect(ArrowBridgeImportSchema(&schema, &schema_handle, &error));
  EXPECT_EQ(schema_handle, nullptr);
  EXPECT_TRUE(log->AllOnce());
  log = MakeArray(SampleBatch(), &array);
  auto* array_handle = Garbage<ArrowBridgeArray*>();
  expect(ArrowBridgeImportRecordBatch(&array, objects->schema_handle, &array_handle, &error));
  EXPECT_EQ(array_handle, nullptr);
  EXPECT_TRUE(log->AllOnce());
  const auto stream_log = MakeStream(SampleBatch(), {}, &stream);
  auto* reader = Garbage<ArrowBridgeReader*>();
  expect(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error));
  EXPECT_EQ(reader, nullptr);
  EXPECT_TRUE(stream_log->AllOnce());
  EXPECT_EQ(stream_log->get_schema, 0);

  array = Garbage<ArrowArray>();
  expect(ArrowBridgeReaderNext(objects->reader, &array, &error));
  EXPECT_EQ(array.release, nullptr);
  ArrowBridgeReader* tee[] = {Garbage<ArrowBridgeReader*>(), Garbage<ArrowBridgeReader*>()};
  expect(ArrowBridgeReaderTee(objects->reader, 2, tee, &error));
  EXPECT_EQ(tee[0], nullptr);
  EXPECT_EQ(tee[1], nullptr);
  ArrowBridgeReaderCancel(objects->reader);
  schema = Garbage<ArrowSchema>();
  expect(ArrowBridgeExportSchema(objects->schema_handle, &schema, &error));
  EXPECT_EQ(schema.release, nullptr);
  stream = Garbage<ArrowArrayStream>();
  expect(ArrowBridgeExportRecordBatchReader(objects->reader, &stream, &error));
  EXPECT_EQ(stream.release, nullptr);

  array = Garbage<ArrowArray>();
  EXPECT_EQ(objects->stream.get_next(&objects->stream, &array), ENOTSUP);
  EXPECT_EQ(array.release, nullptr);
  EXPECT_NE(std::strstr(objects->stream.get_last_error(&objects->stream), "forked child"), nullptr);
  schema = Garbage<ArrowSchema>();
  EXPECT_EQ(objects->stream.get_schema(&objects->stream, &schema), ENOTSUP);
  EXPECT_EQ(schema.release, nullptr);
}

void ExpectConsumed() {
  ArrowBridgeError error;
  const auto expect = [&](int rc, const char* function) {
    EXPECT_TRUE(IsError(rc, ENOTSUP, error, {function, "forked child"}));
  };
  int released = 0;
  const auto count = [](void* context) { ++*static_cast<int*>(context); };
  auto* reader = Garbage<ArrowBridgeReader*>();
  const auto expect_enotsup = [&] {
    EXPECT_EQ(reader, nullptr);
    reader = Garbage<ArrowBridgeReader*>();
  };

  expect(ArrowBridgeOpenIpcBuffer("", 0, count, &released, nullptr, &reader, &error),
         "ArrowBridgeOpenIpcBuffer");
  expect_enotsup();
  const ArrowBridgeInput input{nullptr, count, &released};
  expect(ArrowBridgeOpenIpcInput(&input, nullptr, &reader, &error), "ArrowBridgeOpenIpcInput");
  expect_enotsup();
  const ArrowBridgeOutput output{nullptr, count, &released};
  expect(ArrowBridgeWriteIpcOutput(nullptr, &output, nullptr, &error), "ArrowBridgeWriteIpcOutput");
  expect(ArrowBridgeWriteTextOutput(nullptr, &output, nullptr, &error),
         "ArrowBridgeWriteTextOutput");
  auto* writer = Garbage<ArrowBridgeIpcWriter*>();
  expect(ArrowBridgeIpcWriterOpenOutput(nullptr, &output, nullptr, &writer, &error),
         "ArrowBridgeIpcWriterOpenOutput");
  EXPECT_EQ(writer, nullptr);
  EXPECT_EQ(released, 5);

  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  expect(ArrowBridgeOpenIpcDescriptor(pipe_ends[0], 1, nullptr, &reader, &error),
         "ArrowBridgeOpenIpcDescriptor");
  expect_enotsup();
  EXPECT_EQ(close(pipe_ends[0]), -1) << "the descriptor is not closed";
  expect(ArrowBridgeOpenIpcDescriptor(pipe_ends[1], 0, nullptr, &reader, &error),
         "ArrowBridgeOpenIpcDescriptor");
  expect_enotsup();
  EXPECT_EQ(close(pipe_ends[1]), 0);

  ArrowSchema schema;
  ArrowArray batches[2];
  const auto schema_log = MakeSchema(SampleBatch(), &schema);
  const auto first = MakeArray(SampleBatch(), &batches[0]);
  const auto second = MakeArray(SampleBatch(), &batches[1]);
  expect(ArrowBridgeReaderFromBatches(&schema, 2, batches, &reader, &error),
         "ArrowBridgeReaderFromBatches");
  expect_enotsup();
  EXPECT_TRUE(schema_log->AllOnce());
  EXPECT_TRUE(first->AllOnce());
  EXPECT_TRUE(second->AllOnce());
  const auto callbacks_log = MakeSchema(SampleBatch(), &schema);
  const ArrowBridgeReaderCallbacks callbacks{nullptr, count, &released};
  expect(ArrowBridgeReaderFromCallbacks(&schema, &callbacks, &reader, &error),
         "ArrowBridgeReaderFromCallbacks");
  expect_enotsup();
  EXPECT_TRUE(callbacks_log->AllOnce());
  EXPECT_EQ(released, 6);

  ArrowArray column;
  const auto column_log = MakeArray(Int32s({1}), &column);
  CountedOwner owner;
  const ArrayData batch = Batch(1, {Int32s({1}).Named("a"), Int32s({2}).Named("b")});
  Parts parts(batch, &owner);
  owner.calls = 2;  // of the buffers that the finished array replaces
  parts.Finish(1, &column);
  auto* built = Garbage<ArrowBridgeArray*>();
  expect(parts.Make(nullptr, &built, &error), "ArrowBridgeArrayFromParts");
  EXPECT_EQ(built, nullptr);
  EXPECT_EQ(owner.calls, parts.owned());
  EXPECT_TRUE(column_log->AllOnce());

  const auto json_log = MakeSchema(SampleBatch(), &schema);
  EXPECT_NE(std::strstr(ArrowBridge_CDataIntegration_ImportSchemaAndCompareToJson("", &schema),
                        "forked child"),
            nullptr);
  EXPECT_TRUE(json_log->AllOnce());
}

TEST(Fork, STR_19_ChildForkedAfterwardsGetsErrorsAndMayRelease) {
  EXPECT_EQ(RunInChild([] {
              LiveObjects objects;
              objects.Make();
              const auto inherit = [&] {
                ExpectEveryCallFails(&objects);
                objects.ReleaseAll();
                EXPECT_TRUE(objects.log->AllOnce());
                EXPECT_TRUE(NothingAlive());
                EXPECT_STREQ(ArrowBridgeVersion(), ARROWBRIDGE_VERSION_STRING);
              };
              EXPECT_EQ(RunInChild(inherit), 0);
              EXPECT_EQ(RunInChild(inherit, Ending::kExit), 0);
              // The parent continues normally.
              ArrowArray batch;
              ASSERT_EQ(objects.stream.get_next(&objects.stream, &batch), 0);
              ASSERT_NE(batch.release, nullptr);
              batch.release(&batch);
              objects.ReleaseAll();
              InternalArrowBridgeCollect();
              EXPECT_TRUE(NothingAlive());
            }),
            0);
}

// Failing calls must not use up the runtime's memory: it cannot collect garbage in a child.
TEST(Fork, STR_19_EveryCallFailsManyTimes) {
  EXPECT_EQ(RunInChild([] {
              LiveObjects objects;
              objects.Make();
              EXPECT_EQ(RunInChild([&] {
                          ArrowBridgeError error;
                          ArrowArray batch;
                          for (int i = 0; i < 200000; ++i) {
                            ASSERT_EQ(ArrowBridgeReaderNext(objects.reader, &batch, &error),
                                      ENOTSUP);
                          }
                        }),
                        0);
              objects.ReleaseAll();
            }),
            0);
}

TEST(Fork, STR_19_CallsFailOnANewThreadOfTheChild) {
  EXPECT_EQ(RunInChild([] {
              LiveObjects objects;
              objects.Make();
              EXPECT_EQ(RunInChild([&] {
                          std::thread([&] {
                            ExpectEveryCallFails(&objects);
                            objects.ReleaseAll();
                          }).join();
                          EXPECT_TRUE(NothingAlive());
                        }),
                        0);
              objects.ReleaseAll();
            }),
            0);
}

// Threads that start, fail and end, so that the runtime's locks are taken at any time.
class BusyThreads {
 public:
  BusyThreads() {
    for (int i = 0; i < 2; ++i) {
      threads_.emplace_back([this] {
        while (!stop_) {
          std::thread([] {
            for (int k = 0; k < 50; ++k) {
              ArrowSchema schema{
                  "?",    "",      nullptr, 0,
                  0,      nullptr, nullptr, [](ArrowSchema* self) { self->release = nullptr; },
                  nullptr};
              ArrowBridgeSchema* handle = nullptr;
              ArrowBridgeError error;
              ArrowBridgeImportSchema(&schema, &handle, &error);
            }
            InternalArrowBridgeCollect();
          }).join();
        }
      });
    }
  }
  ~BusyThreads() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  std::atomic<bool> stop_{false};
  std::vector<std::thread> threads_;
};

// A child that entered the runtime would wait for ever if another thread of the parent was
// collecting garbage.
TEST(Fork, STR_19_CallsFailWhateverTheOtherThreadsDid) {
  EXPECT_EQ(RunInChild([] {
              LiveObjects objects;
              objects.Make();
              {
                BusyThreads busy;
                for (int round = 0; round < 40; ++round) {
                  const pid_t child = Fork(
                      [&] {
                        ExpectEveryCallFails(&objects);
                        objects.ReleaseAll();
                      },
                      Ending::kAtOnce, 5);
                  EXPECT_EQ(WaitFor(child), 0) << "round " << round;
                }
              }
              objects.ReleaseAll();
            }),
            0);
}

// The inputs of failed functions are released nevertheless.
TEST(Fork, STR_19_InputsOfFailedCallsAreReleased) {
  EXPECT_EQ(RunInChild([] {
              LiveObjects objects;
              objects.Make();
              EXPECT_EQ(RunInChild([] { ExpectConsumed(); }), 0);
              objects.ReleaseAll();
            }),
            0);
}

TEST(Fork, STR_19_ReleasingWorksWhateverTheOtherThreadsDid) {
  EXPECT_EQ(RunInChild([] {
              LiveObjects objects;
              objects.Make();
              {
                BusyThreads busy;
                for (int round = 0; round < 20; ++round) {
                  const pid_t child = Fork(
                      [&] {
                        ArrowArray batch;
                        EXPECT_EQ(objects.stream.get_next(&objects.stream, &batch), ENOTSUP);
                        objects.ReleaseAll();
                        EXPECT_TRUE(objects.log->AllOnce());
                      },
                      Ending::kAtOnce, 5);
                  EXPECT_EQ(WaitFor(child), 0) << "round " << round;
                }
              }
              objects.ReleaseAll();
            }),
            0);
}

// The threads that decompress a reader's batches do not exist in the child; nothing waits for them.
TEST(Fork, STR_19_ReaderWithThreads) {
  EXPECT_EQ(RunInChild([] {
              constexpr int64_t kRows = 100000;
              ipc::Batch plain;
              plain.length = kRows;
              for (int i = 0; i < 4; i++) plain.Int32s(std::vector<int32_t>(kRows, i), 0, {});
              Flat flat;
              std::vector<Flat::Ref> fields;
              for (const char* name : {"a", "b", "c", "d"}) {
                fields.push_back(ipc::Field(&flat, name, ipc::kInt, ipc::IntType(&flat, 32)));
              }
              ipc::Stream stream;
              stream.Schema(&flat, fields);
              const ipc::Batch batch = codecs::Compress(plain, codecs::kLz4);
              for (int i = 0; i < 3; i++) stream.Record(batch);
              ArrowBridgeIpcReadOptions options = ReadOptions();
              options.threads = 4;
              ArrowBridgeError error_;
              ReaderHandle reader;
              ASSERT_OK(OpenBytes(stream.bytes().data(), stream.bytes().size(), &reader, &error_,
                                  &options));
              ArrowArray array;
              ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &array, &error_));
              array.release(&array);
              EXPECT_EQ(RunInChild([&] {
                          EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &array, &error_),
                                       ENOTSUP, "forked child");
                          reader.reset();
                          EXPECT_TRUE(NothingAlive());
                        }),
                        0);
              ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &array, &error_));
              EXPECT_EQ(array.length, kRows);
              array.release(&array);
              reader.reset();
              InternalArrowBridgeCollect();
              EXPECT_TRUE(NothingAlive());
            }),
            0);
}

}  // namespace
