// Registering copiers: one per device type, for the whole process, alive while anything uses it.

#include <atomic>
#include <thread>

#include "support/device_fixture.h"
#include "support/null_masks.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class DeviceCopiers : public ReaderFixture {
 protected:
  int Register(ArrowDeviceType type, const ArrowBridgeDeviceCopier& copier) {
    error_.message[0] = '\0';
    return ArrowBridgeRegisterDeviceCopier(type, &copier, &error_);
  }

  FakeDevice device_;
};

TEST_F(DeviceCopiers, OneForEachType) {
  ASSERT_OK(Register(kFakeType, device_.Copier()));
  EXPECT_ERROR(Register(kFakeType, device_.Copier()), EBUSY,
               "ArrowBridgeRegisterDeviceCopier: ", "device type 12", "registered already");
  EXPECT_EQ(device_.released(), 1) << "the context of the second one";
  ASSERT_OK(Register(ARROW_DEVICE_CUDA, device_.Copier()));
  ASSERT_OK(Register(-7, device_.Copier()));
  for (const ArrowDeviceType type : {ARROW_DEVICE_CUDA, kFakeType, -7}) {
    EXPECT_OK(ArrowBridgeUnregisterDeviceCopier(type, &error_));
    EXPECT_ERROR(ArrowBridgeUnregisterDeviceCopier(type, &error_), ENOENT,
                 "ArrowBridgeUnregisterDeviceCopier: ", std::to_string(type), "not registered");
  }
  EXPECT_EQ(device_.released(), 4);
  ASSERT_OK(Register(kFakeType, device_.Copier()));
  EXPECT_OK(ArrowBridgeUnregisterDeviceCopier(kFakeType, nullptr));
}

TEST_F(DeviceCopiers, CopiersThatCannotBe) {
  ArrowBridgeDeviceCopier copier = device_.Copier();
  EXPECT_ERROR(Register(ARROW_DEVICE_CPU, copier), EINVAL, "'device_type'", "needs no copier");
  copier.deallocate = nullptr;
  EXPECT_ERROR(Register(kFakeType, copier), EINVAL, "'copier'", "not all");
  copier.wait = nullptr;
  copier.copy_to_host = nullptr;
  copier.copy_from_host = nullptr;
  copier.allocate = nullptr;
  EXPECT_ERROR(Register(kFakeType, copier), EINVAL, "'copier'", "no callbacks");
  EXPECT_EQ(device_.released(), 3);
  copier = device_.Copier();
  copier.struct_size = 0;
  EXPECT_ERROR(Register(kFakeType, copier), EINVAL, "'copier'", "struct_size");
  EXPECT_ERROR(ArrowBridgeRegisterDeviceCopier(kFakeType, nullptr, &error_), EINVAL, "'copier'",
               "is NULL");
  EXPECT_ERROR(ArrowBridgeUnregisterDeviceCopier(kFakeType, &error_), ENOENT, "12");
}

// A caller that was compiled against a shorter struct.
TEST_F(DeviceCopiers, MembersThatTheCallerDoesNotKnowAreNull) {
  ArrowBridgeDeviceCopier copier = device_.Copier();
  copier.struct_size = offsetof(ArrowBridgeDeviceCopier, copy_from_host);
  copier.release = nullptr;
  ASSERT_OK(Register(kFakeType, copier));
  ArrowArrayStream stream = Foreign(NumberedBatches(1));
  auto out = Garbage<ArrowDeviceArrayStream>();
  EXPECT_ERROR(ArrowBridgeStreamCopyToDevice(&stream, kFakeType, 0, &out, &error_), ENOTSUP,
               "ArrowBridgeStreamCopyToDevice: ", "DEV-3", "from main memory", "12");
  EXPECT_EQ(stream.release, nullptr);
  EXPECT_EQ(out.release, nullptr);
  EXPECT_OK(ArrowBridgeUnregisterDeviceCopier(kFakeType, &error_));
  EXPECT_EQ(device_.released(), 0);
}

TEST_F(DeviceCopiers, DEV_3_WithoutACopierNothingIsCopied) {
  const SchemaHandle schema = ImportSchema(NumberedBatch(0));
  ArrowDeviceArray device;
  logs_.push_back(device_.Put(NumberedBatch(1), &device));
  auto array = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeArrayCopyFromDevice(&device, schema.get(), &array, &error_), ENOTSUP,
               "ArrowBridgeArrayCopyFromDevice: ", "DEV-3", "to main memory", "12");
  EXPECT_EQ(device.array.release, nullptr);
  EXPECT_EQ(array.release, nullptr);
  logs_.push_back(MakeArray(NumberedBatch(1), &array));
  EXPECT_ERROR(
      ArrowBridgeArrayCopyToDevice(&array, schema.get(), ARROW_DEVICE_CUDA, 0, &device, &error_),
      ENOTSUP, "DEV-3", "from main memory", "2");
  ArrowDeviceArrayStream stream;
  const auto logs = MakeDeviceStream(&device_, NumberedBatch(0), {}, &stream);
  ArrowArrayStream host;
  EXPECT_ERROR(ArrowBridgeStreamCopyFromDevice(&stream, &host, &error_), ENOTSUP, "DEV-3");
  EXPECT_EQ(stream.release, nullptr);
}

