// Fixture with a copier for the fake device.

#ifndef ARROWBRIDGE_TESTS_DEVICE_FIXTURE_H
#define ARROWBRIDGE_TESTS_DEVICE_FIXTURE_H

#include "support/casts.h"
#include "support/fake_device.h"
#include "support/reader_fixture.h"

namespace arrowbridge_tests {

class DeviceFixture : public ReaderFixture {
 protected:
  void SetUp() override {
    ReaderFixture::SetUp();
    const ArrowBridgeDeviceCopier copier = device_.Copier();
    ASSERT_OK(ArrowBridgeRegisterDeviceCopier(kFakeType, &copier, &error_));
  }

  void TearDown() override {
    EXPECT_OK(ArrowBridgeUnregisterDeviceCopier(kFakeType, &error_));
    EXPECT_EQ(device_.released(), 1);
    EXPECT_EQ(device_.allocated(), 0u);
    ReaderFixture::TearDown();
  }

  ArrowDeviceArray Put(const ArrayData& data, int64_t id = 0, bool with_event = false) {
    ArrowDeviceArray array;
    logs_.push_back(device_.Put(data, &array, id, with_event));
    return array;
  }

  int FromDevice(ArrowDeviceArray array, const ArrayData& type, ArrowArray* out) {
    const SchemaHandle schema = ImportSchema(type);
    *out = Garbage<ArrowArray>();
    const int code = ArrowBridgeArrayCopyFromDevice(&array, schema.get(), out, &error_);
    EXPECT_EQ(array.array.release, nullptr);
    EXPECT_EQ(out->release == nullptr, code != 0);
    return code;
  }

  // An array in main memory, valid at level FULL.
  ArrayHandle Valid(ArrowArray array, const ArrayData& type) {
    const SchemaHandle schema = ImportSchema(type);
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_OK(ArrowBridgeImportArray(&array, schema.get(), &out, &error_));
    EXPECT_OK(ArrowBridgeArrayValidate(out, ARROWBRIDGE_VALIDATE_FULL, &error_));
    return ArrayHandle(out);
  }

  // Copies an array from the device, which has an event.
  ArrayHandle Taken(const ArrayData& data) {
    ArrowArray out;
    EXPECT_OK(FromDevice(Put(data, 3, true), data, &out));
    return out.release == nullptr ? nullptr : Valid(out, data);
  }

  int ToDevice(const ArrayData& data, ArrowDeviceArray* out) {
    const SchemaHandle schema = ImportSchema(data);
    ArrowArray array;
    logs_.push_back(MakeArray(data, &array));
    *out = Garbage<ArrowDeviceArray>();
    const int code = ArrowBridgeArrayCopyToDevice(&array, schema.get(), kFakeType, 5, out, &error_);
    EXPECT_EQ(array.release, nullptr);
    EXPECT_EQ(out->array.release == nullptr, code != 0);
    EXPECT_TRUE(logs_.back()->AllOnce()) << "the copy keeps nothing of its source";
    return code;
  }

  FakeDevice device_;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_DEVICE_FIXTURE_H
