// Readers of some of the rows: head, skip, limit, peek.

#include <cerrno>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "support/adapter_fixture.h"

namespace arrowbridge_tests {
namespace {

class AdapterLimit : public AdapterFixture {
 protected:
  ReaderHandle OfLengths(const std::vector<int64_t>& lengths, const StreamOptions& options = {}) {
    std::vector<ArrayData> batches;
    int first = 0;
    for (const int64_t rows : lengths) {
      Values<int32_t> numbers;
      for (int64_t row = 0; row < rows; ++row) numbers.push_back(first++);
      batches.push_back(Batch(
          rows, {Int32s(numbers).Named("number"),
                 Strings("u", Values<std::string>(static_cast<size_t>(rows), "x")).Named("text")}));
    }
    return Import(Foreign(batches, options));
  }

  // The numbers of each remaining batch.
  std::vector<std::vector<int32_t>> Numbers(const ReaderHandle& reader) {
    std::vector<std::vector<int32_t>> all;
    for (;;) {
      auto batch = Garbage<ArrowArray>();
      EXPECT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
      if (batch.release == nullptr) break;
      EXPECT_EQ(batch.offset, 0);
      EXPECT_EQ(batch.children[0]->length, batch.length);
      const auto* first =
          static_cast<const int32_t*>(batch.children[0]->buffers[1]) + batch.children[0]->offset;
      all.emplace_back(first, first + batch.length);
      ReleaseChecked(&batch);
    }
    ExpectEnd(reader);
    return all;
  }
};

using Lists = std::vector<std::vector<int32_t>>;

TEST_F(AdapterLimit, NegativeNumbersAreErrors) {
  const ReaderHandle reader = Imported(1);
  auto *out = Garbage<ArrowBridgeReader*>(), *all = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeReaderHead(reader.get(), -1, &out, &error_), EINVAL,
               "ArrowBridgeReaderHead: argument 'n_rows' is -1");
  EXPECT_EQ(out, nullptr);
  EXPECT_ERROR(ArrowBridgeReaderSkip(reader.get(), INT64_MIN, &out, &error_), EINVAL,
               "ArrowBridgeReaderSkip: argument 'n_rows' is -9223372036854775808");
  EXPECT_ERROR(ArrowBridgeReaderLimit(reader.get(), -2, 1, &out, &error_), EINVAL,
               "argument 'offset' is -2");
  EXPECT_ERROR(ArrowBridgeReaderLimit(reader.get(), 2, -1, &out, &error_), EINVAL,
               "argument 'n_rows' is -1");
  EXPECT_ERROR(ArrowBridgeReaderPeek(reader.get(), -1, 1, &out, &all, &error_), EINVAL,
               "argument 'max_batches' is -1");
  EXPECT_ERROR(ArrowBridgeReaderPeek(reader.get(), 1, -1, &out, &all, &error_), EINVAL,
               "argument 'max_rows' is -1");
  EXPECT_ERROR(ArrowBridgeReaderPeek(reader.get(), 0, 0, &out, &all, &error_), EINVAL,
               "there must be a limit");
  EXPECT_EQ(out, nullptr);
  EXPECT_EQ(all, nullptr);
  EXPECT_EQ(Log().get_next, 0);
}

TEST_F(AdapterLimit, OtherHandlesAreErrors) {
  const SchemaHandle schema = ImportSchema(NumberedBatch(0));
  auto* not_a_reader = reinterpret_cast<ArrowBridgeReader*>(schema.get());
  auto *out = Garbage<ArrowBridgeReader*>(), *all = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeReaderHead(not_a_reader, 1, &out, &error_), EINVAL,
               "'reader' is not a reader handle");
  EXPECT_ERROR(ArrowBridgeReaderPeek(not_a_reader, 1, 1, &out, &all, &error_), EINVAL,
               "'reader' is not a reader handle");
}

