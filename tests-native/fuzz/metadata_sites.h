// Where the messages of an IPC stream or file are, and the numbers in their metadata that may be
// altered.

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

// As far as they can be followed; broken input ends the list.
std::vector<MessagePosition> FindMessages(const Bytes& bytes);

// Entries of vtables, offsets, lengths of vectors, scalars, members of structs.
std::vector<Site> MessageSites(const Bytes& bytes, const MessagePosition& message);

// The same of a file's footer; none where this is no file.
std::vector<Site> FooterSites(const Bytes& bytes);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_METADATA_SITES_H
