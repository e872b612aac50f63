// Sends batches message by message, as a socket or a message queue would carry them.
#include <arrowbridge/arrowbridge.hpp>
#include <iostream>
int main() {
  using namespace arrowbridge;
  Reader reader = Reader::OpenIpcFile("timezones.arrow");
  IpcEncoder encoder = IpcEncoder::New(reader.GetSchema());
  IpcDecoder receiver = IpcDecoder::New();
  int64_t rows = 0;
  const auto receive = [&](UniqueArray batch) { rows += batch->length; };
  for (const Array& batch : reader) {
    encoder.Write(batch);
    for (auto m = encoder.Next(); m.kind != ARROWBRIDGE_IPC_MESSAGE_NONE; m = encoder.Next()) {
      receiver.FeedAll(m.data, m.size, receive);
    }
  }
  std::cout << rows << " rows\n";
  return rows == 312 ? 0 : 1;
}
