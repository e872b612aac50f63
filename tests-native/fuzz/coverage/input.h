// An input of the coverage-guided fuzzers: the data, and bytes that decide what is done with it.
// The latter are at the end, followed by a mark; an input without the mark is data as a whole, so
// that files of others can be used.

#ifndef ARROWBRIDGE_FUZZ_INPUT_H
#define ARROWBRIDGE_FUZZ_INPUT_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace arrowbridge_fuzz {

constexpr size_t kMostChoices = 64;

struct Input {
  std::vector<uint8_t> data;
  std::vector<uint8_t> choices;  // at most kMostChoices
};

Input Split(const uint8_t* bytes, size_t size);
// Writes at most `most` bytes and returns their number. Data that is too long is cut.
size_t Join(const Input& input, uint8_t* out, size_t most);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_INPUT_H
