// Copies between a device and main memory: what a batch costs. The device is main memory, so that
// only the walk, the callbacks and the copies are measured.
#include <benchmark/benchmark.h>

#include <cstring>
#include <vector>

#include "arrowbridge/arrowbridge.h"
#include "batches.h"

namespace {

constexpr ArrowDeviceType kType = ARROW_DEVICE_EXT_DEV;

// Memory of the device, which is taken anew when all of it was freed: malloc() would measure page
// faults.
struct Arena {
  std::vector<char> memory = std::vector<char>(64 << 20);
  size_t used = 0;
  int buffers = 0;
};
Arena arena;

ArrowBridgeDeviceCopier Copier() {
  ArrowBridgeDeviceCopier copier = {};
  copier.struct_size = sizeof(copier);
  copier.copy_to_host = [](void*, int64_t, const void* from, int64_t offset, int64_t size, void* to,
                           ArrowBridgeError*) {
    std::memcpy(to, static_cast<const char*>(from) + offset, static_cast<size_t>(size));
    return 0;
  };
  copier.copy_from_host = [](void*, int64_t, const void* from, int64_t size, void* to,
                             ArrowBridgeError*) {
    std::memcpy(to, from, static_cast<size_t>(size));
    return 0;
  };
  copier.allocate = [](void*, int64_t, int64_t size, void** out, ArrowBridgeError*) {
    *out = &arena.memory[arena.used];
    arena.used += (static_cast<size_t>(size) + 63) & ~size_t{63};
    arena.buffers++;
    return 0;
  };
  copier.deallocate = [](void*, int64_t, void*, int64_t) {
    if (--arena.buffers == 0) arena.used = 0;
  };
  return copier;
}

// Calls `copy` with the schema of the batch once per iteration, while the copier is registered.
// Arguments: columns, rows.
template <typename Copy>
void Measure(benchmark::State& state, const Copy& copy) {
  const StaticBatch source(static_cast<int>(state.range(0)), state.range(1));
  const ArrowBridgeDeviceCopier copier = Copier();
  ArrowBridgeError error;
  ArrowSchema given;
  ArrowBridgeSchema* schema;
  source.Schema(&given);
  Check(ArrowBridgeImportSchema(&given, &schema, &error), error);
  Check(ArrowBridgeRegisterDeviceCopier(kType, &copier, &error), error);
  const int64_t before = ArrowBridgeBytesCopied();
  for (auto _ : state) Check(copy(source, schema, &error), error);
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(ArrowBridgeBytesCopied() - before);
  Check(ArrowBridgeUnregisterDeviceCopier(kType, &error), error);
  ArrowBridgeSchemaRelease(schema);
}

void CopyFromDevice(benchmark::State& state) {
  Measure(state, [](const StaticBatch& source, auto* schema, auto* error) {
    ArrowDeviceArray device = {};
    ArrowArray copy;
    source.Array(&device.array);
    device.device_type = kType;
    const int code = ArrowBridgeArrayCopyFromDevice(&device, schema, &copy, error);
    if (code == 0) copy.release(&copy);
    return code;
  });
}
BENCHMARK(CopyFromDevice)->Args({10, 100})->Args({10, 65536});

void CopyToDevice(benchmark::State& state) {
  Measure(state, [](const StaticBatch& source, auto* schema, auto* error) {
    ArrowArray array;
    ArrowDeviceArray device;
    source.Array(&array);
    const int code = ArrowBridgeArrayCopyToDevice(&array, schema, kType, 0, &device, error);
    if (code == 0) device.array.release(&device.array);
    return code;
  });
}
BENCHMARK(CopyToDevice)->Args({10, 100})->Args({10, 65536});

}  // namespace