TEST_F(AdapterLimit, RowsAreThoseOfTheRange) {
  const std::vector<int64_t> in = {2, 0, 3, 0, 1};
  const struct {
    int64_t offset;
    int64_t rows;
    Lists out;
  } cases[] = {
      {0, 0, {}},
      {0, 1, {{0}}},
      {0, 2, {{0, 1}}},
      {0, 3, {{0, 1}, {}, {2}}},
      {0, 5, {{0, 1}, {}, {2, 3, 4}}},
      {0, 6, {{0, 1}, {}, {2, 3, 4}, {}, {5}}},
      {1, 3, {{1}, {}, {2, 3}}},
      {2, 2, {{}, {2, 3}}},
      {3, 1, {{3}}},
      {5, 9, {{}, {5}}},
      {6, 1, {}},
      {INT64_MAX, INT64_MAX, {}},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(std::to_string(one.rows) + " rows from " + std::to_string(one.offset));
    EXPECT_EQ(Numbers(Limit(OfLengths(in), one.offset, one.rows)), one.out);
    EXPECT_EQ(Numbers(Head(Skip(OfLengths(in), one.offset), one.rows)), one.out);
  }
  EXPECT_EQ(Numbers(Skip(OfLengths(in), 0)), (Lists{{0, 1}, {}, {2, 3, 4}, {}, {5}}));
  EXPECT_EQ(Numbers(Skip(OfLengths(in), 4)), (Lists{{4}, {}, {5}}));
}

TEST_F(AdapterLimit, CuttingCopiesNothing) {
  const ReaderHandle reader = Limit(OfLengths({10}), 3, 4);
  const int64_t copied = ArrowBridgeBytesCopied();
  ArrowArray batch;
  ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
  EXPECT_EQ(batch.length, 4);
  EXPECT_EQ(batch.children[0]->offset, 3);
  EXPECT_EQ(ArrowBridgeBytesCopied(), copied);
  EXPECT_EQ(Log().arrays[0]->Calls(""), 0);
  ReleaseChecked(&batch);
  EXPECT_EQ(Log().arrays[0]->Calls(""), 1);
}

TEST_F(AdapterLimit, TheSourceIsReleasedWithTheLastRow) {
  ReaderHandle source = OfLengths({2, 2, 2});
  const ReaderHandle reader = Head(source, 3);
  source.reset();
  ArrowArray first, last;
  ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &first, &error_));
  EXPECT_EQ(Log().release, 0);
  ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &last, &error_));
  EXPECT_EQ(Log().release, 1);
  EXPECT_EQ(Log().get_next, 2) << "read beyond the last row";
  ExpectEnd(reader);
  ReleaseChecked(&first);
  EXPECT_EQ(last.length, 1);
  ReleaseChecked(&last);
  // Options of a writer may name a reader whose source is released.
  ArrowBridgeIpcWriteOptions options = {};
  options.struct_size = sizeof(options);
  options.dictionaries_of = reader.get();
  const SchemaHandle schema = ImportSchema(NumberedBatch(0));
  ArrowBridgeIpcWriter* writer = nullptr;
  const ArrowBridgeOutput output = {
      [](void*, const void*, int64_t, ArrowBridgeError*) { return 0; }, nullptr, nullptr};
  ASSERT_OK(ArrowBridgeIpcWriterOpenOutput(schema.get(), &output, &options, &writer, &error_));
  ArrowBridgeIpcWriterRelease(writer);
}

TEST_F(AdapterLimit, AFailureBeyondTheLimitIsNotSeen) {
  const ReaderHandle head = Head(Imported(3, FailingAt(2)), 3);
  ExpectNext(head, 0);
  ExpectNext(head, 1);
  ExpectEnd(head);
  ExpectDiskError(Skip(Imported(3, FailingAt(2)), 3));
  const ReaderHandle limited = Head(Imported(3, FailingAt(1)), 3);
  ExpectNext(limited, 0);
  ExpectDiskError(limited);
}

