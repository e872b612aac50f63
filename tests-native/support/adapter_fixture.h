// Fixture for adapters: readers that wrap other readers.

#ifndef ARROWBRIDGE_TESTS_ADAPTER_FIXTURE_H
#define ARROWBRIDGE_TESTS_ADAPTER_FIXTURE_H

#include <string>
#include <vector>

#include "support/casts.h"
#include "support/reader_fixture.h"

namespace arrowbridge_tests {

class AdapterFixture : public ReaderFixture {
 protected:
  ReaderHandle Imported(int batches, const StreamOptions& options = {}) {
    return Import(Foreign(NumberedBatches(batches), options));
  }

  static StreamOptions FailingAt(int call) {
    StreamOptions options;
    options.fail_at = call;
    options.code = 4711;
    options.text = "the disk is on fire";
    return options;
  }

  void ExpectDiskError(const ReaderHandle& reader) {
    for (int call = 0; call < 2; call++) {
      auto array = Garbage<ArrowArray>();
      EXPECT_EQ(ArrowBridgeReaderNext(reader.get(), &array, &error_), 4711);
      EXPECT_STREQ(error_.message, "the disk is on fire");
      EXPECT_EQ(array.release, nullptr);
    }
  }

  ReaderHandle FromReaders(const std::vector<const ReaderHandle*>& readers) {
    std::vector<ArrowBridgeReader*> handles;
    for (const ReaderHandle* reader : readers) handles.push_back(reader->get());
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderConcat(static_cast<int64_t>(handles.size()), handles.data(), &out,
                                      &error_));
    return ReaderHandle(out);
  }

  ReaderHandle Rebatch(const ReaderHandle& reader, int64_t min_rows, int64_t max_rows) {
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderRebatch(reader.get(), min_rows, max_rows, &out, &error_));
    return ReaderHandle(out);
  }

  std::vector<ReaderHandle> Tee(const ReaderHandle& reader, int count) {
    std::vector<ArrowBridgeReader*> out(static_cast<size_t>(count), Garbage<ArrowBridgeReader*>());
    EXPECT_OK(ArrowBridgeReaderTee(reader.get(), count, out.data(), &error_));
    std::vector<ReaderHandle> handles;
    for (ArrowBridgeReader* one : out) handles.emplace_back(one);
    return handles;
  }

  ReaderHandle Locked(const ReaderHandle& reader) {
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderLock(reader.get(), &out, &error_));
    return ReaderHandle(out);
  }

  ReaderHandle Head(const ReaderHandle& reader, int64_t rows) {
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderHead(reader.get(), rows, &out, &error_));
    return ReaderHandle(out);
  }

  ReaderHandle Skip(const ReaderHandle& reader, int64_t rows) {
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderSkip(reader.get(), rows, &out, &error_));
    return ReaderHandle(out);
  }

  ReaderHandle Limit(const ReaderHandle& reader, int64_t offset, int64_t rows) {
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderLimit(reader.get(), offset, rows, &out, &error_));
    return ReaderHandle(out);
  }

  struct Peeked {
    ReaderHandle first;
    ReaderHandle all;
  };

  Peeked Peek(const ReaderHandle& reader, int64_t max_batches, int64_t max_rows) {
    auto *first = Garbage<ArrowBridgeReader*>(), *all = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderPeek(reader.get(), max_batches, max_rows, &first, &all, &error_));
    return {ReaderHandle(first), ReaderHandle(all)};
  }

  // A reader that returns batch number 1 endlessly.
  ReaderHandle Endless() {
    auto* batch = new ArrayHandle(ImportArray(NumberedBatch(1)));
    const ArrowBridgeReaderCallbacks callbacks = {
        [](void* context, ArrowArray* out, ArrowBridgeError* error) {
          return ArrowBridgeExportRecordBatch(static_cast<ArrayHandle*>(context)->get(), out,
                                              nullptr, error);
        },
        [](void* context) { delete static_cast<ArrayHandle*>(context); }, batch};
    ArrowSchema schema;
    logs_.push_back(MakeSchema(NumberedBatch(0), &schema));
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderFromCallbacks(&schema, &callbacks, &out, &error_));
    return ReaderHandle(out);
  }

  ArrayHandle Next(const ReaderHandle& reader) {
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_OK(ArrowBridgeReaderNextArray(reader.get(), &out, &error_));
    return ArrayHandle(out);
  }
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_ADAPTER_FIXTURE_H
