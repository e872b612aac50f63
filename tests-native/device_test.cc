// Host memory as a device array, and device arrays as host memory where they are in host memory.

#include <cstring>

#include "support/null_masks.h"
#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;

class Device : public ReaderFixture {
 protected:
  ArrowArray MakeNumbers() {
    ArrowArray array;
    logs_.push_back(MakeArray(Int32s({1, 2, 3}), &array));
    return array;
  }

  ArrowDeviceArray MakeDevice(ArrowDeviceType type, void* event = nullptr) {
    ArrowDeviceArray device{};
    device.array = MakeNumbers();
    device.device_type = type;
    device.sync_event = event;
    return device;
  }

  ArrowDeviceArrayStream ToDevice(ArrowArrayStream stream) {
    auto device = Garbage<ArrowDeviceArrayStream>();
    EXPECT_OK(ArrowBridgeStreamToDevice(&stream, &device, &error_));
    EXPECT_EQ(stream.release, nullptr);
    return device;
  }
};

TEST_F(Device, DEV_5_DEV_6_DEV_8_DEV_11_CpuDeviceIdEventAndReservedMembers) {
  ArrowArray array = MakeNumbers();
  const ArrowArray before = array;
  auto device = Garbage<ArrowDeviceArray>();
  EXPECT_OK(ArrowBridgeArrayToDevice(&array, &device, &error_));
  EXPECT_EQ(array.release, nullptr);
  EXPECT_EQ(device.device_id, -1);
  EXPECT_EQ(device.device_type, ARROW_DEVICE_CPU);
  EXPECT_EQ(device.sync_event, nullptr);
  for (const int64_t reserved : device.reserved) EXPECT_EQ(reserved, 0);
  auto restored = Garbage<ArrowArray>();
  EXPECT_OK(ArrowBridgeArrayFromDevice(&device, &restored, &error_));
  EXPECT_EQ(device.array.release, nullptr);
  EXPECT_EQ(std::memcmp(&restored, &before, sizeof(before)), 0);
  ReleaseChecked(&restored);
}

TEST_F(Device, DEV_3_OtherMemoryIsAnErrorAndReleased) {
  for (const ArrowDeviceType type : {ARROW_DEVICE_CUDA, ARROW_DEVICE_METAL, 0, -7}) {
    ArrowDeviceArray device = MakeDevice(type);
    auto array = Garbage<ArrowArray>();
    EXPECT_ERROR(ArrowBridgeArrayFromDevice(&device, &array, &error_), ENOTSUP,
                 "ArrowBridgeArrayFromDevice", "DEV-3");
    EXPECT_EQ(device.array.release, nullptr);
    EXPECT_EQ(array.release, nullptr);
  }
  for (const ArrowDeviceType type : {ARROW_DEVICE_CPU, ARROW_DEVICE_CUDA_HOST,
                                     ARROW_DEVICE_ROCM_HOST, ARROW_DEVICE_CUDA_MANAGED}) {
    ArrowDeviceArray device = MakeDevice(type);
    ArrowArray array;
    EXPECT_OK(ArrowBridgeArrayFromDevice(&device, &array, &error_));
    ReleaseChecked(&array);
  }
}

TEST_F(Device, DEV_7_ASyncEventIsNotIgnored) {
  int event = 0;
  ArrowDeviceArray device = MakeDevice(ARROW_DEVICE_CUDA_HOST, &event);
  ArrowArray array;
  EXPECT_ERROR(ArrowBridgeArrayFromDevice(&device, &array, &error_), ENOTSUP, "DEV-7");
  EXPECT_EQ(device.array.release, nullptr);
}

TEST_F(Device, DEV_13_ReleasedStructsAreErrors) {
  ArrowArray array{};
  ArrowDeviceArray device{};
  ArrowArrayStream stream{};
  ArrowDeviceArrayStream device_stream{};
  EXPECT_ERROR(ArrowBridgeArrayToDevice(&array, &device, &error_), EINVAL, "released");
  EXPECT_ERROR(ArrowBridgeArrayFromDevice(&device, &array, &error_), EINVAL, "DEV-13");
  EXPECT_ERROR(ArrowBridgeStreamToDevice(&stream, &device_stream, &error_), EINVAL, "released");
  EXPECT_ERROR(ArrowBridgeStreamFromDevice(&device_stream, &stream, &error_), EINVAL, "released");
}

TEST_F(Device, DST_3_DST_4_DST_5_AStreamRoundTrips) {
  ArrowDeviceArrayStream device = ToDevice(Foreign(NumberedBatches(3)));
  EXPECT_EQ(device.device_type, ARROW_DEVICE_CPU);
  const ArrowDeviceArrayStream moved = device;
  device.release = nullptr;
  device = moved;
  auto first = Garbage<ArrowDeviceArray>();
  ASSERT_EQ(device.get_next(&device, &first), 0);
  EXPECT_EQ(first.device_type, ARROW_DEVICE_CPU);
  EXPECT_EQ(first.device_id, -1);
  ExpectNumberedBatch(first.array, 0);
  ReleaseChecked(&first.array);
  auto schema = Garbage<ArrowSchema>();
  ASSERT_EQ(device.get_schema(&device, &schema), 0);
  ExpectNumberedSchema(schema);
  ReleaseChecked(&schema);

  auto stream = Garbage<ArrowArrayStream>();
  EXPECT_OK(ArrowBridgeStreamFromDevice(&device, &stream, &error_));
  EXPECT_EQ(device.release, nullptr);
  ReaderHandle reader = Import(stream);
  ExpectNext(reader, 1);
  ExpectNext(reader, 2);
  ExpectEnd(reader);
  ExpectEnd(reader);
}

