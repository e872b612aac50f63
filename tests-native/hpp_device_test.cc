// arrowbridge.hpp: device arrays and streams in main memory.

#include "support/hpp_fixture.h"

#include <cerrno>

namespace {

using arrowbridge::FromDevice;
using arrowbridge::Reader;
using arrowbridge::ToDevice;
using arrowbridge::UniqueArray;
using arrowbridge::UniqueDeviceArray;
using arrowbridge::UniqueDeviceStream;

using HppDevice = HppFixture;

TEST_F(HppDevice, ArrayThereAndBack) {
  UniqueDeviceArray on_device = ToDevice(BatchStruct({1, 2}));
  EXPECT_EQ(on_device->device_type, ARROW_DEVICE_CPU);
  UniqueDeviceArray moved = std::move(on_device);
  EXPECT_FALSE(on_device);
  ASSERT_TRUE(moved);
  const UniqueArray back = FromDevice(std::move(moved));
  EXPECT_EQ(hpp_data::ValuesOf(back.get()), (std::vector<int32_t>{1, 2}));
}

TEST_F(HppDevice, StreamThereAndBack) {
  UniqueDeviceStream on_device = ToDevice(MakeReader().Export());
  EXPECT_EQ(on_device->device_type, ARROW_DEVICE_CPU);
  Reader reader = Reader::Import(FromDevice(std::move(on_device)));
  EXPECT_EQ(Values(reader.Next()), (std::vector<int32_t>{1, 2}));
}

TEST_F(HppDevice, UnreadStructsAreReleased) {
  UniqueDeviceArray array = ToDevice(BatchStruct({1}));
  array = ToDevice(BatchStruct({2}));
  array.reset();
  EXPECT_FALSE(array);
  const UniqueDeviceStream stream = ToDevice(MakeReader().Export());
}

TEST_F(HppDevice, DeviceThatTheProcessorCannotRead) {
  UniqueDeviceArray array = ToDevice(BatchStruct({1}));
  array->device_type = ARROW_DEVICE_CUDA;
  const auto result = arrowbridge::TryFromDevice(std::move(array));
  EXPECT_EQ(result.code(), ENOTSUP);
  EXPECT_NE(result.message().find("device"), std::string::npos) << result.message();
  EXPECT_EQ(arrowbridge::TryToDevice(UniqueArray()).code(), EINVAL);
}

}  // namespace
