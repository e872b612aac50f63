// Replaces malloc in a test program and lets allocations made by the library fail. Each allocation
// of a scenario fails once, first alone and then together with all that follow. Include this in one
// source file of a program only; works with glibc only.

#ifndef ARROWBRIDGE_TESTS_ALLOCATION_FAILURES_H
#define ARROWBRIDGE_TESTS_ALLOCATION_FAILURES_H

#include <link.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>

#include "support/ipc_outputs.h"
#include "support/reader_fixture.h"

namespace failing_malloc {

struct Range {
  uintptr_t begin = 0, end = 0;
};

// Address range of the library's code.
inline Range FindLibrary() {
  Range range;
  dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* out) {
        if (std::strstr(info->dlpi_name, "libarrowbridge.so") == nullptr) return 0;
        auto* found = static_cast<Range*>(out);
        for (int i = 0; i < info->dlpi_phnum; ++i) {
          const auto& segment = info->dlpi_phdr[i];
          if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
          found->begin = info->dlpi_addr + segment.p_vaddr;
          found->end = found->begin + segment.p_memsz;
        }
        return 1;
      },
      &range);
  return range;
}

inline const Range library = FindLibrary();
inline thread_local int64_t countdown = -1;  // below zero: no allocation fails
inline thread_local bool all_following = false;
inline thread_local int64_t failed = 0;

inline bool ShouldFail(const void* caller) {
  if (countdown < 0) return false;
  const auto address = reinterpret_cast<uintptr_t>(caller);
  if (address < library.begin || address >= library.end) return false;
  if (countdown > 0) {
    --countdown;
    return false;
  }
  if (!all_following) countdown = -1;
  ++failed;
  errno = ENOMEM;
  return true;
}

}  // namespace failing_malloc

extern "C" {
void* __libc_malloc(size_t size);
void* malloc(size_t size) {
  return failing_malloc::ShouldFail(__builtin_return_address(0)) ? nullptr : __libc_malloc(size);
}
}

namespace arrowbridge_tests {

// Memory that the library keeps for reuse is not allocated, and is given back where memory lacks.
inline const int kNothingIsKept = setenv("ARROWBRIDGE_POOL_LIMIT", "0", 1);

// While it exists, the allocation with this number (counted from 0) fails.
class FailingAllocation {
 public:
  FailingAllocation(int64_t number, bool all_that_follow) {
    failing_malloc::failed = 0;
    failing_malloc::all_following = all_that_follow;
    failing_malloc::countdown = number;
  }
  ~FailingAllocation() { failing_malloc::countdown = -1; }
};

class AllocationFailures : public IpcWriteTest, public ::testing::WithParamInterface<bool> {
 protected:
  // Runs the scenario once per allocation, with that allocation failing, until a run makes fewer
  // allocations than that. The scenario returns the first code that is not 0.
  void Each(const std::function<int()>& scenario) {
    ASSERT_NE(failing_malloc::library.begin, 0u);
    ASSERT_EQ(scenario(), 0)
        << error_.message;  // this run makes the allocations that happen only once
    int64_t number = 0;
    for (;; ++number) {
      SCOPED_TRACE("allocation " + std::to_string(number));
      const auto before = LiveCounts();
      int code = 0;
      bool met = false;
      {
        error_.message[0] = '\0';
        const FailingAllocation failing(number, GetParam());
        code = scenario();
        met = failing_malloc::failed > 0;
      }
      ExpectSameCounts(before, LiveCounts());
      if (!met) {
        EXPECT_EQ(code, 0) << error_.message;
        break;
      }
      EXPECT_EQ(code, ENOMEM) << error_.message;
      EXPECT_NE(std::strstr(error_.message, "memory"), nullptr) << error_.message;
      if (HasFailure()) return;
    }
    EXPECT_GT(number, 0) << "no allocation failed";
    ASSERT_EQ(scenario(), 0);
  }

  // Input is built before allocations begin to fail.
  static ArrayData Data() { return NumberedBatch(3); }
};

#define ARROWBRIDGE_INSTANTIATE_ALLOCATION_FAILURES(suite)                         \
  INSTANTIATE_TEST_SUITE_P(All, suite, ::testing::Bool(), [](const auto& chosen) { \
    return chosen.param ? std::string("FromThereOn") : std::string("Once");        \
  })

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_ALLOCATION_FAILURES_H
