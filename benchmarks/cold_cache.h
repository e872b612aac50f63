// Evicts the caches of the processor, for benchmarks of data that nobody has read lately.
#ifndef ARROWBRIDGE_BENCHMARKS_COLD_CACHE_H
#define ARROWBRIDGE_BENCHMARKS_COLD_CACHE_H

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <vector>

class ColdCache {
 public:
  ColdCache() : memory_(2 * LastLevelSize()) {}

  // Writes twice the size of the largest cache.
  void Evict() {
    round_++;
    std::fill(memory_.begin(), memory_.end(), round_);
  }

 private:
  // A virtual machine may report no cache, or one that it shares with many others.
  static size_t LastLevelSize() {
    long size = 0;
#if defined(_SC_LEVEL3_CACHE_SIZE)
    size = sysconf(_SC_LEVEL3_CACHE_SIZE);
#endif
    return static_cast<size_t>(std::clamp(size, 32L << 20, 128L << 20));
  }

  std::vector<uint8_t> memory_;
  uint8_t round_ = 0;
};

#endif
