// Readers that read ahead in forked children, and at the end of the process.

#include <cerrno>

#include "support/child_process.h"
#include "support/blocking_source.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

ReaderHandle Blocking(const std::shared_ptr<BlockingSource>& source) {
  using Owner = std::shared_ptr<BlockingSource>;
  const ArrowBridgeReaderCallbacks callbacks = {
      [](void* context, ArrowArray* out, ArrowBridgeError*) {
        return (*static_cast<Owner*>(context))->Next(out);
      },
      [](void* context) { delete static_cast<Owner*>(context); }, new Owner(source)};
  ArrowSchema schema;
  MakeSchema(NumberedBatch(0), &schema);
  ArrowBridgeReader* out = nullptr;
  EXPECT_EQ(ArrowBridgeReaderFromCallbacks(&schema, &callbacks, &out, nullptr), 0);
  return ReaderHandle(out);
}

ReaderHandle Prefetch(const ReaderHandle& reader) {
  ArrowBridgeReader* out = nullptr;
  EXPECT_EQ(ArrowBridgeReaderPrefetch(reader.get(), 2, 0, &out, nullptr), 0);
  return ReaderHandle(out);
}

// Whether the thread waits or is in a call when the process forks.
TEST(AdapterPrefetchProcess, STR_19_AForkedChildReleases) {
  for (const int blocks_at : {-1, 0}) {
    EXPECT_EQ(RunInChild([&] {
                const auto source = std::make_shared<BlockingSource>();
                source->blocks_at = blocks_at;
                ReaderHandle reader = Prefetch(Blocking(source));
                if (blocks_at == 0) source->WaitUntilBlocked();
                if (blocks_at < 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
                EXPECT_EQ(
                    RunInChild([&] {
                      ArrowArray array;
                      EXPECT_EQ(ArrowBridgeReaderNext(reader.get(), &array, nullptr), ENOTSUP);
                      ArrowBridgeReader* other = nullptr;
                      EXPECT_EQ(ArrowBridgeReaderPrefetch(reader.get(), 1, 0, &other, nullptr),
                                ENOTSUP);
                      reader.reset();
                    }),
                    0);
                source->Open();
                ArrowArray array;
                EXPECT_EQ(ArrowBridgeReaderNext(reader.get(), &array, nullptr), 0);
                array.release(&array);
              }),
              0);
  }
}

TEST(AdapterPrefetchProcess, TheProcessEndsWhileAThreadReads) {
  for (const int blocks_at : {-1, 3}) {
    for (const Ending ending : {Ending::kExit, Ending::kAtOnce}) {
      EXPECT_EQ(RunInChild(
                    [&] {
                      const auto source = std::make_shared<BlockingSource>();
                      source->blocks_at = blocks_at;
                      ReaderHandle reader = Prefetch(Blocking(source));
                      ArrowArray array;
                      EXPECT_EQ(ArrowBridgeReaderNext(reader.get(), &array, nullptr), 0);
                      array.release(&array);
                      (void)reader.release();
                    },
                    ending),
                0);
    }
  }
}

}  // namespace
