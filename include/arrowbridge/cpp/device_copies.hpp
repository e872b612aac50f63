/// \file device_copies.hpp
/// Copies between devices and main memory; device.h describes them. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_DEVICE_COPIES_HPP
#define ARROWBRIDGE_CPP_DEVICE_COPIES_HPP

#include <memory>

#include "arrowbridge/cpp/callables.hpp"
#include "arrowbridge/cpp/device.hpp"
#include "arrowbridge/cpp/schema.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

/// Copies to and from the memory of a type of device: struct ArrowBridgeDeviceCopier as a class.
/// Methods are called on any thread, and on several at the same time. An exception becomes the code
/// and the message of a failure as in Reader::TryFromFunction(). What is not overridden fails with
/// ENOTSUP.
class DeviceCopier {
 public:
  virtual ~DeviceCopier() = default;

  /// Waits until the data of an array can be read.
  virtual Status Wait(int64_t device_id, void* sync_event) {
    (void)device_id, (void)sync_event;
    return Status(ENOTSUP, "DeviceCopier::Wait is not implemented");
  }
  /// Copies a part of a buffer to main memory.
  virtual Status CopyToHost(int64_t device_id, const void* buffer, int64_t offset, int64_t size,
                            void* to) {
    (void)device_id, (void)buffer, (void)offset, (void)size, (void)to;
    return Status(ENOTSUP, "DeviceCopier::CopyToHost is not implemented");
  }
  /// Copies main memory to the begin of a buffer.
  virtual Status CopyFromHost(int64_t device_id, const void* from, int64_t size, void* buffer) {
    (void)device_id, (void)from, (void)size, (void)buffer;
    return Status(ENOTSUP, "DeviceCopier::CopyFromHost is not implemented");
  }
  /// Allocates a buffer on the device.
  virtual Result<void*> Allocate(int64_t device_id, int64_t size) {
    (void)device_id, (void)size;
    return Status(ENOTSUP, "DeviceCopier::Allocate is not implemented");
  }
  /// Frees such a buffer.
  virtual void Deallocate(int64_t device_id, void* buffer, int64_t size) noexcept {
    (void)device_id, (void)buffer, (void)size;
  }
};

namespace detail {

inline ArrowBridgeDeviceCopier CallbacksOf(DeviceCopier* copier) {
  ArrowBridgeDeviceCopier callbacks = {};
  callbacks.struct_size = sizeof(callbacks);
  callbacks.context = copier;
  callbacks.release = Delete<DeviceCopier>;
  callbacks.wait = [](void* self, int64_t id, void* event, ArrowBridgeError* error) {
    return AnswerC(error, [&] { return static_cast<DeviceCopier*>(self)->Wait(id, event); });
  };
  callbacks.copy_to_host = [](void* self, int64_t id, const void* buffer, int64_t offset,
                              int64_t size, void* to, ArrowBridgeError* error) {
    return AnswerC(error, [&] {
      return static_cast<DeviceCopier*>(self)->CopyToHost(id, buffer, offset, size, to);
    });
  };
  callbacks.copy_from_host = [](void* self, int64_t id, const void* from, int64_t size,
                                void* buffer, ArrowBridgeError* error) {
    return AnswerC(error, [&] {
      return static_cast<DeviceCopier*>(self)->CopyFromHost(id, from, size, buffer);
    });
  };
  callbacks.allocate = [](void* self, int64_t id, int64_t size, void** out,
                          ArrowBridgeError* error) {
    return AnswerC(error, [&] {
      Result<void*> made = static_cast<DeviceCopier*>(self)->Allocate(id, size);
      if (made.ok()) *out = *made;
      return std::move(made).status();
    });
  };
  callbacks.deallocate = [](void* self, int64_t id, void* buffer, int64_t size) {
    static_cast<DeviceCopier*>(self)->Deallocate(id, buffer, size);
  };
  return callbacks;
}

}  // namespace detail

