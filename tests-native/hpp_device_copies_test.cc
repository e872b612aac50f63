// arrowbridge.hpp: copies between a device and main memory.

#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "support/hpp_fixture.h"

namespace {

using arrowbridge::CopyFromDevice;
using arrowbridge::CopyToDevice;
using arrowbridge::Reader;
using arrowbridge::Result;
using arrowbridge::Status;
using arrowbridge::UniqueArray;
using arrowbridge::UniqueDeviceArray;
using arrowbridge::UniqueDeviceStream;

constexpr ArrowDeviceType kType = ARROW_DEVICE_EXT_DEV;

// A device in main memory.
class Heap : public arrowbridge::DeviceCopier {
 public:
  explicit Heap(int* alive) : alive_(alive) { ++*alive_; }
  ~Heap() override { --*alive_; }

  Status Wait(int64_t, void* event) override {
    *static_cast<bool*>(event) = true;
    return Status();
  }
  Status CopyToHost(int64_t device, const void* buffer, int64_t offset, int64_t size,
                    void* to) override {
    if (device == 13) throw std::runtime_error("the card is gone");
    if (device == 14) throw arrowbridge::Error(4711, "the card is on fire");
    std::memcpy(to, static_cast<const char*>(buffer) + offset, static_cast<size_t>(size));
    return Status();
  }
  Status CopyFromHost(int64_t, const void* from, int64_t size, void* buffer) override {
    std::memcpy(buffer, from, static_cast<size_t>(size));
    return Status();
  }
  Result<void*> Allocate(int64_t device, int64_t size) override {
    if (device == 15) return Status(4712, "the card is full");
    return static_cast<void*>(new char[static_cast<size_t>(size)]);
  }
  void Deallocate(int64_t, void* buffer, int64_t) noexcept override {
    delete[] static_cast<char*>(buffer);
  }

 private:
  int* alive_;
};

class HppDeviceCopies : public HppFixture {
 protected:
  void SetUp() override {
    HppFixture::SetUp();
    arrowbridge::RegisterDeviceCopier(kType, std::make_unique<Heap>(&alive_));
  }
  void TearDown() override {
    arrowbridge::UnregisterDeviceCopier(kType);
    EXPECT_EQ(alive_, 0);
    HppFixture::TearDown();
  }

  int alive_ = 0;
};

TEST_F(HppDeviceCopies, ArrayThereAndBack) {
  UniqueDeviceArray made = CopyToDevice(BatchStruct({1, 2}), MakeSchema(), kType, 3);
  EXPECT_EQ(made->device_type, kType);
  EXPECT_EQ(made->device_id, 3);
  bool waited = false;
  made->sync_event = &waited;
  const UniqueArray back = CopyFromDevice(std::move(made), MakeSchema());
  EXPECT_TRUE(waited);
  EXPECT_EQ(hpp_data::ValuesOf(back.get()), (std::vector<int32_t>{1, 2}));
}

TEST_F(HppDeviceCopies, StreamThereAndBack) {
  UniqueDeviceStream made = CopyToDevice(MakeReader().Export(), kType, 0);
  Reader reader = Reader::Import(CopyFromDevice(std::move(made)));
  EXPECT_EQ(Values(reader.Next()), (std::vector<int32_t>{1, 2}));
}

TEST_F(HppDeviceCopies, WhatMethodsThrowAndReturn) {
  for (const auto& [device, code, text] :
       {std::tuple{13, EIO, "the card is gone"}, std::tuple{14, 4711, "the card is on fire"}}) {
    const auto result = arrowbridge::TryCopyFromDevice(
        CopyToDevice(BatchStruct({1}), MakeSchema(), kType, device), MakeSchema());
    EXPECT_EQ(result.code(), code);
    EXPECT_EQ(result.message(), text);
  }
  const auto full = arrowbridge::TryCopyToDevice(BatchStruct({1}), MakeSchema(), kType, 15);
  EXPECT_EQ(full.code(), 4712);
  EXPECT_EQ(full.message(), "the card is full");
  EXPECT_THROW(CopyToDevice(MakeReader().Export(), ARROW_DEVICE_METAL, 0), arrowbridge::Error);
}

TEST_F(HppDeviceCopies, MethodsThatAreMissing) {
  arrowbridge::RegisterDeviceCopier(ARROW_DEVICE_METAL,
                                    std::make_unique<arrowbridge::DeviceCopier>());
  const auto made =
      arrowbridge::TryCopyToDevice(BatchStruct({1}), MakeSchema(), ARROW_DEVICE_METAL, 0);
  EXPECT_EQ(made.code(), ENOTSUP);
  EXPECT_EQ(made.message(), "DeviceCopier::Allocate is not implemented");
  arrowbridge::UnregisterDeviceCopier(ARROW_DEVICE_METAL);
}

TEST_F(HppDeviceCopies, OneCopierForEachType) {
  EXPECT_EQ(arrowbridge::TryRegisterDeviceCopier(kType, std::make_unique<Heap>(&alive_)).code(),
            EBUSY);
  EXPECT_EQ(alive_, 1);
  EXPECT_EQ(arrowbridge::TryRegisterDeviceCopier(kType, nullptr).code(), EINVAL);
  EXPECT_EQ(arrowbridge::TryUnregisterDeviceCopier(ARROW_DEVICE_CUDA).code(), ENOENT);
}

}  // namespace
