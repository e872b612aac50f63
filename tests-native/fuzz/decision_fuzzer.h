// Fuzzers whose input is the list of decisions of a round, not a file.

#ifndef ARROWBRIDGE_FUZZ_DECISION_FUZZER_H
#define ARROWBRIDGE_FUZZ_DECISION_FUZZER_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness.h"

namespace arrowbridge_fuzz {

class DecisionFuzzer : public Fuzzer {
 public:
  void Input(const std::vector<uint8_t>&) override {
    Fail("this fuzzer has no files; repeat a round");
  }

  std::vector<std::vector<uint8_t>> StartingInputs() override {
    constexpr uint64_t kSeeds = 500;
    constexpr size_t kSeedBytes = 300;
    std::vector<std::vector<uint8_t>> seeds;
    for (uint64_t round = 0; round < kSeeds; round++) {
      Random random(1, round);
      seeds.emplace_back(kSeedBytes);
      for (uint8_t& byte : seeds.back()) byte = static_cast<uint8_t>(random.Next());
    }
    return seeds;
  }

  void Run(const std::vector<uint8_t>& bytes, Random*) override {
    Random choices(bytes);
    Round(&choices);
  }

  void Alter(std::vector<uint8_t>* bytes, const std::vector<uint8_t>& other,
             Random* random) override {
    if (bytes->empty()) return;
    const size_t at = random->Below(bytes->size());
    if (random->OneIn(4)) {  // the decisions of another input from here on
      bytes->resize(at);
      const auto from = static_cast<std::ptrdiff_t>(std::min(at, other.size()));
      bytes->insert(bytes->end(), other.begin() + from, other.end());
    } else {
      (*bytes)[at] = static_cast<uint8_t>(random->Next());
    }
  }
};

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_DECISION_FUZZER_H
