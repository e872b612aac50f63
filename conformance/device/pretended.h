/// \file pretended.h
/// A device that works on its own time, pretended in main memory. Its type is ARROW_DEVICE_EXT_DEV,
/// and its events, which the specification leaves to those who have one (DEV-10), are these.
///
/// `sync_event` of an ArrowDeviceArray of this device points to a struct ArrowBridgeDeviceEvent.
/// Until its `wait` has returned 0 the memory that the buffers point to cannot be touched; from
/// then on the CPU can read it where it is. An array without event can be read at once.
///
/// Consumers that are tested need nothing else of the kit; producers that are tested fill such
/// structs themselves.

#ifndef ARROWBRIDGE_CONFORMANCE_PRETENDED_H
#define ARROWBRIDGE_CONFORMANCE_PRETENDED_H

struct ArrowBridgeDeviceEvent {
  /// Waits until the data is there. From any thread, as often as wanted, until the array is
  /// released. 0, or an errno: then the data never comes.
  int (*wait)(struct ArrowBridgeDeviceEvent* self);
  /// The producer's own.
  void* private_data;
};

#endif  // ARROWBRIDGE_CONFORMANCE_PRETENDED_H
