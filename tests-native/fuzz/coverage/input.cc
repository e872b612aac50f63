#include "input.h"

#include <algorithm>
#include <cstring>

namespace arrowbridge_fuzz {
namespace {

constexpr char kMark[] = {'c', 'h', 'o', 'i', 'c', 'e', 's'};
constexpr size_t kMarked = sizeof(kMark) + 1;  // the number of bytes, and the mark

}  // namespace

Input Split(const uint8_t* bytes, size_t size) {
  Input input;
  size_t count = 0;
  size_t end = size;
  if (size >= kMarked && std::memcmp(bytes + size - sizeof(kMark), kMark, sizeof(kMark)) == 0) {
    end = size - kMarked;
    count = std::min({static_cast<size_t>(bytes[end]), end, kMostChoices});
  }
  input.data.assign(bytes, bytes + end - count);
  input.choices.assign(bytes + end - count, bytes + end);
  return input;
}

size_t Join(const Input& input, uint8_t* out, size_t most) {
  const size_t added = input.choices.size() + kMarked;
  const bool fits = most >= added && !input.choices.empty();
  const size_t size = std::min(input.data.size(), fits ? most - added : most);
  std::copy_n(input.data.begin(), size, out);
  if (!fits) return size;
  uint8_t* at = std::copy(input.choices.begin(), input.choices.end(), out + size);
  *at++ = static_cast<uint8_t>(input.choices.size());
  std::copy_n(kMark, sizeof(kMark), at);
  return size + added;
}

}  // namespace arrowbridge_fuzz
