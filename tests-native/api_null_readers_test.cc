// Every function for readers, with every pointer NULL.

#include <cerrno>
#include <vector>

#include "support/builders.h"
#include "support/counted_stream.h"
#include "support/null_masks.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class ApiNullReaders : public NullTest {
 protected:
  void SetUp() override {
    NullTest::SetUp();
    data_ = Batch(2, {Int32s({1, std::nullopt}).Named("a")});
    BeginCalls();
  }

  ReaderHandle MakeReader() {
    ArrowArrayStream stream;
    MakeStream(data_, {data_, data_}, &stream);
    ArrowBridgeReader* out = nullptr;
    EXPECT_OK(ArrowBridgeImportRecordBatchReader(&stream, &out, &error_));
    return ReaderHandle(out);
  }

  void ExpectReader(const NullMask& null, int index, ArrowBridgeReader* out, bool ok) {
    if (null.Has(index)) {
      EXPECT_TRUE(IsGarbage(out));
      return;
    }
    EXPECT_EQ(out != nullptr, ok);
    ArrowBridgeReaderRelease(out);
  }

  template <typename T>
  void ExpectStruct(const NullMask& null, int index, T* out, bool ok) {
    if (null.Has(index)) {
      EXPECT_TRUE(IsGarbage(*out));
      return;
    }
    EXPECT_EQ(out->release != nullptr, ok);
    if (out->release != nullptr) ReleaseChecked(out);
  }

  ArrayData data_;
};

TEST_F(ApiNullReaders, ImportOfStreams) {
  const auto check = [&](auto* function) {
    return [this, function](NullMask null) {
      ArrowArrayStream stream;
      const auto log = MakeStream(data_, {data_}, &stream);
      auto* out = Garbage<ArrowBridgeReader*>();
      const int rc = function(null.Or(0, &stream), null.Or(1, &out), null.Or(2, &error_));
      ExpectReader(null, 1, out, rc == 0);
      if (null.Has(0)) {
        ReleaseChecked(&stream);
      }
      EXPECT_EQ(stream.release, nullptr);
      EXPECT_TRUE(log->AllOnce());
      return rc;
    };
  };
  ForEveryMask("ArrowBridgeImportRecordBatchReader", 3, 0,
               check(&ArrowBridgeImportRecordBatchReader));
  ForEveryMask("ArrowBridgeImportArrayReader", 3, 0, check(&ArrowBridgeImportArrayReader));
}

TEST_F(ApiNullReaders, ImportOfStreamsWithOptions) {
  const auto check = [&](auto* function) {
    return [this, function](NullMask null) {
      ArrowArrayStream stream;
      const auto log = MakeStream(data_, {data_}, &stream);
      ArrowBridgeImportOptions options = {};
      options.struct_size = sizeof(options);
      auto* out = Garbage<ArrowBridgeReader*>();
      const int rc = function(null.Or(0, &stream), null.Or(1, &options), null.Or(2, &out),
                              null.Or(3, &error_));
      ExpectReader(null, 2, out, rc == 0);
      if (null.Has(0)) {
        ReleaseChecked(&stream);
      }
      EXPECT_EQ(stream.release, nullptr);
      EXPECT_TRUE(log->AllOnce());
      return rc;
    };
  };
  ForEveryMask("ArrowBridgeImportRecordBatchReaderWithOptions", 4, 1u << 1,
               check(&ArrowBridgeImportRecordBatchReaderWithOptions));
  ForEveryMask("ArrowBridgeImportArrayReaderWithOptions", 4, 1u << 1,
               check(&ArrowBridgeImportArrayReaderWithOptions));
}

TEST_F(ApiNullReaders, ExportOfReaders) {
  const auto check = [&](auto* function) {
    return [this, function](NullMask null) {
      const ReaderHandle reader = MakeReader();
      auto out = Garbage<ArrowArrayStream>();
      const int rc = function(null.Or(0, reader.get()), null.Or(1, &out), null.Or(2, &error_));
      ExpectStruct(null, 1, &out, rc == 0);
      return rc;
    };
  };
  ForEveryMask("ArrowBridgeExportRecordBatchReader", 3, 0,
               check(&ArrowBridgeExportRecordBatchReader));
  ForEveryMask("ArrowBridgeExportArrayReader", 3, 0, check(&ArrowBridgeExportArrayReader));
}

