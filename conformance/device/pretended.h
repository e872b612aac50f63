/// \file pretended.h
/// A simulated device for tests. Its data is in main memory, but becomes readable only when an
/// event has been waited for. Its device type is ARROW_DEVICE_EXT_DEV. The specification leaves the
/// type of events to the device (DEV-10); this header defines it.
///
/// `sync_event` of an ArrowDeviceArray of this device points to a struct ArrowBridgeDeviceEvent.
/// The memory of the buffers cannot be accessed until `wait` has returned 0; after that the CPU can
/// read it at the same addresses. An array whose `sync_event` is NULL can be read at once.
///
/// Consumers under test need nothing else of the kit. Producers under test fill such structs.

#ifndef ARROWBRIDGE_CONFORMANCE_PRETENDED_H
#define ARROWBRIDGE_CONFORMANCE_PRETENDED_H

struct ArrowBridgeDeviceEvent {
  /// Waits until the data can be read. Can be called from any thread, any number of times, until
  /// the array is released. Returns 0, or an errno if the data will never be available.
  int (*wait)(struct ArrowBridgeDeviceEvent* self);
  /// For the producer only.
  void* private_data;
};

#endif  // ARROWBRIDGE_CONFORMANCE_PRETENDED_H
