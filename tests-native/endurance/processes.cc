// Endless processes: children forked while threads work, and processes that end while threads work.

#include <thread>
#include <vector>

#include "endurance/runs.h"
#include "support/child_process.h"

namespace arrowbridge_tests {
namespace {

void Work(const std::atomic<bool>* over) {
  while (!*over) {
    LiveObjects objects;
    objects.Make();
    objects.ReleaseAll();
    InternalArrowBridgeCollect();
  }
}

TEST(Processes, ForkedWhileThreadsWork) {
  Endurance run;
  LiveObjects objects;
  objects.Make();
  std::atomic<bool> over{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) threads.emplace_back(Work, &over);
  while (run.Continues()) {
    const pid_t child = Fork(
        [&] {
          ArrowArray batch;
          EXPECT_EQ(objects.stream.get_next(&objects.stream, &batch), ENOTSUP);
          objects.ReleaseAll();
        },
        Ending::kAtOnce, 30);
    EXPECT_EQ(WaitFor(child), 0);
  }
  over = true;
  for (std::thread& thread : threads) thread.join();
  objects.ReleaseAll();
}

TEST(Processes, EndWhileThreadsWork) {
  Endurance run;
  while (run.Continues()) {
    EXPECT_EQ(RunInChild(
                  [] {
                    static const std::atomic<bool> over{false};
                    auto* objects = new LiveObjects;
                    objects->Make();
                    for (int i = 0; i < 3; ++i) std::thread(Work, &over).detach();
                    std::this_thread::sleep_for(std::chrono::milliseconds(5));
                  },
                  Ending::kExit),
              0);
  }
}

}  // namespace
}  // namespace arrowbridge_tests