TEST_F(ApiNullReaders, ReadersFromLists) {
  const auto check = [&](auto* function) {
    return [this, function](NullMask null) {
      ArrowSchema schema;
      const Log schema_log = MakeSchema(data_, &schema);
      ArrowArray batches[2];
      const Log logs[2] = {MakeArray(data_, &batches[0]), MakeArray(data_, &batches[1])};
      auto* out = Garbage<ArrowBridgeReader*>();
      const int rc = function(null.Or(0, &schema), 2, null.Or(1, batches), null.Or(2, &out),
                              null.Or(3, &error_));
      ExpectReader(null, 2, out, rc == 0);
      if (null.Has(0)) {
        ReleaseChecked(&schema);
      }
      EXPECT_EQ(schema.release, nullptr);
      EXPECT_TRUE(schema_log->AllOnce());
      for (int i = 0; i < 2; i++) {
        if (null.Has(1)) {
          ReleaseChecked(&batches[i]);
        }
        EXPECT_EQ(batches[i].release, nullptr);
        EXPECT_TRUE(logs[i]->AllOnce());
      }
      return rc;
    };
  };
  ForEveryMask("ArrowBridgeReaderFromBatches", 4, 0, check(&ArrowBridgeReaderFromBatches));
  ForEveryMask("ArrowBridgeReaderFromArrays", 4, 0, check(&ArrowBridgeReaderFromArrays));
}

TEST_F(ApiNullReaders, EmptyListMayBeNull) {
  ArrowSchema schema;
  MakeSchema(data_, &schema);
  auto* out = Garbage<ArrowBridgeReader*>();
  EXPECT_OK(ArrowBridgeReaderFromBatches(&schema, 0, nullptr, &out, &error_));
  ArrowBridgeReaderRelease(out);
  const Log log = MakeSchema(data_, &schema);
  EXPECT_ERROR(ArrowBridgeReaderFromBatches(&schema, -1, nullptr, &out, &error_), EINVAL,
               "'n_batches'");
  EXPECT_EQ(out, nullptr);
  EXPECT_TRUE(log->AllOnce());
}

// A context that counts the calls of its callbacks.
struct Context {
  int next = 0;
  int release = 0;
};

ArrowBridgeReaderCallbacks MakeCallbacks(Context* context) {
  return {[](void* self, ArrowArray*, ArrowBridgeError*) {
            ++static_cast<Context*>(self)->next;
            return 0;
          },
          [](void* self) { ++static_cast<Context*>(self)->release; }, context};
}

TEST_F(ApiNullReaders, ReaderFromCallbacks) {
  ForEveryMask("ArrowBridgeReaderFromCallbacks", 4, 0, [&](NullMask null) {
    ArrowSchema schema;
    const Log log = MakeSchema(data_, &schema);
    Context context;
    const ArrowBridgeReaderCallbacks callbacks = MakeCallbacks(&context);
    auto* out = Garbage<ArrowBridgeReader*>();
    const int rc = ArrowBridgeReaderFromCallbacks(null.Or(0, &schema), null.Or(1, &callbacks),
                                                  null.Or(2, &out), null.Or(3, &error_));
    ExpectReader(null, 2, out, rc == 0);
    if (null.Has(0)) {
      ReleaseChecked(&schema);
    }
    EXPECT_EQ(schema.release, nullptr);
    EXPECT_TRUE(log->AllOnce());
    EXPECT_EQ(context.next, 0);
    EXPECT_EQ(context.release, null.Has(1) ? 0 : 1);
    return rc;
  });
}

TEST_F(ApiNullReaders, NullCallbacks) {
  Context context;
  ArrowBridgeReaderCallbacks callbacks = MakeCallbacks(&context);
  callbacks.next = nullptr;
  ArrowSchema schema;
  const Log log = MakeSchema(data_, &schema);
  auto* out = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeReaderFromCallbacks(&schema, &callbacks, &out, &error_), EINVAL,
               "'next'");
  EXPECT_EQ(out, nullptr);
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_TRUE(log->AllOnce());
  EXPECT_EQ(context.release, 1);
  callbacks = MakeCallbacks(&context);
  callbacks.release = nullptr;
  MakeSchema(data_, &schema);
  EXPECT_OK(ArrowBridgeReaderFromCallbacks(&schema, &callbacks, &out, &error_));
  const ReaderHandle reader(out);
  auto array = Garbage<ArrowArray>();
  EXPECT_OK(ArrowBridgeReaderNext(reader.get(), &array, &error_));
  EXPECT_EQ(array.release, nullptr);
  EXPECT_EQ(context.next, 1);
}

