// Capsules and Python sources, with a fake interpreter in this program.

#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#include "support/null_masks.h"
#include "support/fake_python.h"
#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;

// State of the interpreter during a release.
int released_with_gil = -1;
void* released_with_error = nullptr;

void CountedRelease(ArrowArray* array) {
  released_with_gil = python.gil;
  released_with_error = python.error;
  array->release = nullptr;
}

class Capsules : public ReaderFixture {
 protected:
  void SetUp() override {
    python = Interpreter();
    released_with_gil = -1;
    ReaderFixture::SetUp();
  }
  void TearDown() override {
    EXPECT_EQ(python.gil, 1);
    ReaderFixture::TearDown();
  }

  ArrowArray* New(void** capsule) {
    void* content = nullptr;
    EXPECT_OK(ArrowBridgeCapsuleNew("arrow_array", capsule, &content, &error_));
    return static_cast<ArrowArray*>(content);
  }
};

TEST_F(Capsules, PYC_1_PYC_3_AllFiveNamesAreMadeAndReleased) {
  const std::pair<const char*, size_t> kinds[] = {
      {"arrow_schema", sizeof(ArrowSchema)},
      {"arrow_array", sizeof(ArrowArray)},
      {"arrow_array_stream", sizeof(ArrowArrayStream)},
      {"arrow_device_array", sizeof(ArrowDeviceArray)},
      {"arrow_device_array_stream", sizeof(ArrowDeviceArrayStream)}};
  for (const auto& [name, size] : kinds) {
    void* capsule;
    void* content;
    ASSERT_OK(ArrowBridgeCapsuleNew(name, &capsule, &content, &error_));
    EXPECT_STREQ(static_cast<Capsule*>(capsule)->name, name);
    const std::string zeros(size, '\0');
    EXPECT_EQ(std::memcmp(content, zeros.data(), size), 0);
    Destroy(capsule);
  }
  void* capsule;
  void* content;
  EXPECT_ERROR(ArrowBridgeCapsuleNew("arrow_table", &capsule, &content, &error_), EINVAL, "PYC-1",
               "arrow_table");
  python.full = true;
  EXPECT_ERROR(ArrowBridgeCapsuleNew("arrow_array", &capsule, &content, &error_), ENOMEM,
               "ArrowBridgeCapsuleNew");
  EXPECT_EQ(capsule, nullptr);
}

TEST_F(Capsules, PYC_2_TheDestructorReleasesWithoutTheGilAndWithoutTheException) {
  void* capsule;
  ArrowArray* array = New(&capsule);
  array->release = &CountedRelease;
  int raised = 0;
  python.error = &raised;
  Destroy(capsule);
  EXPECT_EQ(released_with_gil, 0);
  EXPECT_EQ(released_with_error, nullptr);
  EXPECT_EQ(python.error, &raised) << "the current exception stays set";
  EXPECT_EQ(python.saves, 1);
}

TEST_F(Capsules, PYC_2_WhileTheInterpreterFinalizesTheGilIsKept) {
  void* capsule;
  New(&capsule)->release = &CountedRelease;
  python.finalizing = 1;
  Destroy(capsule);
  EXPECT_EQ(released_with_gil, 1);
  EXPECT_EQ(python.saves, 0);
}

TEST_F(Capsules, PYC_4_PYC_5_ConsumedOnce) {
  void* capsule;
  logs_.push_back(MakeArray(Int32s({1, 2}), New(&capsule)));
  auto array = Garbage<ArrowArray>();
  EXPECT_OK(ArrowBridgeCapsuleTake(capsule, "arrow_array", &array, &error_));
  EXPECT_EQ(array.length, 2);
  auto second = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeCapsuleTake(capsule, "arrow_array", &second, &error_), EINVAL, "PYC-5",
               "released");
  EXPECT_EQ(second.release, nullptr);
  ArrowSchema schema;
  EXPECT_ERROR(ArrowBridgeCapsuleTake(capsule, "arrow_schema", &schema, &error_), EINVAL, "PYC-1");
  Destroy(capsule);
  EXPECT_TRUE(logs_.back()->NoneYet());
  ReleaseChecked(&array);
}

