// A copier for a type of device, here one in main memory. A stream goes there and comes back.
#include <arrowbridge/arrowbridge.hpp>
using arrowbridge::Result, arrowbridge::Status;
struct Copier : arrowbridge::DeviceCopier {
  Status CopyToHost(int64_t, const void* from, int64_t at, int64_t size, void* to) override {
    return std::memcpy(to, static_cast<const char*>(from) + at, size_t(size)), Status();
  }
  Status CopyFromHost(int64_t, const void* from, int64_t size, void* to) override {
    return std::memcpy(to, from, size_t(size)), Status();
  }
  Result<void*> Allocate(int64_t, int64_t size) override { return malloc(size_t(size)); }
  void Deallocate(int64_t, void* buffer, int64_t) noexcept override { free(buffer); }
};
int main() {
  arrowbridge::RegisterDeviceCopier(ARROW_DEVICE_EXT_DEV, std::make_unique<Copier>());
  auto reader = arrowbridge::Reader::OpenIpcFile("timezones.arrow");
  auto device = arrowbridge::CopyToDevice(reader.Export(), ARROW_DEVICE_EXT_DEV, 0);
  auto copy = arrowbridge::Reader::Import(arrowbridge::CopyFromDevice(std::move(device)));
  return copy.Next().length() > 0 ? 0 : 1;
}
