// Pseudo-random numbers: the same seed gives the same numbers on every platform. Or numbers from an
// input, so that a change of the input changes one decision.

#ifndef ARROWBRIDGE_FUZZ_RANDOM_H
#define ARROWBRIDGE_FUZZ_RANDOM_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace arrowbridge_fuzz {

class Random {
 public:
  // Every round has its own state, so that it can be repeated alone.
  Random(uint64_t seed, uint64_t round) : state_(seed * 0x9E3779B97F4A7C15u ^ Mix(round + 1)) {}

  // The numbers of the input first, then pseudo-random ones that depend on all of it. The bytes are
  // borrowed.
  explicit Random(const std::vector<uint8_t>& input) : state_(input.size()), input_(&input) {
    for (const uint8_t byte : input) state_ = Mix(state_ ^ byte);
  }

  uint64_t Next() { return Number(8); }
  // A number below `limit`; 0 if `limit` is 0.
  size_t Below(size_t limit) {
    if (limit == 0) return 0;
    return static_cast<size_t>(Number(limit <= 256 ? 1 : limit <= 65536 ? 2 : 8) % limit);
  }
  bool OneIn(size_t chances) { return Below(chances) == 0; }
  template <typename T>
  const T& Choose(const std::vector<T>& values) {
    return values[Below(values.size())];
  }

  // A number that often breaks code; `size` is a size that occurs in the input.
  uint64_t Interesting(uint64_t size) {
    const uint64_t near = Below(17) - 8;
    switch (Below(8)) {
      case 0:
        return Below(4);
      case 1:
        return ~uint64_t{0} - Below(3);
      case 2:
        return (uint64_t{1} << Below(64)) + near;
      case 3:
        return size + near;
      case 4:
        return size / (1 + Below(16)) + near;
      case 5:
        return INT64_MAX - Below(20);
      case 6:
        return 8 * Below(64);
      default:
        return Next();
    }
  }

 private:
  // `width` bytes of the input, or what is left of them.
  uint64_t Number(size_t width) {
    if (input_ == nullptr || used_ >= input_->size()) return Mix(state_ += 0x9E3779B97F4A7C15u);
    uint64_t number = 0;
    for (; width > 0 && used_ < input_->size(); width--) number = number << 8 | (*input_)[used_++];
    return number;
  }

  static uint64_t Mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
  }

  uint64_t state_;
  const std::vector<uint8_t>* input_ = nullptr;
  size_t used_ = 0;
};

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_RANDOM_H