TEST_F(Capsules, PYC_6_FromAStructThatIsFilled) {
  ArrowDeviceArray device{};
  logs_.push_back(MakeArray(Int32s({1, 2}), &device.array));
  void* capsule;
  EXPECT_OK(ArrowBridgeCapsuleFromStruct("arrow_device_array", &device, &capsule, &error_));
  EXPECT_EQ(device.array.release, nullptr);
  EXPECT_TRUE(logs_.back()->NoneYet());
  Destroy(capsule);
  EXPECT_ERROR(ArrowBridgeCapsuleFromStruct("arrow_device_array", &device, &capsule, &error_),
               EINVAL, "released");
  ArrowArray array;
  logs_.push_back(MakeArray(Int32s({1, 2}), &array));
  python.full = true;
  EXPECT_ERROR(ArrowBridgeCapsuleFromStruct("arrow_array", &array, &capsule, &error_), ENOMEM,
               "ArrowBridgeCapsule");
  EXPECT_EQ(array.release, nullptr);
  EXPECT_TRUE(logs_.back()->AllOnce());
}

class PythonSource : public Capsules {
 protected:
  // The source returns `count` batches, then `last`.
  static inline int calls, count, last;
  static inline const char* text;
  static inline PythonSource* test;

  static void Next(void*, ArrowArray* out, int* code, ArrowBridgeError* error) {
    if (calls++ < count) {
      test->logs_.push_back(MakeArray(NumberedBatch(calls - 1), out));
      *code = 0;
    } else if (last != 0) {
      if (text != nullptr) std::strcpy(error->message, text);
      *code = last;
    }
  }

  ReaderHandle Make(int n_batches, int answer, const char* said = nullptr) {
    test = this;
    calls = 0, count = n_batches, last = answer, text = said;
    ArrowSchema schema;
    logs_.push_back(MakeSchema(NumberedBatch(0), &schema));
    python.references++;
    ArrowBridgeReader* reader;
    EXPECT_OK(ArrowBridgeReaderFromPython(&schema, &Next, &python, &reader, &error_));
    return ReaderHandle(reader);
  }
};

TEST_F(PythonSource, BatchesThenEndOfStreamThenTheReference) {
  {
    ReaderHandle reader = Make(2, ARROWBRIDGE_PYTHON_END);
    ExpectNext(reader, 0);
    ExpectNext(reader, 1);
    ExpectEnd(reader);
    ExpectEnd(reader);
    EXPECT_EQ(calls, 3);
    EXPECT_EQ(python.references, 1);
  }
  EXPECT_EQ(python.references, 0);
}

TEST_F(PythonSource, ErrorsWithAndWithoutAMessage) {
  ArrowArray batch;
  EXPECT_ERROR(ArrowBridgeReaderNext(Make(0, ENOENT, "no such row").get(), &batch, &error_), ENOENT,
               "no such row");
  EXPECT_ERROR(ArrowBridgeReaderNext(Make(0, 0).get(), &batch, &error_), EIO, "raised");
  EXPECT_EQ(python.references, 0);
}

TEST_F(PythonSource, WhileTheInterpreterFinalizesItIsNotCalled) {
  ReaderHandle reader = Make(9, ARROWBRIDGE_PYTHON_END);
  ExpectNext(reader, 0);
  python.finalizing = 1;
  ArrowArray batch;
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &batch, &error_), ECANCELED,
               "interpreter is ending");
  EXPECT_EQ(calls, 1);
  reader.reset();
  EXPECT_EQ(python.references, 1) << "leaked";
  EXPECT_EQ(python.ensures, 0);
}

TEST_F(PythonSource, ReferencesAreReleasedOnAnyThread) {
  python.gil = 0;
  python.references = 1;
  std::thread([] { ArrowBridgePythonRelease(&python); }).join();
  EXPECT_EQ(python.references, 0);
  EXPECT_EQ(python.gil, 0);
  ArrowBridgePythonRelease(nullptr);
  python.initialized = 0;
  ArrowBridgePythonRelease(&python);
  EXPECT_EQ(python.references, 0);
  python.gil = 1;
}

