// Reading an IPC stream in a fresh process, with each codec.
#include "fresh_process.h"

namespace {

void ReadStream(const fresh::Bytes& bytes) {
  ArrowBridgeError error;
  ArrowBridgeReader* reader;
  Check(ArrowBridgeOpenIpcBuffer(bytes.data(), static_cast<int64_t>(bytes.size()), nullptr, nullptr,
                                 nullptr, &reader, &error),
        error);
  for (int i = 0; i < 2; i++) {
    ArrowArray array;
    Check(ArrowBridgeReaderNext(reader, &array, &error), error);
    array.release(&array);
  }
  ArrowBridgeReaderRelease(reader);
}

const int kMeasured = fresh::MeasureIfRequested("arrowbridge", ReadStream);
const int kRegistered = fresh::Register("ReadInFreshProcess", "arrowbridge");

}  // namespace
