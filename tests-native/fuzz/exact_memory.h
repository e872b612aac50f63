// Memory that ends exactly at the end of an input, so that a read past it is detected.

#ifndef ARROWBRIDGE_FUZZ_EXACT_MEMORY_H
#define ARROWBRIDGE_FUZZ_EXACT_MEMORY_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace arrowbridge_fuzz {

// A block of malloc(), for memory checkers. Where libFuzzer runs the fuzzer: pages before an
// unmapped one, since no checker watches the C# there.
class ExactMemory {
 public:
  // The bytes begin at an odd address if `shift` is set.
  ExactMemory(const std::vector<uint8_t>& bytes, size_t shift);
  ~ExactMemory();
  ExactMemory(const ExactMemory&) = delete;
  ExactMemory& operator=(const ExactMemory&) = delete;
  const uint8_t* data() const { return data_; }
  // A release callback.
  static void Release(void* memory) { delete static_cast<ExactMemory*>(memory); }

 private:
  uint8_t* memory_;
  uint8_t* end_ = nullptr;  // of the pages
  uint8_t* data_;
};

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_EXACT_MEMORY_H