TEST_F(AdapterLimit, ArraysThatAreNotBatches) {
  ArrowArrayStream stream = Foreign(Int32s({}), {Int32s({1, {}, 3}), Int32s({4})}, {});
  ArrowBridgeReader* arrays = nullptr;
  ASSERT_OK(ArrowBridgeImportArrayReader(&stream, &arrays, &error_));
  const ReaderHandle owner(arrays);
  const ReaderHandle reader = Limit(owner, 1, 2);
  ArrowArray array;
  ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &array, &error_));
  EXPECT_EQ(array.length, 2);
  EXPECT_EQ(array.offset, 1);
  EXPECT_EQ(static_cast<const int32_t*>(array.buffers[1])[2], 3);
  ReleaseChecked(&array);
  ExpectEnd(reader);
}

// The offset where the batch is cut leads beyond the bytes.
TEST_F(AdapterLimit, COL_5_InvalidOffsetsAreErrors) {
  ArrayData text = Strings("u", {"abcd", "efgh", "ijkl"}).Named("text");
  text.buffers[1] = BytesOf<int32_t>({0, 2147483632, 8, 12});
  const ArrayData batch = Batch(3, {text});
  const ReaderHandle reader = Head(Import(Foreign(batch, {batch}, {})), 1);
  auto array = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &array, &error_), EINVAL, "COL-5");
  EXPECT_EQ(array.release, nullptr);
}

TEST_F(AdapterLimit, ASkipIsCancelled) {
  const ReaderHandle reader = Skip(Endless(), INT64_MAX);
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    ArrowBridgeReaderCancel(reader.get());
  });
  auto array = Garbage<ArrowArray>();
  EXPECT_EQ(ArrowBridgeReaderNext(reader.get(), &array, &error_), ECANCELED);
  canceller.join();
}

TEST_F(AdapterLimit, PeekedRowsAreYieldedAgain) {
  const struct {
    int64_t batches;
    int64_t rows;
    Lists first;
    int reads;
  } cases[] = {
      {0, 3, {{0, 1}, {}, {2}}, 3},
      {1, 0, {{0, 1}}, 1},
      {2, 100, {{0, 1}, {}}, 2},
      {100, 1, {{0}}, 1},
      {0, 100, {{0, 1}, {}, {2, 3, 4}}, 4},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(std::to_string(one.batches) + " batches, " + std::to_string(one.rows) + " rows");
    Peeked peeked = Peek(OfLengths({2, 0, 3}), one.batches, one.rows);
    EXPECT_EQ(Log().get_next, 0);
    EXPECT_EQ(Numbers(peeked.first), one.first);
    EXPECT_EQ(Log().get_next, one.reads);
    EXPECT_EQ(Numbers(peeked.all), (Lists{{0, 1}, {}, {2, 3, 4}}));
    EXPECT_EQ(Log().get_next, 4);
  }
}

TEST_F(AdapterLimit, PeekingKeepsNoBatchAtItsEnd) {
  Peeked peeked = Peek(Imported(3), 1, 0);
  ExpectNext(peeked.first, 0);
  ExpectNext(peeked.all, 0);
  EXPECT_EQ(Log().arrays[0]->Calls(""), 1);
  ExpectNext(peeked.all, 1);
  EXPECT_EQ(Log().arrays[1]->Calls(""), 1);
  peeked.all.reset();
  ExpectEnd(peeked.first);
}

TEST_F(AdapterLimit, AFailureWhilePeekingIsSeenAgain) {
  Peeked peeked = Peek(Imported(2, FailingAt(1)), 0, 100);
  ExpectNext(peeked.first, 0);
  ExpectDiskError(peeked.first);
  ExpectNext(peeked.all, 0);
  ExpectDiskError(peeked.all);
}

}  // namespace
}  // namespace arrowbridge_tests