TEST_F(Device, DST_4_ErrorsKeepTheirMessage) {
  StreamOptions options;
  options.fail_at = 1;
  options.code = 2001;
  options.text = "the card is gone";
  ArrowDeviceArrayStream device = ToDevice(Foreign(NumberedBatches(3), options));
  ArrowArrayStream stream;
  EXPECT_OK(ArrowBridgeStreamFromDevice(&device, &stream, &error_));
  ArrowArray array;
  ASSERT_EQ(stream.get_next(&stream, &array), 0);
  ReleaseChecked(&array);
  EXPECT_EQ(stream.get_next(&stream, &array), 2001);
  EXPECT_EQ(array.release, nullptr);
  EXPECT_EQ(LastError(&stream), "the card is gone");
  ReleaseChecked(&stream);
}

TEST_F(Device, DST_3_AnArrayOfAnotherDeviceIsAnError) {
  ArrowDeviceArrayStream device = ToDevice(Foreign(NumberedBatches(2)));
  device.device_type = ARROW_DEVICE_CUDA_HOST;
  ArrowArrayStream stream;
  EXPECT_OK(ArrowBridgeStreamFromDevice(&device, &stream, &error_));
  auto array = Garbage<ArrowArray>();
  EXPECT_EQ(stream.get_next(&stream, &array), EINVAL);
  EXPECT_EQ(array.release, nullptr);
  EXPECT_NE(LastError(&stream).value_or("").find("DST-3"), std::string::npos);
  ReleaseChecked(&stream);
}

TEST_F(Device, DST_2_AStreamOfAnotherDeviceIsAnErrorAndReleased) {
  ArrowDeviceArrayStream device = ToDevice(Foreign(NumberedBatches(1)));
  device.device_type = ARROW_DEVICE_CUDA;
  auto stream = Garbage<ArrowArrayStream>();
  EXPECT_ERROR(ArrowBridgeStreamFromDevice(&device, &stream, &error_), ENOTSUP, "DEV-3");
  EXPECT_EQ(device.release, nullptr);
  EXPECT_EQ(stream.release, nullptr);
}

class ApiNullDevice : public NullTest {};

TEST_F(ApiNullDevice, EveryPointer) {
  BeginCalls();
  ForEveryMask("ArrowBridgeArrayToDevice", 3, 0, [&](NullMask null) {
    ArrowArray array;
    const auto log = MakeArray(Int32s({1}), &array);
    ArrowDeviceArray out;
    const int rc =
        ArrowBridgeArrayToDevice(null.Or(0, &array), null.Or(1, &out), null.Or(2, &error_));
    if (rc == 0) ReleaseChecked(&out.array);
    if (null.Has(0)) ReleaseChecked(&array);
    EXPECT_TRUE(log->AllOnce());
    return rc;
  });
  ForEveryMask("ArrowBridgeArrayFromDevice", 3, 0, [&](NullMask null) {
    ArrowDeviceArray device{};
    device.device_type = ARROW_DEVICE_CPU;
    const auto log = MakeArray(Int32s({1}), &device.array);
    ArrowArray out;
    const int rc =
        ArrowBridgeArrayFromDevice(null.Or(0, &device), null.Or(1, &out), null.Or(2, &error_));
    if (rc == 0) ReleaseChecked(&out);
    if (null.Has(0)) ReleaseChecked(&device.array);
    EXPECT_TRUE(log->AllOnce());
    return rc;
  });
  ForEveryMask("ArrowBridgeStreamToDevice", 3, 0, [&](NullMask null) {
    ArrowArrayStream stream;
    const auto log = MakeStream(NumberedBatch(0), {}, &stream);
    ArrowDeviceArrayStream out;
    const int rc =
        ArrowBridgeStreamToDevice(null.Or(0, &stream), null.Or(1, &out), null.Or(2, &error_));
    if (rc == 0) out.release(&out);
    if (null.Has(0)) ReleaseChecked(&stream);
    EXPECT_TRUE(log->AllOnce());
    return rc;
  });
  ForEveryMask("ArrowBridgeStreamFromDevice", 3, 0, [&](NullMask null) {
    ArrowArrayStream stream;
    const auto log = MakeStream(NumberedBatch(0), {}, &stream);
    ArrowDeviceArrayStream device;
    EXPECT_EQ(ArrowBridgeStreamToDevice(&stream, &device, nullptr), 0);
    const int rc =
        ArrowBridgeStreamFromDevice(null.Or(0, &device), null.Or(1, &stream), null.Or(2, &error_));
    if (rc == 0) ReleaseChecked(&stream);
    if (null.Has(0)) device.release(&device);
    EXPECT_TRUE(log->AllOnce());
    return rc;
  });
}

}  // namespace
