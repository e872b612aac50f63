// Concatenated readers, and readers that are cancelled.

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

#include "support/adapter_fixture.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class Adapters : public AdapterFixture {};

TEST_F(Adapters, ReadersAreConcatenated) {
  const ReaderHandle first = Imported(2);
  const ReaderHandle none = Imported(0);
  const ReaderHandle last = Imported(3);
  const ReaderHandle all = FromReaders({&first, &none, &last});
  EXPECT_EQ(streams_[2]->get_next, 0) << "called before the end of the reader before it";
  for (const int i : {0, 1, 0, 1, 2}) ExpectNext(all, i);
  for (int call = 0; call < 3; call++) ExpectEnd(all);
  EXPECT_EQ(streams_[2]->get_next, 4);
}

TEST_F(Adapters, AReaderIsReleasedAtItsEndOfStream) {
  ReaderHandle first = Imported(1);
  ReaderHandle last = Imported(1);
  const ReaderHandle all = FromReaders({&first, &last});
  first.reset();
  last.reset();
  ExpectNext(all, 0);
  EXPECT_EQ(streams_[0]->release, 0);
  ExpectNext(all, 0);
  EXPECT_EQ(streams_[0]->release, 1);
  EXPECT_EQ(streams_[1]->release, 0);
}

TEST_F(Adapters, AReaderMayOccurTwice) {
  const ReaderHandle reader = Imported(2);
  const ReaderHandle all = FromReaders({&reader, &reader});
  ExpectNext(all, 0);
  ExpectNext(all, 1);
  ExpectEnd(all);
}

TEST_F(Adapters, AnErrorOfOneReaderFailsTheConcatenation) {
  const ReaderHandle first = Imported(2, FailingAt(1));
  const ReaderHandle last = Imported(1);
  const ReaderHandle all = FromReaders({&first, &last});
  ExpectNext(all, 0);
  ExpectDiskError(all);
  EXPECT_EQ(streams_[1]->get_next, 0);
}

TEST_F(Adapters, ReadersOfDifferentSchemasAreErrors) {
  const ReaderHandle first = Imported(1);
  const auto expect_error = [&](const ArrayData& schema, const std::string& part) {
    const ReaderHandle other = Import(Foreign(schema, {}, {}));
    ArrowBridgeReader* readers[] = {first.get(), other.get()};
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_ERROR(ArrowBridgeReaderConcat(2, readers, &out, &error_), EINVAL,
                 "ArrowBridgeReaderConcat: argument 'readers[1]' has another schema", part);
    EXPECT_EQ(out, nullptr);
  };
  ArrayData schema = NumberedBatch(0);
  schema.children[0].name = "count";
  expect_error(schema, "field 'count': the name 'count' is not 'number'");
  schema = NumberedBatch(0);
  schema.children[1].format = "U";
  expect_error(schema, "field 'text': the type large_utf8 is not utf8");
  schema = NumberedBatch(0);
  schema.children[1].flags = 0;
  expect_error(schema, "field 'text': the field is not nullable");
  schema = NumberedBatch(0);
  schema.children[1].metadata = Metadata({{"k", "v"}});
  expect_error(schema, "field 'text': the metadata is not equal");
}

TEST_F(Adapters, InvalidListsAreErrors) {
  const ReaderHandle reader = Imported(1);
  ArrowBridgeReader* readers[] = {reader.get(), nullptr};
  const SchemaHandle schema = ImportSchema(NumberedBatch(0));
  auto* out = Garbage<ArrowBridgeReader*>();
  for (const int64_t count : {int64_t{0}, int64_t{-1}, INT64_MAX}) {
    EXPECT_ERROR(ArrowBridgeReaderConcat(count, readers, &out, &error_), EINVAL, "'n_readers' is ");
    EXPECT_EQ(out, nullptr);
  }
  EXPECT_ERROR(ArrowBridgeReaderConcat(2, readers, &out, &error_), EINVAL, "'readers[1]' is NULL");
  readers[1] = reinterpret_cast<ArrowBridgeReader*>(schema.get());
  EXPECT_ERROR(ArrowBridgeReaderConcat(2, readers, &out, &error_), EINVAL,
               "'readers[1]' is not a reader handle");
  ArrowArrayStream arrays = Foreign(NumberedBatch(0), {}, {});
  ArrowBridgeReader* of_arrays = nullptr;
  ASSERT_OK(ArrowBridgeImportArrayReader(&arrays, &of_arrays, &error_));
  const ReaderHandle owner(of_arrays);
  readers[1] = of_arrays;
  EXPECT_ERROR(ArrowBridgeReaderConcat(2, readers, &out, &error_), EINVAL,
               "'readers[1]' and the first reader are not both readers of record batches");
}

