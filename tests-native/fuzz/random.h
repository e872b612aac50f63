// Pseudo-random numbers: the same seed gives the same numbers on every platform.

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

  uint64_t Next() { return Mix(state_ += 0x9E3779B97F4A7C15u); }
  // A number below `limit`; 0 if `limit` is 0.
  size_t Below(size_t limit) { return limit == 0 ? 0 : static_cast<size_t>(Next() % limit); }
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
  static uint64_t Mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
  }

  uint64_t state_;
};

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_RANDOM_H