TEST_F(ApiNullReaders, ReaderGetSchemaAndReaderNext) {
  ForEveryMask("ArrowBridgeReaderGetSchema", 3, 0, [&](NullMask null) {
    const ReaderHandle reader = MakeReader();
    auto out = Garbage<ArrowSchema>();
    const int rc =
        ArrowBridgeReaderGetSchema(null.Or(0, reader.get()), null.Or(1, &out), null.Or(2, &error_));
    ExpectStruct(null, 1, &out, rc == 0);
    return rc;
  });
  ForEveryMask("ArrowBridgeReaderGetSchemaHandle", 3, 0, [&](NullMask null) {
    const ReaderHandle reader = MakeReader();
    auto* out = Garbage<ArrowBridgeSchema*>();
    const int rc = ArrowBridgeReaderGetSchemaHandle(null.Or(0, reader.get()), null.Or(1, &out),
                                                    null.Or(2, &error_));
    if (!null.Has(1)) {
      EXPECT_EQ(out != nullptr, rc == 0);
      ArrowBridgeSchemaRelease(out);
    }
    return rc;
  });
  ForEveryMask("ArrowBridgeReaderNext", 3, 0, [&](NullMask null) {
    const ReaderHandle reader = MakeReader();
    auto out = Garbage<ArrowArray>();
    const int rc =
        ArrowBridgeReaderNext(null.Or(0, reader.get()), null.Or(1, &out), null.Or(2, &error_));
    ExpectStruct(null, 1, &out, rc == 0);
    return rc;
  });
}

TEST_F(ApiNullReaders, ReaderNextArray) {
  ForEveryMask("ArrowBridgeReaderNextArray", 3, 0, [&](NullMask null) {
    const ReaderHandle reader = MakeReader();
    auto* out = Garbage<ArrowBridgeArray*>();
    const int rc =
        ArrowBridgeReaderNextArray(null.Or(0, reader.get()), null.Or(1, &out), null.Or(2, &error_));
    if (null.Has(1)) {
      EXPECT_TRUE(IsGarbage(out));
    } else {
      EXPECT_EQ(out != nullptr, rc == 0);
      ArrowBridgeArrayRelease(out);
    }
    return rc;
  });
}

TEST_F(ApiNullReaders, ReaderReadAll) {
  ForEveryMask("ArrowBridgeReaderReadAll", 4, 0, [&](NullMask null) {
    const ReaderHandle reader = MakeReader();
    auto** out = Garbage<ArrowBridgeArray**>();
    auto count = Garbage<int64_t>();
    const int rc = ArrowBridgeReaderReadAll(null.Or(0, reader.get()), null.Or(1, &out),
                                            null.Or(2, &count), null.Or(3, &error_));
    if (!null.Has(2)) {
      EXPECT_EQ(count, rc == 0 ? 2 : 0);
    }
    if (null.Has(1)) {
      EXPECT_TRUE(IsGarbage(out));
    } else {
      EXPECT_EQ(out != nullptr, rc == 0);
      ArrowBridgeArrayListRelease(out, rc == 0 ? count : 0);
    }
    return rc;
  });
}

// A call without an output must not lose the batch that it could not return.
TEST_F(ApiNullReaders, MissingOutputDoesNotMoveTheCursor) {
  const ReaderHandle reader = MakeReader();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), nullptr, &error_), EINVAL, "'out'");
  EXPECT_ERROR(ArrowBridgeReaderNextArray(reader.get(), nullptr, &error_), EINVAL, "'out'");
  EXPECT_ERROR(ArrowBridgeReaderReadAll(reader.get(), nullptr, nullptr, &error_), EINVAL,
               "'out_arrays'");
  ArrowBridgeArray** out = nullptr;
  int64_t count = 0;
  ASSERT_OK(ArrowBridgeReaderReadAll(reader.get(), &out, &count, &error_));
  EXPECT_EQ(count, 2);
  ArrowBridgeArrayListRelease(out, count);
}