// Streams and adapters over a cancelled reader stop with it.
TEST_F(Adapters, ACancelledReaderStops) {
  const ReaderHandle reader = Imported(3);
  ArrowArrayStream stream = Export(reader);
  ExpectNext(&stream, 0);
  ArrowBridgeReaderCancel(reader.get());
  for (int call = 0; call < 2; call++) {
    auto batch = Garbage<ArrowArray>();
    EXPECT_EQ(stream.get_next(&stream, &batch), ECANCELED);
    EXPECT_EQ(batch.release, nullptr);
    EXPECT_NE(LastError(&stream)->find("the reader was cancelled"), std::string::npos);
  }
  ArrowSchema schema;
  ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
  ReleaseChecked(&schema);
  EXPECT_EQ(Log().get_next, 1) << "the source was called after the cancellation";
  stream.release(&stream);
}

TEST_F(Adapters, ABatchReturnedAfterTheCancelIsReleased) {
  struct Context {
    ReaderHandle reader;
    std::shared_ptr<ReleaseLog> batch;
  } context;
  const ArrowBridgeReaderCallbacks callbacks = {
      [](void* opaque, ArrowArray* out, ArrowBridgeError*) {
        auto* self = static_cast<Context*>(opaque);
        self->batch = MakeArray(NumberedBatch(0), out);
        ArrowBridgeReaderCancel(self->reader.get());
        return 0;
      },
      nullptr, &context};
  ArrowSchema schema;
  logs_.push_back(MakeSchema(NumberedBatch(0), &schema));
  ArrowBridgeReader* made = nullptr;
  ASSERT_OK(ArrowBridgeReaderFromCallbacks(&schema, &callbacks, &made, &error_));
  context.reader.reset(made);
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeReaderNextArray(context.reader.get(), &out, &error_), ECANCELED,
               "batch 0: the reader was cancelled");
  EXPECT_EQ(out, nullptr);
  EXPECT_TRUE(context.batch->AllOnce());
}

TEST_F(Adapters, EndOfStreamAndErrorsArePermanent) {
  const ReaderHandle ended = Imported(0);
  ExpectEnd(ended);
  ArrowBridgeReaderCancel(ended.get());
  ExpectEnd(ended);
  const ReaderHandle failed = Imported(1, FailingAt(0));
  ExpectDiskError(failed);
  ArrowBridgeReaderCancel(failed.get());
  ExpectDiskError(failed);
  ArrowBridgeReaderCancel(nullptr);
  const SchemaHandle schema = ImportSchema(NumberedBatch(0));
  ArrowBridgeReaderCancel(reinterpret_cast<ArrowBridgeReader*>(schema.get()));
}

// Endless readers, stopped by another thread and by a signal.
ArrowBridgeReader* g_reader = nullptr;

TEST_F(Adapters, ReadAllIsStoppedByCancel) {
  for (const bool by_signal : {false, true}) {
    ReaderHandle numbers = Endless();
    g_reader = numbers.get();
    std::thread stopper;
    if (by_signal) {
      std::signal(SIGALRM, [](int) { ArrowBridgeReaderCancel(g_reader); });
      alarm(1);
    } else {
      stopper = std::thread([] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        ArrowBridgeReaderCancel(g_reader);
      });
    }
    int code = 0;
    while (code == 0) {
      auto batch = Garbage<ArrowArray>();
      code = ArrowBridgeReaderNext(numbers.get(), &batch, &error_);
      if (code == 0) batch.release(&batch);
    }
    EXPECT_EQ(code, ECANCELED) << error_.message;
    if (stopper.joinable()) stopper.join();
  }
  std::signal(SIGALRM, SIG_DFL);
}

}  // namespace