/// Registers callbacks for a device type. Their `release` is called in every outcome.
inline Status TryRegisterDeviceCopier(ArrowDeviceType device_type,
                                      const ArrowBridgeDeviceCopier& callbacks) {
  return detail::Run(
      [&](auto* error) { return ArrowBridgeRegisterDeviceCopier(device_type, &callbacks, error); });
}
/// Registers an object, which is destroyed when it is unregistered and nothing uses it any more.
inline Status TryRegisterDeviceCopier(ArrowDeviceType device_type,
                                      std::unique_ptr<DeviceCopier> copier) {
  if (copier == nullptr) return Status(EINVAL, "TryRegisterDeviceCopier: 'copier' is empty");
  return TryRegisterDeviceCopier(device_type, detail::CallbacksOf(copier.release()));
}

inline Status TryUnregisterDeviceCopier(ArrowDeviceType device_type) {
  return detail::Run(
      [&](auto* error) { return ArrowBridgeUnregisterDeviceCopier(device_type, error); });
}

/// Copies a device array of this type to main memory.
inline Result<UniqueArray> TryCopyFromDevice(UniqueDeviceArray array, const Schema& type) {
  UniqueArray made;
  return detail::RunFor(made, [&](auto* error) {
    return ArrowBridgeArrayCopyFromDevice(array.get(), type.get(), made.out(), error);
  });
}
/// Makes a stream of copies in main memory.
inline Result<UniqueStream> TryCopyFromDevice(UniqueDeviceStream stream) {
  return detail::Convert(ArrowBridgeStreamCopyFromDevice, stream);
}

/// Makes a device array from an array of this type in main memory.
inline Result<UniqueDeviceArray> TryCopyToDevice(UniqueArray array, const Schema& type,
                                                 ArrowDeviceType device_type, int64_t device_id) {
  UniqueDeviceArray made;
  return detail::RunFor(made, [&](auto* error) {
    return ArrowBridgeArrayCopyToDevice(array.get(), type.get(), device_type, device_id, made.out(),
                                        error);
  });
}
/// Makes a device stream of copies.
inline Result<UniqueDeviceStream> TryCopyToDevice(UniqueStream stream, ArrowDeviceType device_type,
                                                  int64_t device_id) {
  UniqueDeviceStream made;
  return detail::RunFor(made, [&](auto* error) {
    return ArrowBridgeStreamCopyToDevice(stream.get(), device_type, device_id, made.out(), error);
  });
}

#if ARROWBRIDGE_EXCEPTIONS
inline void RegisterDeviceCopier(ArrowDeviceType device_type,
                                 const ArrowBridgeDeviceCopier& callbacks) {
  TryRegisterDeviceCopier(device_type, callbacks).ThrowIfFailed();
}
inline void RegisterDeviceCopier(ArrowDeviceType device_type,
                                 std::unique_ptr<DeviceCopier> copier) {
  TryRegisterDeviceCopier(device_type, std::move(copier)).ThrowIfFailed();
}
inline void UnregisterDeviceCopier(ArrowDeviceType device_type) {
  TryUnregisterDeviceCopier(device_type).ThrowIfFailed();
}
inline UniqueArray CopyFromDevice(UniqueDeviceArray array, const Schema& type) {
  return TryCopyFromDevice(std::move(array), type).value();
}
inline UniqueStream CopyFromDevice(UniqueDeviceStream stream) {
  return TryCopyFromDevice(std::move(stream)).value();
}
inline UniqueDeviceArray CopyToDevice(UniqueArray array, const Schema& type,
                                      ArrowDeviceType device_type, int64_t device_id) {
  return TryCopyToDevice(std::move(array), type, device_type, device_id).value();
}
inline UniqueDeviceStream CopyToDevice(UniqueStream stream, ArrowDeviceType device_type,
                                       int64_t device_id) {
  return TryCopyToDevice(std::move(stream), device_type, device_id).value();
}
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_DEVICE_COPIES_HPP
