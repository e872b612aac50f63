// libarrowbridge between the kit's simulated device and main memory, by a copier for that device.
#include <arrowbridge/arrowbridge.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/pretended.h"

int BridgeRead(struct ArrowArrayStream* stream);
int BridgeBatches(struct ArrowArrayStream* out);

static int Wait(void* context, int64_t device_id, void* sync_event,
                struct ArrowBridgeError* error) {
  struct ArrowBridgeDeviceEvent* event = (struct ArrowBridgeDeviceEvent*)sync_event;
  int code = event->wait(event);
  (void)context;
  if (code != 0) {
    snprintf(error->message, sizeof(error->message), "device %d never finishes", (int)device_id);
  }
  return code;
}

static int CopyToHost(void* context, int64_t device_id, const void* buffer, int64_t offset,
                      int64_t size, void* to, struct ArrowBridgeError* error) {
  (void)context, (void)device_id, (void)error;
  memcpy(to, (const char*)buffer + offset, (size_t)size);
  return 0;
}

static int CopyFromHost(void* context, int64_t device_id, const void* from, int64_t size,
                        void* buffer, struct ArrowBridgeError* error) {
  (void)context, (void)device_id, (void)error;
  memcpy(buffer, from, (size_t)size);
  return 0;
}

static int Allocate(void* context, int64_t device_id, int64_t size, void** out,
                    struct ArrowBridgeError* error) {
  (void)context, (void)device_id, (void)error;
  *out = aligned_alloc(64, ((size_t)size + 63) & ~(size_t)63);
  if (*out == NULL) abort();
  return 0;
}

static void Deallocate(void* context, int64_t device_id, void* buffer, int64_t size) {
  (void)context, (void)device_id, (void)size;
  free(buffer);
}

// Each scenario is a process of its own, which may call a function several times.
static void Register(void) {
  static int is_done;
  const struct ArrowBridgeDeviceCopier copier = {.struct_size = sizeof(copier),
                                                 .wait = Wait,
                                                 .copy_to_host = CopyToHost,
                                                 .copy_from_host = CopyFromHost,
                                                 .allocate = Allocate,
                                                 .deallocate = Deallocate};
  if (is_done++ > 0) return;
  if (ArrowBridgeRegisterDeviceCopier(ARROW_DEVICE_EXT_DEV, &copier, NULL) != 0) abort();
}

static int PrintError(int code, const struct ArrowBridgeError* error) {
  if (code != 0) fprintf(stderr, "%s\n", error->message);
  return code;
}

// Copies the arrays of a device stream to main memory and reads every value.
int BridgeReadDevice(struct ArrowDeviceArrayStream* stream);
int BridgeReadDevice(struct ArrowDeviceArrayStream* stream) {
  struct ArrowBridgeError error = {""};
  struct ArrowArrayStream host;
  Register();
  int code = ArrowBridgeStreamCopyFromDevice(stream, &host, &error);
  return code != 0 ? PrintError(code, &error) : BridgeRead(&host);
}

// Batches on the simulated device, without events, since the copies have finished.
int BridgeDevice(struct ArrowDeviceArrayStream* out);
int BridgeDevice(struct ArrowDeviceArrayStream* out) {
  struct ArrowBridgeError error = {""};
  struct ArrowArrayStream host;
  Register();
  int code = BridgeBatches(&host);
  if (code != 0) return code;
  return PrintError(ArrowBridgeStreamCopyToDevice(&host, ARROW_DEVICE_EXT_DEV, 0, out, &error),
                    &error);
}

// Copies the stream to the device and back.
int BridgePassDeviceCopy(struct ArrowArrayStream* in, struct ArrowArrayStream* out);
int BridgePassDeviceCopy(struct ArrowArrayStream* in, struct ArrowArrayStream* out) {
  struct ArrowBridgeError error = {""};
  struct ArrowDeviceArrayStream device;
  Register();
  int code = ArrowBridgeStreamCopyToDevice(in, ARROW_DEVICE_EXT_DEV, 0, &device, &error);
  if (code == 0) code = ArrowBridgeStreamCopyFromDevice(&device, out, &error);
  return PrintError(code, &error);
}