TEST_F(ApiNullReaders, CallbacksOfAnExportedStream) {
  const ReaderHandle reader = MakeReader();
  auto stream = Garbage<ArrowArrayStream>();
  ASSERT_OK(ArrowBridgeExportRecordBatchReader(reader.get(), &stream, &error_));
  EXPECT_EQ(stream.get_schema(&stream, nullptr), EINVAL);
  EXPECT_NE(stream.get_last_error(&stream), nullptr);
  EXPECT_EQ(stream.get_next(&stream, nullptr), EINVAL);
  EXPECT_NE(stream.get_last_error(&stream), nullptr);
  auto array = Garbage<ArrowArray>();
  auto schema = Garbage<ArrowSchema>();
  EXPECT_EQ(stream.get_schema(nullptr, &schema), EINVAL);
  EXPECT_EQ(stream.get_next(nullptr, &array), EINVAL);
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_EQ(array.release, nullptr);
  EXPECT_EQ(stream.get_last_error(nullptr), nullptr);
  stream.release(nullptr);
  EXPECT_EQ(stream.get_next(&stream, &array), 0);
  ReleaseChecked(&array);
  ReleaseChecked(&stream);
}

TEST_F(ApiNullReaders, OtherHandlesInsteadOfAReader) {
  const ArrayHandle array = ImportArray(data_);
  auto* const wrong = reinterpret_cast<ArrowBridgeReader*>(array.get());
  auto stream = Garbage<ArrowArrayStream>();
  EXPECT_ERROR(ArrowBridgeExportRecordBatchReader(wrong, &stream, &error_), EINVAL, "'reader'");
  EXPECT_EQ(stream.release, nullptr);
  EXPECT_ERROR(ArrowBridgeExportArrayReader(wrong, &stream, &error_), EINVAL, "'reader'");
  auto schema = Garbage<ArrowSchema>();
  EXPECT_ERROR(ArrowBridgeReaderGetSchema(wrong, &schema, &error_), EINVAL, "'reader'");
  EXPECT_EQ(schema.release, nullptr);
  auto* handle = Garbage<ArrowBridgeSchema*>();
  EXPECT_ERROR(ArrowBridgeReaderGetSchemaHandle(wrong, &handle, &error_), EINVAL, "'reader'");
  EXPECT_EQ(handle, nullptr);
  auto next = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(wrong, &next, &error_), EINVAL, "'reader'");
  EXPECT_EQ(next.release, nullptr);
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeReaderNextArray(wrong, &out, &error_), EINVAL, "'reader'");
  EXPECT_EQ(out, nullptr);
  auto** list = Garbage<ArrowBridgeArray**>();
  int64_t count;
  EXPECT_ERROR(ArrowBridgeReaderReadAll(wrong, &list, &count, &error_), EINVAL, "'reader'");
  EXPECT_EQ(list, nullptr);
  ArrowBridgeReaderRelease(wrong);
  EXPECT_EQ(ArrowBridgeArrayLength(array.get()), 2);
  const ReaderHandle reader = MakeReader();
  auto* const not_an_array = reinterpret_cast<ArrowBridgeArray*>(reader.get());
  EXPECT_EQ(ArrowBridgeArrayLength(not_an_array), -1);
  EXPECT_ERROR(ArrowBridgeExportArray(not_an_array, &next, nullptr, &error_), EINVAL, "'array'");
  ArrowBridgeArrayRelease(not_an_array);
}

TEST_F(ApiNullReaders, MEM_5_ReleasedInputs) {
  auto stream = Garbage<ArrowArrayStream>();
  stream.release = nullptr;
  auto* out = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeImportRecordBatchReader(&stream, &out, &error_), EINVAL, "MEM-5: ");
  EXPECT_EQ(out, nullptr);
  EXPECT_ERROR(ArrowBridgeImportArrayReader(&stream, &out, &error_), EINVAL, "MEM-5: ");
  auto schema = Garbage<ArrowSchema>();
  schema.release = nullptr;
  ArrowArray batch;
  const Log log = MakeArray(data_, &batch);
  EXPECT_ERROR(ArrowBridgeReaderFromBatches(&schema, 1, &batch, &out, &error_), EINVAL, "MEM-5: ");
  EXPECT_EQ(batch.release, nullptr);
  EXPECT_TRUE(log->AllOnce());
  const Log schema_log = MakeSchema(data_, &schema);
  EXPECT_ERROR(ArrowBridgeReaderFromBatches(&schema, 1, &batch, &out, &error_), EINVAL, "batch 0");
  EXPECT_EQ(out, nullptr);
  EXPECT_TRUE(schema_log->AllOnce());
}

}  // namespace
