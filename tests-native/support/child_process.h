// Scenarios in processes of their own. The process of the tests itself must not use the library, so
// that each child is one in which nothing has happened yet.

#ifndef ARROWBRIDGE_TESTS_CHILD_PROCESS_H
#define ARROWBRIDGE_TESTS_CHILD_PROCESS_H

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>

#include <gtest/gtest.h>

namespace arrowbridge_tests {

enum class Ending {
  kExit,   // with atexit handlers and static destructors
  kAtOnce  // without
};

constexpr unsigned kChildSeconds = 30;

// Waits for a child, and says how it ended: its exit code, or minus the signal.
inline int WaitFor(pid_t child) {
  int status = 0;
  if (waitpid(child, &status, 0) != child) return -1000;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// Forks; the child runs `scenario` and ends with 0, or 1 after a failed expectation. One that hangs
// is ended by SIGALRM.
inline pid_t Fork(const std::function<void()>& scenario, Ending ending,
                  unsigned seconds = kChildSeconds) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  alarm(seconds);
  scenario();
  const int code = ::testing::Test::HasFailure() ? 1 : 0;
  std::fflush(nullptr);
  if (ending == Ending::kExit) std::exit(code);
  _exit(code);
}

inline int RunInChild(const std::function<void()>& scenario, Ending ending = Ending::kAtOnce) {
  return WaitFor(Fork(scenario, ending));
}

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_CHILD_PROCESS_H
