// A device whose memory the CPU cannot access: its buffers are handles, addresses that no process
// has. A copier for it checks every access.

#ifndef ARROWBRIDGE_TESTS_FAKE_DEVICE_H
#define ARROWBRIDGE_TESTS_FAKE_DEVICE_H

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "arrowbridge/arrowbridge.h"
#include "support/array_data.h"

namespace arrowbridge_tests {

constexpr ArrowDeviceType kFakeType = ARROW_DEVICE_EXT_DEV;

class FakeDevice {
 public:
  enum Callback { kWait, kRead, kWrite, kAllocate, kDeallocate, kCallbacks };

  // The callbacks of this device, for ids from 0 on.
  ArrowBridgeDeviceCopier Copier();

  // Puts an array on the device as a producer does: the lengths of variadic buffers stay in main
  // memory. With an event, the buffers cannot be read before it was waited for.
  Log Put(const ArrayData& data, ArrowDeviceArray* out, int64_t id = 0, bool with_event = false);

  // The bytes of a buffer that the copier allocated; empty if there is none.
  Bytes BytesOf(const void* buffer) const;

  int calls(Callback callback) const { return calls_[callback]; }
  int all_calls() const;
  size_t allocated() const { return allocated_.size(); }
  int released() const { return released_; }
  void forget_releases() { released_ = 0; }
  int64_t bytes_read() const { return bytes_read_; }

  int fail_at = -1;  // the number of the call, of any callback, that fails with kCode and kText
  bool allocates_nothing = false;
  static constexpr int kCode = 2001;
  static constexpr const char* kText = "the card is gone";

 private:
  struct Buffer {
    Bytes bytes;
    int64_t id;
    bool pending;
  };

  struct Event {
    FakeDevice* device;
    std::vector<const void*> buffers;
  };

  static int Fail(ArrowBridgeError* error, int code, const std::string& text);
  const void* Add(const Bytes& bytes, int64_t id, bool pending);
  void PutBuffers(const ArrayData& data, ArrowArray* array, int64_t id, Event* event);
  int Begin(Callback callback, ArrowBridgeError* error);
  int Find(const void* buffer, int64_t id, int64_t end, Buffer** out, ArrowBridgeError* error);
  int Wait(int64_t id, void* event, ArrowBridgeError* error);
  int Read(int64_t id, const void* buffer, int64_t offset, int64_t size, void* to,
           ArrowBridgeError* error);
  int Write(int64_t id, const void* from, int64_t size, const void* buffer,
            ArrowBridgeError* error);
  int Allocate(int64_t id, int64_t size, void** out, ArrowBridgeError* error);
  void Deallocate(int64_t id, const void* buffer, int64_t size);

  mutable std::mutex mutex_;
  std::map<const void*, Buffer> buffers_;
  std::set<const void*> allocated_;
  std::vector<std::unique_ptr<Event>> events_;
  uintptr_t next_ = 0;
  int calls_[kCallbacks] = {};
  std::atomic<int> released_{0};
  int64_t bytes_read_ = 0;
};

// A stream of arrays on the device. Every second array has an event, and the ids differ.
std::shared_ptr<std::vector<Log>> MakeDeviceStream(FakeDevice* device, const ArrayData& schema,
                                                   const std::vector<ArrayData>& arrays,
                                                   ArrowDeviceArrayStream* out);

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_FAKE_DEVICE_H