TEST_F(DeviceCopiers, DEV_7_EventsNeedACopierThatWaits) {
  ArrowBridgeDeviceCopier copier = device_.Copier();
  copier.wait = nullptr;
  ASSERT_OK(Register(kFakeType, copier));
  const SchemaHandle schema = ImportSchema(NumberedBatch(0));
  ArrowDeviceArray device;
  logs_.push_back(device_.Put(NumberedBatch(1), &device, 0, true));
  ArrowArray array;
  EXPECT_ERROR(ArrowBridgeArrayCopyFromDevice(&device, schema.get(), &array, &error_), ENOTSUP,
               "DEV-7", "device type 12");
  EXPECT_EQ(device_.all_calls(), 0);
  EXPECT_OK(ArrowBridgeUnregisterDeviceCopier(kFakeType, &error_));
}

// Streams and arrays keep the copier that they began with.
TEST_F(DeviceCopiers, UnregisteredInUse) {
  ASSERT_OK(Register(kFakeType, device_.Copier()));
  ArrowDeviceArrayStream stream;
  const auto logs = MakeDeviceStream(&device_, NumberedBatch(0), NumberedBatches(2), &stream);
  ArrowArrayStream host;
  ASSERT_OK(ArrowBridgeStreamCopyFromDevice(&stream, &host, &error_));
  ArrowArrayStream source = Foreign(NumberedBatches(2));
  ASSERT_OK(ArrowBridgeStreamCopyToDevice(&source, kFakeType, 0, &stream, &error_));
  EXPECT_OK(ArrowBridgeUnregisterDeviceCopier(kFakeType, &error_));
  FakeDevice other;
  ASSERT_OK(Register(kFakeType, other.Copier()));
  ExpectNext(&host, 0);
  ExpectNext(&host, 1);
  ExpectEnd(&host);
  ReleaseChecked(&host);
  ArrowDeviceArray array;
  ASSERT_EQ(stream.get_next(&stream, &array), 0);
  stream.release(&stream);
  EXPECT_EQ(device_.released(), 0);
  EXPECT_GT(device_.allocated(), 0u);
  ReleaseChecked(&array.array);
  EXPECT_EQ(device_.released(), 1);
  EXPECT_EQ(device_.allocated(), 0u);
  EXPECT_EQ(other.all_calls(), 0);
  EXPECT_OK(ArrowBridgeUnregisterDeviceCopier(kFakeType, &error_));
}

// A callback may call the library, also to unregister the copier that it belongs to.
TEST_F(DeviceCopiers, CallbacksMayCallTheLibrary) {
  ArrowBridgeDeviceCopier copier = {};
  std::atomic<int> state{0};
  copier.struct_size = sizeof(copier);
  copier.context = &state;
  copier.release = [](void* context) { *static_cast<std::atomic<int>*>(context) += 10; };
  copier.copy_to_host = [](void* context, int64_t, const void*, int64_t, int64_t size, void* to,
                           ArrowBridgeError*) {
    auto* calls = static_cast<std::atomic<int>*>(context);
    const bool is_first = (*calls)++ == 0;
    EXPECT_EQ(ArrowBridgeUnregisterDeviceCopier(kFakeType, nullptr), is_first ? 0 : ENOENT);
    EXPECT_TRUE(SameValues(ImportArray(Int32s({1})), ImportArray(Int32s({1}))));
    std::memset(to, 7, static_cast<size_t>(size));
    return 0;
  };
  ASSERT_OK(Register(kFakeType, copier));
  const SchemaHandle schema = ImportSchema(Int32s({}));
  ArrowDeviceArray device;
  logs_.push_back(device_.Put(Int32s({1, 2}), &device));
  ArrowArray array;
  ASSERT_OK(ArrowBridgeArrayCopyFromDevice(&device, schema.get(), &array, &error_));
  EXPECT_EQ(static_cast<const int32_t*>(array.buffers[1])[1], 0x07070707);
  EXPECT_EQ(state, 11);
  ReleaseChecked(&array);
}

TEST_F(DeviceCopiers, ThreadsRegisterAndUse) {
  const SchemaHandle schema = ImportSchema(NumberedBatch(0));
  std::atomic<int> copied{0};
  std::vector<FakeDevice> devices(4);
  std::vector<std::thread> threads;
  for (FakeDevice& device : devices) {
    threads.emplace_back([&] {
      const ArrowBridgeDeviceCopier copier = device.Copier();
      for (int i = 0; i < 100; i++) {
        const int registered = ArrowBridgeRegisterDeviceCopier(kFakeType, &copier, nullptr);
        ArrowArray array;
        ArrowDeviceArray made;
        const auto log = MakeArray(NumberedBatch(1), &array);
        if (ArrowBridgeArrayCopyToDevice(&array, schema.get(), kFakeType, 0, &made, nullptr) == 0) {
          copied++;
          made.array.release(&made.array);
        }
        EXPECT_TRUE(log->AllOnce());
        if (registered == 0) ArrowBridgeUnregisterDeviceCopier(kFakeType, nullptr);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(copied, 0);
  for (const FakeDevice& device : devices) {
    EXPECT_EQ(device.released(), 100);
    EXPECT_EQ(device.allocated(), 0u);
  }
}

}  // namespace
