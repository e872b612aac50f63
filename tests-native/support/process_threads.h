// The number of threads of this process.

#ifndef ARROWBRIDGE_TESTS_PROCESS_THREADS_H
#define ARROWBRIDGE_TESTS_PROCESS_THREADS_H

#include <cstdint>
#include <filesystem>
#include <system_error>

namespace arrowbridge_tests {

// -1 if the system does not tell. Joined threads are not counted.
inline int64_t ProcessThreads() {
  namespace fs = std::filesystem;
  std::error_code missing;
  fs::directory_iterator tasks("/proc/self/task", missing);
  return missing ? -1 : std::distance(tasks, fs::directory_iterator());
}

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_PROCESS_THREADS_H
