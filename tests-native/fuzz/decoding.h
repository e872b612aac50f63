// IPC data as bytes in pieces and as single messages.

#ifndef ARROWBRIDGE_FUZZ_DECODING_H
#define ARROWBRIDGE_FUZZ_DECODING_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace arrowbridge_fuzz {

// Gives all bytes to a decoder in pieces of `most` bytes. It may keep at most `memory` bytes.
void DecodeInPieces(const std::vector<uint8_t>& bytes, size_t most, int64_t memory);

// Gives the first two messages to a decoder, the second with its body apart.
void DecodeMessages(const std::vector<uint8_t>& bytes);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_DECODING_H
