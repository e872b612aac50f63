// capsule.h, with a fake interpreter in this program.

#include <cstring>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/fake_python/Python.h"

#include "arrowbridge/capsule.h"
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
    python.gil = 1;
    released_with_gil = -1;
    ReaderFixture::SetUp();
  }
  void TearDown() override {
    EXPECT_EQ(python.gil, 1);
    EXPECT_EQ(python.blocks, 0);
    ReaderFixture::TearDown();
  }

  static ArrowArray* New(PyObject** capsule) {
    void* content = nullptr;
    *capsule = ArrowBridgeCapsuleNew("arrow_array", &content);
    EXPECT_NE(*capsule, nullptr);
    return static_cast<ArrowArray*>(content);
  }

  // Whether an exception with these texts was raised since the last call.
  static void ExpectRaised(const std::vector<std::string>& texts) {
    EXPECT_NE(python.error, nullptr);
    for (const std::string& text : texts) {
      EXPECT_NE(std::string(python.message).find(text), std::string::npos) << python.message;
    }
    python.error = nullptr;
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
    void* content;
    PyObject* capsule = ArrowBridgeCapsuleNew(name, &content);
    ASSERT_NE(capsule, nullptr);
    EXPECT_STREQ(capsule->name, name);
    const std::string zeros(size, '\0');
    EXPECT_EQ(std::memcmp(content, zeros.data(), size), 0);
    Destroy(capsule);
  }
  void* content;
  for (const char* name : {"arrow_table", "", static_cast<const char*>(nullptr)}) {
    EXPECT_EQ(ArrowBridgeCapsuleNew(name, &content), nullptr);
    ExpectRaised({"PYC-1", name == nullptr ? "NULL" : name});
    EXPECT_EQ(content, nullptr);
  }
}

TEST_F(Capsules, WithoutMemoryNothingLeaks) {
  void* content;
  for (int failure = 0; failure < 2; failure++) {
    python.full = failure == 0;
    python.no_memory = failure == 1;
    EXPECT_EQ(ArrowBridgeCapsuleNew("arrow_array", &content), nullptr);
    ExpectRaised({"MemoryError"});
    ArrowArray array;
    logs_.push_back(MakeArray(Int32s({1, 2}), &array));
    EXPECT_EQ(ArrowBridgeCapsuleFromStruct("arrow_array", &array), nullptr);
    ExpectRaised({"MemoryError"});
    EXPECT_EQ(array.release, nullptr);
    EXPECT_TRUE(logs_.back()->AllOnce()) << "the struct is consumed in every outcome";
  }
}

TEST_F(Capsules, PYC_2_TheDestructorReleasesWithoutTheGilAndWithoutTheException) {
  PyObject* capsule;
  ArrowArray* array = New(&capsule);
  array->release = &CountedRelease;
  PyObject raised;
  python.error = &raised;
  Destroy(capsule);
  EXPECT_EQ(released_with_gil, 0);
  EXPECT_EQ(released_with_error, nullptr);
  EXPECT_EQ(python.error, &raised) << "the current exception stays set";
  EXPECT_EQ(python.saves, 1);
  python.error = nullptr;
}

TEST_F(Capsules, PYC_2_WhileTheInterpreterFinalizesTheGilIsKept) {
  PyObject* capsule;
  New(&capsule)->release = &CountedRelease;
  python.finalizing = 1;
  Destroy(capsule);
  EXPECT_EQ(released_with_gil, 1);
  EXPECT_EQ(python.saves, 0);
}

TEST_F(Capsules, PYC_4_PYC_5_ConsumedOnce) {
  PyObject* capsule;
  logs_.push_back(MakeArray(Int32s({1, 2}), New(&capsule)));
  auto array = Garbage<ArrowArray>();
  EXPECT_EQ(ArrowBridgeCapsuleTake(capsule, "arrow_array", &array), 0);
  EXPECT_EQ(array.length, 2);
  auto second = Garbage<ArrowArray>();
  EXPECT_EQ(ArrowBridgeCapsuleTake(capsule, "arrow_array", &second), -1);
  ExpectRaised({"PYC-5", "released"});
  EXPECT_EQ(second.release, nullptr);
  auto schema = Garbage<ArrowSchema>();
  EXPECT_EQ(ArrowBridgeCapsuleTake(capsule, "arrow_schema", &schema), -1);
  ExpectRaised({"PYC-1", "arrow_schema"});
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_EQ(ArrowBridgeCapsuleTake(capsule, "arrow_table", &schema), -1);
  ExpectRaised({"PYC-1", "arrow_table"});
  Destroy(capsule);
  EXPECT_TRUE(logs_.back()->NoneYet());
  ReleaseChecked(&array);
}

TEST_F(Capsules, PYC_6_FromAStructThatIsFilled) {
  ArrowDeviceArray device{};
  logs_.push_back(MakeArray(Int32s({1, 2}), &device.array));
  PyObject* capsule = ArrowBridgeCapsuleFromStruct("arrow_device_array", &device);
  ASSERT_NE(capsule, nullptr);
  EXPECT_EQ(device.array.release, nullptr);
  EXPECT_TRUE(logs_.back()->NoneYet());
  Destroy(capsule);
  EXPECT_TRUE(logs_.back()->AllOnce());
  EXPECT_EQ(ArrowBridgeCapsuleFromStruct("arrow_device_array", &device), nullptr);
  ExpectRaised({"MEM-4", "released"});
  ArrowArray array;
  logs_.push_back(MakeArray(Int32s({1, 2}), &array));
  EXPECT_EQ(ArrowBridgeCapsuleFromStruct("arrow_table", &array), nullptr);
  ExpectRaised({"PYC-1"});
  EXPECT_TRUE(logs_.back()->NoneYet()) << "not consumed, because its kind is not known";
  ReleaseChecked(&array);
}

TEST_F(Capsules, AForkedChildLeavesTheStructAlone) {
  PyObject* capsule;
  New(&capsule)->release = &CountedRelease;
  auto* header = static_cast<ArrowBridgeCapsuleHeader*>(capsule->pointer) - 1;
  EXPECT_EQ(header->process, static_cast<long>(getpid()));
  header->process++;  // as in a child
  capsule->destructor(capsule);
  EXPECT_EQ(released_with_gil, -1);
  header->process--;
  Destroy(capsule);
  EXPECT_EQ(released_with_gil, 0);
}

}  // namespace
