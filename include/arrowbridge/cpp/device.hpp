/// \file device.hpp
/// Device arrays and streams in main memory; device.h describes them. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_DEVICE_HPP
#define ARROWBRIDGE_CPP_DEVICE_HPP

#include "arrowbridge/cpp/structs.hpp"
#include "arrowbridge/device.h"

ARROWBRIDGE_BEGIN_NAMESPACE

namespace detail {

// Converts a struct by a function of device.h, which consumes it.
template <typename To, typename From>
Result<UniqueStruct<To>> Convert(int (*convert)(From*, To*, ArrowBridgeError*),
                                 UniqueStruct<From>& from) {
  UniqueStruct<To> made;
  return RunFor(made, [&](auto* error) { return convert(from.get(), made.out(), error); });
}

}  // namespace detail

/// Wraps an array in main memory: device type ARROW_DEVICE_CPU, no event.
inline Result<UniqueDeviceArray> TryToDevice(UniqueArray array) {
  return detail::Convert(ArrowBridgeArrayToDevice, array);
}
/// Wraps a stream of arrays in main memory.
inline Result<UniqueDeviceStream> TryToDevice(UniqueStream stream) {
  return detail::Convert(ArrowBridgeStreamToDevice, stream);
}

/// Moves the array out of a device array that the CPU can read.
inline Result<UniqueArray> TryFromDevice(UniqueDeviceArray array) {
  return detail::Convert(ArrowBridgeArrayFromDevice, array);
}
/// Makes a plain stream of a device stream whose arrays the CPU can read.
inline Result<UniqueStream> TryFromDevice(UniqueDeviceStream stream) {
  return detail::Convert(ArrowBridgeStreamFromDevice, stream);
}

#if ARROWBRIDGE_EXCEPTIONS
inline UniqueDeviceArray ToDevice(UniqueArray array) {
  return TryToDevice(std::move(array)).value();
}
inline UniqueDeviceStream ToDevice(UniqueStream stream) {
  return TryToDevice(std::move(stream)).value();
}
inline UniqueArray FromDevice(UniqueDeviceArray array) {
  return TryFromDevice(std::move(array)).value();
}
inline UniqueStream FromDevice(UniqueDeviceStream stream) {
  return TryFromDevice(std::move(stream)).value();
}
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_DEVICE_HPP
