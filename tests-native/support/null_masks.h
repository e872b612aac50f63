// Makes calls with every combination of NULL pointers.

#ifndef ARROWBRIDGE_TESTS_NULL_MASKS_H
#define ARROWBRIDGE_TESTS_NULL_MASKS_H

#include <cerrno>
#include <string>

#include "support/handles.h"
#include "support/live_counts.h"

namespace arrowbridge_tests {

// Which of a call's pointers, in order, are NULL.
class NullMask {
 public:
  explicit NullMask(unsigned bits) : bits_(bits) {}
  bool Has(int index) const { return (bits_ >> index & 1) != 0; }
  template <typename T>
  T* Or(int index, T* pointer) const {
    return Has(index) ? nullptr : pointer;
  }

 private:
  unsigned bits_;
};

class NullTest : public LiveCountsTest {
 protected:
  // Makes `call`, which returns the code, with each subset of its `count` pointers NULL. Pointers
  // whose bit is set in `optional` may be NULL, and so may `error`, the last pointer. Any other
  // NULL must give EINVAL and a message that names the function. Live counts must be unchanged
  // after each call.
  template <typename Call>
  void ForEveryMask(const std::string& name, int count, unsigned optional, Call call) {
    const unsigned error_bit = 1u << (count - 1);
    for (unsigned bits = 0; bits < 2 * error_bit; bits++) {
      SCOPED_TRACE(name + ", NULL pointers " + std::to_string(bits));
      std::memset(&error_, 0xCC, sizeof(error_));
      error_.message[0] = '\0';
      const bool fails = (bits & ~(optional | error_bit)) != 0;
      EXPECT_EQ(call(NullMask(bits)), fails ? EINVAL : 0) << error_.message;
      const std::string text = error_.message;
      if (fails && (bits & error_bit) == 0) {
        EXPECT_EQ(text.substr(0, name.size() + 2), name + ": ");
        EXPECT_NE(text.find("is NULL"), std::string::npos) << text;
      } else {
        EXPECT_EQ(text, "") << "error must be written only on failure";
      }
      ExpectSameCounts(counts_before_calls_, LiveCounts());
    }
  }

  // Call this after creating the handles that the calls borrow.
  void BeginCalls() { counts_before_calls_ = LiveCounts(); }

 private:
  ArrowBridgeLiveCounts counts_before_calls_;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_NULL_MASKS_H
