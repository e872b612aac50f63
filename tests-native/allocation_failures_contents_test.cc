// Allocation failures in what changes how contents are stored, or tells about them.

#include "support/all_types.h"
#include "support/allocation_failures.h"

namespace arrowbridge_tests {
namespace {

// A batch with columns of all kinds.
ArrayData Mixed(int64_t rows) {
  std::vector<ArrayData> columns;
  for (const TypeCase& type : AllTypes()) {
    for (const char* name : {"Boolean", "Utf8", "Utf8View", "ListView", "DenseUnion",
                             "RunEndEncoded32", "DictionaryNested", "Struct"}) {
      if (type.name == name) columns.push_back(type.make(rows, true).Named(name));
    }
  }
  return Batch(rows, columns);
}

TEST_P(AllocationFailures, CompactArrays) {
  const ArrayHandle batch = ImportArray(Mixed(20).Sliced(3, 11));
  Each([&] {
    ArrowBridgeArray *once = nullptr, *twice = nullptr;
    int code = ArrowBridgeArrayCompact(batch.get(), &once, &error_);
    if (code == 0) code = ArrowBridgeArrayCompact(once, &twice, &error_);
    ArrowBridgeArrayRelease(once);
    ArrowBridgeArrayRelease(twice);
    return code;
  });
}

TEST_P(AllocationFailures, CompactReaders) {
  const std::vector<ArrayData> batches = {Mixed(20), Mixed(20).Sliced(3, 11)};
  Each([&] {
    ArrowArrayStream foreign;
    const auto log = MakeStream(batches[0], batches, &foreign);
    ArrowBridgeReader *source = nullptr, *compact = nullptr;
    int code = ArrowBridgeImportRecordBatchReader(&foreign, &source, &error_);
    if (code == 0) code = ArrowBridgeReaderCompact(source, &compact, &error_);
    ArrowArray batch = {};
    while (code == 0 && (code = ArrowBridgeReaderNext(compact, &batch, &error_)) == 0 &&
           batch.release) {
      batch.release(&batch);
    }
    ArrowBridgeReaderRelease(source);
    ArrowBridgeReaderRelease(compact);
    EXPECT_TRUE(log->AllOnce());
    return code;
  });
}

TEST_P(AllocationFailures, Statistics) {
  const ArrayHandle batch = ImportArray(Mixed(20).Sliced(3, 11));
  const std::vector<ArrayData> batches = {Mixed(20), Mixed(20).Sliced(3, 11)};
  Each([&] {
    ArrowArrayStream foreign;
    const auto log = MakeStream(batches[0], batches, &foreign);
    ArrowBridgeReader *source = nullptr, *observed = nullptr;
    ArrowBridgeArray *one = nullptr, *all = nullptr, *collected = nullptr;
    int code = ArrowBridgeArrayStatistics(batch.get(), &one, &error_);
    if (code == 0) code = ArrowBridgeImportRecordBatchReader(&foreign, &source, &error_);
    if (code == 0) code = ArrowBridgeReaderWithStatistics(source, &observed, &error_);
    if (code == 0) code = ArrowBridgeReaderStatistics(observed, &all, &error_);
    if (code == 0) code = ArrowBridgeReaderGetStatistics(observed, &collected, &error_);
    for (ArrowBridgeArray* array : {one, all, collected}) ArrowBridgeArrayRelease(array);
    ArrowBridgeReaderRelease(source);
    ArrowBridgeReaderRelease(observed);
    if (foreign.release != nullptr) foreign.release(&foreign);
    EXPECT_TRUE(log->AllOnce());
    return code;
  });
}

TEST_P(AllocationFailures, UnifiedDictionaries) {
  const auto batch = [](const Values<std::string>& words) {
    return Batch(2, {Dictionary(Int32s({1, 0}), Strings("u", words)).Named("a"),
                     Dictionary(Int32s({1, 0}), Views("vu", words)).Named("b")});
  };
  const std::vector<ArrayData> batches = {batch({"one", "two and some more text"}),
                                          batch({"three and some more text", "one"}),
                                          batch({std::nullopt, "four"})};
  ArrowBridgeUnifyOptions options = {sizeof(options), 64, ARROWBRIDGE_UNIFY_ORDERED_DROP};
  Each([&] {
    ArrowArrayStream foreign;
    const auto log = MakeStream(batches[0], batches, &foreign);
    ArrowBridgeReader *source = nullptr, *unified = nullptr;
    int code = ArrowBridgeImportRecordBatchReader(&foreign, &source, &error_);
    if (code == 0) code = ArrowBridgeReaderUnifyDictionaries(source, &options, &unified, &error_);
    ArrowArray next = {};
    while (code == 0 && (code = ArrowBridgeReaderNext(unified, &next, &error_)) == 0 &&
           next.release) {
      next.release(&next);
    }
    ArrowBridgeReaderRelease(source);
    ArrowBridgeReaderRelease(unified);
    EXPECT_TRUE(log->AllOnce());
    return code;
  });
}

ARROWBRIDGE_INSTANTIATE_ALLOCATION_FAILURES(AllocationFailures);

}  // namespace
}  // namespace arrowbridge_tests
