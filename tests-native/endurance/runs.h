// Shared by the endurance runs: when they end, and what must hold then.

#ifndef ARROWBRIDGE_TESTS_ENDURANCE_RUNS_H
#define ARROWBRIDGE_TESTS_ENDURANCE_RUNS_H

#include <atomic>
#include <chrono>
#include <cstdlib>

#include "support/internal.h"
#include "support/batch_repeater.h"

namespace arrowbridge_tests {

// A run takes ARROWBRIDGE_ENDURANCE_SECONDS. Resident memory is measured after a quarter of that
// time and at the end, when it must not have grown.
class Endurance {
 public:
  Endurance() : begin_(Clock::now()) {
    const char* seconds = std::getenv("ARROWBRIDGE_ENDURANCE_SECONDS");
    length_ = std::chrono::duration<double>(seconds == nullptr ? 1 : std::atof(seconds));
  }
  ~Endurance() {
    EXPECT_GT(rounds_, 0);
    EXPECT_LT(Resident(), (early_ == 0 ? Resident() : early_) + kMore);
    InternalArrowBridgeCollect();
    EXPECT_TRUE(NothingAlive());
    ::testing::Test::RecordProperty("rounds", std::to_string(rounds_));
    std::printf("%lld rounds\n", static_cast<long long>(rounds_));
  }

  // Call from one thread only.
  bool Continues() {
    const auto passed = Clock::now() - begin_;
    if (early_ == 0 && passed > length_ / 4) early_ = Resident();
    if (passed > length_) return false;
    ++rounds_;
    return true;
  }

 private:
  using Clock = std::chrono::steady_clock;
  // Heaps and stacks of threads take a while to reach their final size.
  static constexpr int64_t kMore = 16 << 20;

  Clock::time_point begin_;
  std::chrono::duration<double> length_{};
  int64_t early_ = 0;
  int64_t rounds_ = 0;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_ENDURANCE_RUNS_H
