// Sends batches as messages with metadata and body apart, as Arrow Flight does.
#include <arrowbridge/arrowbridge.hpp>
#include <iostream>
int main() {
  using namespace arrowbridge;
  Reader reader = Reader::OpenIpcFile("timezones.arrow");
  IpcEncoder encoder = IpcEncoder::New(reader.GetSchema());
  IpcDecoder receiver = IpcDecoder::New();
  int64_t rows = 0;
  for (const Array& batch : reader) {
    encoder.Write(batch);
    for (auto m = encoder.Next(); m.kind != ARROWBRIDGE_IPC_MESSAGE_NONE; m = encoder.Next()) {
      auto got = receiver.FeedMessage(m.metadata, m.metadata_size, m.body, m.body_size);
      rows += got ? got->length : 0;
    }
  }
  std::cout << rows << " rows\n";
  return rows == 312 ? 0 : 1;
}
