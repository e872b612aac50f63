// IPC in pieces: what a batch costs in a decoder that is given bytes, beside a reader of the same
// bytes (ipc_read_benchmark.cc), and in an encoder, beside a writer (ipc_write_benchmark.cc).
#include <benchmark/benchmark.h>

#include <algorithm>

#include "arrowbridge/arrowbridge.h"
#include "batches.h"
#include "ipc_bytes.h"

namespace {

constexpr int kBatches = 64;

// Arguments: columns, rows, bytes in a piece (0: all).
void DecodeIpc(benchmark::State& state) {
  const auto bytes = ipc::Stream(static_cast<int>(state.range(0)), state.range(1), kBatches);
  const auto size = static_cast<int64_t>(bytes.size());
  const int64_t most = state.range(2) == 0 ? size : state.range(2);
  ArrowBridgeError error;
  for (auto _ : state) {
    ArrowBridgeIpcDecoder* decoder;
    Check(ArrowBridgeIpcDecoderNew(nullptr, &decoder, &error), error);
    for (int64_t at = 0, used = 0; at < size; at += used) {
      ArrowArray batch;
      Check(ArrowBridgeIpcDecoderFeed(decoder, bytes.data() + at, std::min(most, size - at), &used,
                                      &batch, &error),
            error);
      if (batch.release != nullptr) batch.release(&batch);
    }
    ArrowBridgeIpcDecoderRelease(decoder);
  }
  state.SetItemsProcessed(state.iterations() * kBatches);
  state.SetBytesProcessed(state.iterations() * size);
}
BENCHMARK(DecodeIpc)->Args({10, 100, 0})->Args({10, 100, 4096})->Args({10, 65536, 65536});

// Arguments: columns, rows.
void EncodeIpc(benchmark::State& state) {
  StaticBatch source(static_cast<int>(state.range(0)), state.range(1));
  ArrowBridgeError error;
  ArrowSchema schema_struct;
  ArrowArray array;
  ArrowBridgeSchema* schema;
  ArrowBridgeArray* batch;
  ArrowBridgeIpcEncoder* encoder;
  source.Schema(&schema_struct);
  source.Array(&array);
  Check(ArrowBridgeImportSchema(&schema_struct, &schema, &error), error);
  Check(ArrowBridgeImportRecordBatch(&array, schema, &batch, &error), error);
  Check(ArrowBridgeIpcEncoderNew(schema, nullptr, &encoder, &error), error);
  int64_t bytes = 0;
  for (auto _ : state) {
    ArrowBridgeIpcMessage message;
    Check(ArrowBridgeIpcEncoderWrite(encoder, batch, nullptr, &error), error);
    do {
      Check(ArrowBridgeIpcEncoderNext(encoder, &message, &error), error);
      bytes += message.size;
    } while (message.kind != ARROWBRIDGE_IPC_MESSAGE_NONE);
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(bytes);
  ArrowBridgeIpcEncoderRelease(encoder);
  ArrowBridgeArrayRelease(batch);
  ArrowBridgeSchemaRelease(schema);
}
BENCHMARK(EncodeIpc)->Args({10, 100})->Args({10, 65536});

}  // namespace