// Must be the last test, since it cannot be undone.
TEST_F(PythonSource, ZStopRejectsNewCalls) {
  ReaderHandle reader = Make(9, ARROWBRIDGE_PYTHON_END);
  ExpectNext(reader, 0);
  EXPECT_EQ(ArrowBridgePythonStop(0), 0);
  ArrowArray batch;
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &batch, &error_), ECANCELED,
               "interpreter is ending");
}

class ApiNullCapsules : public NullTest {
 protected:
  void SetUp() override {
    python = Interpreter();
    NullTest::SetUp();
    BeginCalls();
  }
};

TEST_F(ApiNullCapsules, EveryPointer) {
  void* capsule = nullptr;
  void* content = nullptr;
  EXPECT_EQ(ArrowBridgeCapsuleNew(nullptr, &capsule, &content, &error_), EINVAL);
  EXPECT_EQ(ArrowBridgeCapsuleNew("arrow_array", nullptr, &content, &error_), EINVAL);
  EXPECT_EQ(ArrowBridgeCapsuleNew("arrow_array", &capsule, nullptr, nullptr), EINVAL);
  ArrowArray array;
  const auto log = MakeArray(Int32s({1}), &array);
  EXPECT_EQ(ArrowBridgeCapsuleFromStruct(nullptr, &array, &capsule, &error_), EINVAL);
  EXPECT_EQ(ArrowBridgeCapsuleFromStruct("arrow_array", nullptr, &capsule, &error_), EINVAL);
  EXPECT_TRUE(log->NoneYet());
  EXPECT_EQ(ArrowBridgeCapsuleFromStruct("arrow_array", &array, nullptr, &error_), EINVAL);
  EXPECT_TRUE(log->AllOnce());
  EXPECT_EQ(ArrowBridgeCapsuleTake(nullptr, "arrow_array", &array, &error_), EINVAL);
  EXPECT_EQ(ArrowBridgeCapsuleTake(&capsule, nullptr, &array, &error_), EINVAL);
  EXPECT_EQ(ArrowBridgeCapsuleTake(&capsule, "arrow_array", nullptr, nullptr), EINVAL);
  const auto next = [](void*, ArrowArray*, int*, ArrowBridgeError*) {};
  ForEveryMask("ArrowBridgeReaderFromPython", 4, 0, [&](NullMask null) {
    ArrowSchema schema;
    const auto schema_log = MakeSchema(NumberedBatch(0), &schema);
    ArrowBridgeReader* out = nullptr;
    const int rc =
        ArrowBridgeReaderFromPython(&schema, null.Has(0) ? nullptr : +next, null.Or(1, &python),
                                    null.Or(2, &out), null.Or(3, &error_));
    ArrowBridgeReaderRelease(out);
    EXPECT_TRUE(schema_log->AllOnce());
    return rc;
  });
  const auto on_finding = [](void*, const ArrowBridgeFinding*) {};
  ForEveryMask("ArrowBridgeReaderCheckFromPython", 5, 0, [&](NullMask null) {
    ArrowArrayStream stream;
    const auto stream_log = MakeStream(NumberedBatch(0), {}, &stream);
    ArrowBridgeReader *reader = nullptr, *out = nullptr;
    EXPECT_EQ(ArrowBridgeImportRecordBatchReader(&stream, &reader, nullptr), 0);
    const int rc = ArrowBridgeReaderCheckFromPython(
        null.Or(0, reader), 0, 0, null.Has(1) ? nullptr : +on_finding, null.Or(2, &python),
        null.Or(3, &out), null.Or(4, &error_));
    ArrowBridgeReaderRelease(reader);
    ArrowBridgeReaderRelease(out);
    EXPECT_TRUE(stream_log->AllOnce());
    return rc;
  });
}

}  // namespace
