// Finds the messages of an IPC stream or file, and the numbers in their metadata that may be
// changed.

#ifndef ARROWBRIDGE_FUZZ_METADATA_SITES_H
#define ARROWBRIDGE_FUZZ_METADATA_SITES_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace arrowbridge_fuzz {

using Bytes = std::vector<uint8_t>;

// A number of 1, 2, 4 or 8 bytes.
struct Site {
  size_t at;
  size_t width;
};

struct MessagePosition {
  size_t start;     // of the prefix
  size_t metadata;  // of the flatbuffer
  size_t metadata_size;
  size_t body;
  size_t body_size;
  size_t end;
};

// The messages that can be found; broken input ends the list.
std::vector<MessagePosition> FindMessages(const Bytes& bytes);

// Vtable entries, offsets, vector lengths, scalars and struct members.
std::vector<Site> MessageSites(const Bytes& bytes, const MessagePosition& message);

// The same for a file's footer; empty if the input is not a file.
std::vector<Site> FooterSites(const Bytes& bytes);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_METADATA_SITES_H
