// Fixture that imports streams into readers and exports readers as streams, with batches that can
// be told apart.

#ifndef ARROWBRIDGE_TESTS_READER_FIXTURE_H
#define ARROWBRIDGE_TESTS_READER_FIXTURE_H

#include <cerrno>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/builders.h"
#include "support/counted_stream.h"
#include "support/handles.h"
#include "support/live_counts.h"
#include "support/matchers.h"

namespace arrowbridge_tests {

// Batch number `i` has i + 1 rows (or `rows`, if given), each with a number and a text.
inline ArrayData NumberedBatch(int i, int64_t rows = -1) {
  if (rows < 0) rows = i + 1;
  Values<int32_t> numbers;
  Values<std::string> texts;
  for (int64_t row = 0; row < rows; ++row) {
    numbers.push_back(static_cast<int32_t>(100 * i + row));
    texts.push_back("batch " + std::to_string(i));
  }
  return Batch(rows, {Int32s(numbers).Named("number"), Strings("u", texts).Named("text")});
}

inline std::vector<ArrayData> NumberedBatches(int count) {
  std::vector<ArrayData> batches;
  for (int i = 0; i < count; ++i) batches.push_back(NumberedBatch(i));
  return batches;
}

inline void ExpectNumberedBatch(const ArrowArray& batch, int i, int64_t rows = -1) {
  if (rows < 0) rows = i + 1;
  ASSERT_NE(batch.release, nullptr) << "batch " << i;
  ASSERT_EQ(batch.length, rows);
  ASSERT_EQ(batch.n_children, 2);
  const auto* numbers = static_cast<const int32_t*>(batch.children[0]->buffers[1]);
  const auto* offsets = static_cast<const int32_t*>(batch.children[1]->buffers[1]);
  const auto* texts = static_cast<const char*>(batch.children[1]->buffers[2]);
  for (int64_t row = 0; row < rows; ++row) {
    EXPECT_EQ(numbers[row], 100 * i + row);
    EXPECT_EQ(std::string(texts + offsets[row], texts + offsets[row + 1]),
              "batch " + std::to_string(i));
  }
}

inline void ExpectNumberedSchema(const ArrowSchema& schema) {
  ASSERT_NE(schema.release, nullptr);
  EXPECT_STREQ(schema.format, "+s");
  ASSERT_EQ(schema.n_children, 2);
  EXPECT_STREQ(schema.children[0]->format, "i");
  EXPECT_STREQ(schema.children[0]->name, "number");
  EXPECT_STREQ(schema.children[1]->format, "u");
  EXPECT_STREQ(schema.children[1]->name, "text");
}

inline std::optional<std::string> LastError(ArrowArrayStream* stream) {
  const char* text = stream->get_last_error(stream);
  if (text == nullptr) return std::nullopt;
  return text;
}

class ReaderFixture : public LiveCountsTest {
 protected:
  void TearDown() override {
    for (const auto& log : streams_) EXPECT_TRUE(log->AllOnce());
    for (const auto& log : logs_) EXPECT_TRUE(log->AllOnce());
    LiveCountsTest::TearDown();
  }

  // A foreign stream. At the end of the test it and all its structs must have been released exactly
  // once.
  ArrowArrayStream Foreign(const std::vector<ArrayData>& batches,
                           const StreamOptions& options = {}) {
    return Foreign(NumberedBatch(0), batches, options);
  }
  ArrowArrayStream Foreign(const ArrayData& schema, const std::vector<ArrayData>& arrays,
                           const StreamOptions& options) {
    auto stream = Garbage<ArrowArrayStream>();
    streams_.push_back(MakeStream(schema, arrays, &stream, options));
    return stream;
  }
  StreamLog& Log() { return *streams_.back(); }

  ReaderHandle Import(ArrowArrayStream stream) {
    auto* reader = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error_));
    EXPECT_EQ(stream.release, nullptr);
    return ReaderHandle(reader);
  }

  ArrowArrayStream Export(const ReaderHandle& reader) {
    auto stream = Garbage<ArrowArrayStream>();
    EXPECT_OK(ArrowBridgeExportRecordBatchReader(reader.get(), &stream, &error_));
    return stream;
  }

  // Imports and exports the stream once. Only the result keeps the input alive.
  ArrowArrayStream Hop(ArrowArrayStream stream) { return Export(Import(stream)); }

  // A reader over a list.
  ReaderHandle FromList(const std::vector<ArrayData>& batches) {
    ArrowSchema schema;
    logs_.push_back(MakeSchema(NumberedBatch(0), &schema));
    std::vector<ArrowArray> arrays(batches.size());
    for (size_t i = 0; i < batches.size(); ++i) {
      logs_.push_back(MakeArray(batches[i], &arrays[i]));
    }
    auto* reader = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderFromBatches(&schema, static_cast<int64_t>(arrays.size()),
                                           arrays.data(), &reader, &error_));
    EXPECT_EQ(schema.release, nullptr);
    for (const ArrowArray& array : arrays) EXPECT_EQ(array.release, nullptr);
    return ReaderHandle(reader);
  }

  void ExpectNext(ArrowArrayStream* stream, int i) {
    auto batch = Garbage<ArrowArray>();
    ASSERT_EQ(stream->get_next(stream, &batch), 0) << LastError(stream).value_or("(NULL)");
    ExpectNumberedBatch(batch, i);
    ReleaseChecked(&batch);
  }

  void ExpectNext(const ReaderHandle& reader, int i) {
    auto batch = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
    ExpectNumberedBatch(batch, i);
    ReleaseChecked(&batch);
  }

  // Expects 0 and a released `out`, which was filled with garbage before.
  void ExpectEnd(ArrowArrayStream* stream) {
    auto batch = Garbage<ArrowArray>();
    EXPECT_EQ(stream->get_next(stream, &batch), 0);
    EXPECT_EQ(batch.release, nullptr);
    EXPECT_EQ(LastError(stream), std::nullopt);
  }

  void ExpectEnd(const ReaderHandle& reader) {
    auto batch = Garbage<ArrowArray>();
    EXPECT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
    EXPECT_EQ(batch.release, nullptr);
  }

  std::vector<std::shared_ptr<StreamLog>> streams_;
  std::vector<std::shared_ptr<ReleaseLog>> logs_;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_READER_FIXTURE_H
