#include "support/fake_device.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <numeric>

#include <gtest/gtest.h>

namespace arrowbridge_tests {

int FakeDevice::Fail(ArrowBridgeError* error, int code, const std::string& text) {
  std::snprintf(error->message, sizeof(error->message), "%s", text.c_str());
  return code;
}

ArrowBridgeDeviceCopier FakeDevice::Copier() {
  ArrowBridgeDeviceCopier copier = {};
  copier.struct_size = sizeof(copier);
  copier.context = this;
  copier.release = [](void* self) { static_cast<FakeDevice*>(self)->released_++; };
  copier.wait = [](void* self, int64_t id, void* event, ArrowBridgeError* error) {
    return static_cast<FakeDevice*>(self)->Wait(id, event, error);
  };
  copier.copy_to_host = [](void* self, int64_t id, const void* buffer, int64_t offset, int64_t size,
                           void* to, ArrowBridgeError* error) {
    return static_cast<FakeDevice*>(self)->Read(id, buffer, offset, size, to, error);
  };
  copier.copy_from_host = [](void* self, int64_t id, const void* from, int64_t size, void* buffer,
                             ArrowBridgeError* error) {
    return static_cast<FakeDevice*>(self)->Write(id, from, size, buffer, error);
  };
  copier.allocate = [](void* self, int64_t id, int64_t size, void** out, ArrowBridgeError* error) {
    return static_cast<FakeDevice*>(self)->Allocate(id, size, out, error);
  };
  copier.deallocate = [](void* self, int64_t id, void* buffer, int64_t size) {
    static_cast<FakeDevice*>(self)->Deallocate(id, buffer, size);
  };
  return copier;
}

int FakeDevice::all_calls() const {
  return std::accumulate(calls_, calls_ + kDeallocate, 0);  // deallocating cannot fail
}

// Not a canonical address: an access is a fault. Not aligned either, since nobody computes with it.
const void* FakeDevice::Add(const Bytes& bytes, int64_t id, bool pending) {
  const auto* handle = reinterpret_cast<const void*>(0xDEAD000000000001u + 2 * next_++);
  buffers_[handle] = {bytes, id, pending};
  return handle;
}

Log FakeDevice::Put(const ArrayData& data, ArrowDeviceArray* out, int64_t id, bool with_event) {
  *out = {};
  const Log log = MakeArray(data, &out->array);
  out->device_id = id;
  out->device_type = kFakeType;
  const std::lock_guard<std::mutex> guard(mutex_);
  if (with_event) {
    events_.push_back(std::make_unique<Event>(Event{this, {}}));
    out->sync_event = events_.back().get();
  }
  PutBuffers(data, &out->array, id, static_cast<Event*>(out->sync_event));
  return log;
}

void FakeDevice::PutBuffers(const ArrayData& data, ArrowArray* array, int64_t id, Event* event) {
  const bool has_lengths = data.format[0] == 'v';
  for (size_t i = 0; i < data.buffers.size() - (has_lengths ? 1 : 0); i++) {
    if (!data.buffers[i].has_value()) continue;
    array->buffers[i] = Add(*data.buffers[i], id, event != nullptr);
    if (event != nullptr) event->buffers.push_back(array->buffers[i]);
  }
  for (size_t i = 0; i < data.children.size(); i++)
    PutBuffers(data.children[i], array->children[i], id, event);
  if (!data.dictionary.empty()) PutBuffers(data.dictionary[0], array->dictionary, id, event);
}

Bytes FakeDevice::BytesOf(const void* buffer) const {
  const std::lock_guard<std::mutex> guard(mutex_);
  const auto found = buffers_.find(buffer);
  return found == buffers_.end() ? Bytes() : found->second.bytes;
}

int FakeDevice::Begin(Callback callback, ArrowBridgeError* error) {
  const int number = all_calls();
  calls_[callback]++;
  return number == fail_at ? Fail(error, kCode, kText) : 0;
}

int FakeDevice::Wait(int64_t, void* event, ArrowBridgeError* error) {
  const std::lock_guard<std::mutex> guard(mutex_);
  if (const int code = Begin(kWait, error); code != 0) return code;
  auto* waited = static_cast<Event*>(event);
  if (waited->device != this) return Fail(error, EFAULT, "not an event of this device");
  for (const void* buffer : waited->buffers) buffers_.at(buffer).pending = false;
  return 0;
}

int FakeDevice::Find(const void* buffer, int64_t id, int64_t end, Buffer** out,
                     ArrowBridgeError* error) {
  const auto found = buffers_.find(buffer);
  if (found == buffers_.end()) return Fail(error, EFAULT, "not a buffer of the device");
  if (found->second.id != id) return Fail(error, EFAULT, "a buffer of another device");
  if (found->second.pending) return Fail(error, EFAULT, "the event was not waited for");
  if (end > static_cast<int64_t>(found->second.bytes.size()))
    return Fail(error, EFAULT, "past the end of a buffer of the device");
  *out = &found->second;
  return 0;
}

int FakeDevice::Read(int64_t id, const void* buffer, int64_t offset, int64_t size, void* to,
                     ArrowBridgeError* error) {
  const std::lock_guard<std::mutex> guard(mutex_);
  Buffer* found = nullptr;
  int code = Begin(kRead, error);
  if (code == 0 && (offset < 0 || size <= 0)) code = Fail(error, EFAULT, "an empty range");
  if (code == 0) code = Find(buffer, id, offset + size, &found, error);
  if (code != 0) return code;
  std::memcpy(to, found->bytes.data() + offset, static_cast<size_t>(size));
  bytes_read_ += size;
  return 0;
}

int FakeDevice::Write(int64_t id, const void* from, int64_t size, const void* buffer,
                      ArrowBridgeError* error) {
  const std::lock_guard<std::mutex> guard(mutex_);
  Buffer* found = nullptr;
  int code = Begin(kWrite, error);
  if (code == 0) code = Find(buffer, id, size, &found, error);
  if (code == 0) std::memcpy(found->bytes.data(), from, static_cast<size_t>(size));
  return code;
}

int FakeDevice::Allocate(int64_t id, int64_t size, void** out, ArrowBridgeError* error) {
  const std::lock_guard<std::mutex> guard(mutex_);
  *out = reinterpret_cast<void*>(0xCC);  // what a failed call leaves has no meaning
  if (const int code = Begin(kAllocate, error); code != 0) return code;
  *out = nullptr;
  if (allocates_nothing) return 0;
  if (size <= 0) return Fail(error, EFAULT, "an empty buffer");
  const void* buffer = Add(Bytes(static_cast<size_t>(size), 0xCC), id, false);
  allocated_.insert(buffer);
  *out = const_cast<void*>(buffer);
  return 0;
}

void FakeDevice::Deallocate(int64_t id, const void* buffer, int64_t size) {
  const std::lock_guard<std::mutex> guard(mutex_);
  calls_[kDeallocate]++;
  EXPECT_EQ(allocated_.erase(buffer), 1u) << "not allocated, or freed before";
  const auto found = buffers_.find(buffer);
  ASSERT_NE(found, buffers_.end());
  EXPECT_EQ(found->second.id, id);
  EXPECT_EQ(static_cast<int64_t>(found->second.bytes.size()), size);
  buffers_.erase(found);
}

namespace {

struct Stream {
  FakeDevice* device;
  ArrayData schema;
  std::vector<ArrayData> arrays;
  size_t next;
  std::shared_ptr<std::vector<Log>> logs;
};

Stream* Of(ArrowDeviceArrayStream* self) { return static_cast<Stream*>(self->private_data); }

int GetSchema(ArrowDeviceArrayStream* self, ArrowSchema* out) {
  Of(self)->logs->push_back(MakeSchema(Of(self)->schema, out));
  return 0;
}

int GetNext(ArrowDeviceArrayStream* self, ArrowDeviceArray* out) {
  Stream* stream = Of(self);
  out->array.release = nullptr;
  if (stream->next == stream->arrays.size()) return 0;
  const size_t i = stream->next++;
  stream->logs->push_back(
      stream->device->Put(stream->arrays[i], out, static_cast<int64_t>(i), i % 2 == 1));
  return 0;
}

void Release(ArrowDeviceArrayStream* self) {
  delete Of(self);
  self->release = nullptr;
}

}  // namespace

std::shared_ptr<std::vector<Log>> MakeDeviceStream(FakeDevice* device, const ArrayData& schema,
                                                   const std::vector<ArrayData>& arrays,
                                                   ArrowDeviceArrayStream* out) {
  auto logs = std::make_shared<std::vector<Log>>();
  *out = {kFakeType, GetSchema,
          GetNext,   [](ArrowDeviceArrayStream*) -> const char* {
            return nullptr; },
          Release,   new Stream{device, schema, arrays, 0, logs}};
  return logs;
}

}  // namespace arrowbridge_tests
