// Runs scenarios in child processes. The test process itself must not use the library, so that each
// child starts with the library unused.

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
  kAtOnce  // skips them
};

constexpr unsigned kChildSeconds = 30;

// Waits for a child and returns its exit code, or minus the signal that ended it.
inline int WaitFor(pid_t child) {
  int status = 0;
  if (waitpid(child, &status, 0) != child) return -1000;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// Forks. The child runs `scenario` and exits with 0, or with 1 after a failed expectation. SIGALRM
// ends a child that hangs.
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
