// The library and its host process: threads that end, exit, signals, small stacks.

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <map>
#include <thread>
#include <vector>

#include "support/child_process.h"
#include "support/live_objects.h"
#include "support/internal.h"

namespace {

using namespace arrowbridge_tests;

LiveObjects* MakeLiveObjects() {
  auto* objects = new LiveObjects;
  objects->Make();
  return objects;
}

void ReleaseObjects(void* pointer) {
  auto* objects = static_cast<LiveObjects*>(pointer);
  objects->ReleaseAll();
  EXPECT_TRUE(objects->log->AllOnce());
  delete objects;
}

TEST(Process, MEM_6_FirstCallOnAShortLivedThread) {
  EXPECT_EQ(RunInChild([] {
              std::thread([] { ReleaseObjects(MakeLiveObjects()); }).join();
              for (int i = 0; i < 3; ++i) {
                ReleaseObjects(MakeLiveObjects());
                std::thread([] { ReleaseObjects(MakeLiveObjects()); }).join();
                InternalArrowBridgeCollect();
              }
              EXPECT_TRUE(NothingAlive());
            }),
            0);
}

// Hosts keep objects in thread-local caches whose destructors may run after the runtime has already
// left the thread.
TEST(Process, STR_13_ReleasedInAThreadExitDestructor) {
  EXPECT_EQ(RunInChild([] {
              ReleaseObjects(MakeLiveObjects());
              pthread_key_t key;
              ASSERT_EQ(pthread_key_create(&key, &ReleaseObjects), 0);
              for (int round = 0; round < 20; ++round) {
                std::thread([&] { pthread_setspecific(key, MakeLiveObjects()); }).join();
                std::thread([] { InternalArrowBridgeCollect(); }).join();
                ReleaseObjects(MakeLiveObjects());
                InternalArrowBridgeCollect();
              }
              EXPECT_TRUE(NothingAlive());
            }),
            0);
}

TEST(Process, STR_13_ReleasedInAThreadExitDestructorOfAThreadThatNeverCalledIn) {
  EXPECT_EQ(RunInChild([] {
              LiveObjects* objects = MakeLiveObjects();
              pthread_key_t key;
              ASSERT_EQ(pthread_key_create(&key, &ReleaseObjects), 0);
              std::thread([&] { pthread_setspecific(key, objects); }).join();
              InternalArrowBridgeCollect();
              EXPECT_TRUE(NothingAlive());
            }),
            0);
}

struct ThreadLocalCache {
  LiveObjects* objects = nullptr;
  ~ThreadLocalCache() {
    if (objects != nullptr) ReleaseObjects(objects);
  }
};

TEST(Process, STR_13_ReleasedInAThreadLocalDestructor) {
  EXPECT_EQ(RunInChild([] {
              for (int round = 0; round < 20; ++round) {
                std::thread([] {
                  static thread_local ThreadLocalCache cache;
                  cache.objects = MakeLiveObjects();
                }).join();
                InternalArrowBridgeCollect();
              }
              EXPECT_TRUE(NothingAlive());
            }),
            0);
}

LiveObjects* objects_at_exit;

void ReleaseAtExit() {
  ReleaseObjects(objects_at_exit);
  if (!NothingAlive() || ::testing::Test::HasFailure()) _exit(3);
}

TEST(Process, MEM_6_ReleasedAtExit) {
  for (const bool before_first_use : {true, false}) {
    EXPECT_EQ(RunInChild(
                  [=] {
                    if (before_first_use) std::atexit(&ReleaseAtExit);
                    objects_at_exit = MakeLiveObjects();
                    if (!before_first_use) std::atexit(&ReleaseAtExit);
                  },
                  Ending::kExit),
              0)
        << "handler registered before the first use: " << before_first_use;
  }
}

struct ReleasesWhenDestroyed {
  LiveObjects* objects = nullptr;
  ~ReleasesWhenDestroyed() {
    ReleaseObjects(objects);
    if (!NothingAlive() || ::testing::Test::HasFailure()) _exit(3);
  }
};

TEST(Process, MEM_6_ReleasedInAStaticDestructor) {
  EXPECT_EQ(RunInChild(
                [] {
                  static ReleasesWhenDestroyed object;
                  object.objects = MakeLiveObjects();
                },
                Ending::kExit),
            0);
}

TEST(Process, STR_19_ExitWithLiveStreams) {
  EXPECT_EQ(RunInChild([] { objects_at_exit = MakeLiveObjects(); }, Ending::kExit), 0);
}

TEST(Process, STR_19_ExitWhileAnotherThreadIsInACall) {
  EXPECT_EQ(RunInChild(
                [] {
                  static pthread_barrier_t inside;
                  pthread_barrier_init(&inside, nullptr, 2);
                  std::thread([] {
                    ArrowSchema schema;
                    MakeSchema(SampleBatch(), &schema);
                    const ArrowBridgeReaderCallbacks callbacks{
                        [](void*, ArrowArray*, ArrowBridgeError*) {
                          pthread_barrier_wait(&inside);
                          while (true) pause();
                          return 0;
                        },
                        nullptr, nullptr};
                    ArrowBridgeReader* reader = nullptr;
                    ArrowBridgeReaderFromCallbacks(&schema, &callbacks, &reader, nullptr);
                    ArrowArray batch;
                    ArrowBridgeReaderNext(reader, &batch, nullptr);
                  }).detach();
                  pthread_barrier_wait(&inside);
                },
                Ending::kExit),
            0);
}

std::map<int, struct sigaction> SignalActions() {
  std::map<int, struct sigaction> actions;
  for (int signal = 1; signal <= SIGRTMAX; ++signal) {
    struct sigaction action;
    std::memset(&action, 0, sizeof(action));
    if (sigaction(signal, nullptr, &action) == 0) actions[signal] = action;
  }
  return actions;
}

void ExpectSignalsKept() {
  const auto before = SignalActions();
  sigset_t mask_before;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask_before);
  ReleaseObjects(MakeLiveObjects());
  InternalArrowBridgeCollect();
  sigset_t mask_after;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask_after);
  const auto after = SignalActions();
  for (const auto& [signal, action] : before) {
    EXPECT_EQ(sigismember(&mask_before, signal), sigismember(&mask_after, signal)) << signal;
    if (signal == SIGSEGV || signal == SIGFPE || signal == SIGRTMIN) continue;
    EXPECT_EQ(action.sa_handler, after.at(signal).sa_handler) << strsignal(signal);
    EXPECT_EQ(action.sa_flags, after.at(signal).sa_flags) << strsignal(signal);
  }
}

TEST(Process, STR_15_SignalsOfTheHostAreUnchanged) {
  EXPECT_EQ(RunInChild([] {
              struct sigaction pipe_action;
              ASSERT_EQ(sigaction(SIGPIPE, nullptr, &pipe_action), 0);
              EXPECT_EQ(pipe_action.sa_handler, SIG_DFL);
              ExpectSignalsKept();
            }),
            0);
}

void DoNothing(int) {}

TEST(Process, STR_15_SignalHandlersOfTheHostAreKept) {
  EXPECT_EQ(RunInChild([] {
              for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGQUIT, SIGCHLD, SIGCONT, SIGUSR1,
                                       SIGABRT, SIGHUP}) {
                signal(number, &DoNothing);
              }
              signal(SIGWINCH, SIG_IGN);
              ExpectSignalsKept();
            }),
            0);
}

void EndWith42(int) { _exit(42); }

TEST(Process, STR_15_CrashesOfTheHostReachTheHandlersOfTheHost) {
  for (const bool before_first_use : {true, false}) {
    EXPECT_EQ(RunInChild([=] {
                if (before_first_use) signal(SIGSEGV, &EndWith42);
                LiveObjects* objects = MakeLiveObjects();
                if (!before_first_use) signal(SIGSEGV, &EndWith42);
                ReleaseObjects(objects);
                ReleaseObjects(MakeLiveObjects());
                raise(SIGSEGV);
              }),
              42)
        << "handler installed before the first use: " << before_first_use;
  }
}

TEST(Process, STR_15_CrashOfAHostWithoutHandlersTerminatesIt) {
  EXPECT_EQ(RunInChild([] {
              ReleaseObjects(MakeLiveObjects());
              volatile auto* invalid = reinterpret_cast<volatile int*>(uintptr_t{0x10000});
              *invalid = 1;
            }),
            -SIGSEGV);
}

// A signal that is sent has the action that the host gave it.
TEST(Process, STR_15_SentSignalsHaveTheDefaultAction) {
  for (const int number : {SIGSEGV, SIGFPE}) {
    EXPECT_EQ(RunInChild([=] {
                ReleaseObjects(MakeLiveObjects());
                raise(number);
              }),
              -number);
    EXPECT_EQ(RunInChild([=] {
                ReleaseObjects(MakeLiveObjects());
                kill(getpid(), number);
              }),
              -number);
  }
}

TEST(Process, STR_15_SentSignalsThatTheHostIgnores) {
  for (const int number : {SIGSEGV, SIGFPE}) {
    EXPECT_EQ(RunInChild([=] {
                signal(number, SIG_IGN);
                ReleaseObjects(MakeLiveObjects());
                raise(number);
                raise(number);
                ReleaseObjects(MakeLiveObjects());
              }),
              0);
  }
}

void EndWithValue(int, siginfo_t* info, void*) { _exit(info->si_value.sival_int); }

TEST(Process, STR_15_SentSignalsReachTheHandlersOfTheHost) {
  for (const int number : {SIGSEGV, SIGFPE}) {
    EXPECT_EQ(RunInChild([=] {
                struct sigaction action = {};
                action.sa_sigaction = &EndWithValue;
                action.sa_flags = SA_SIGINFO;
                ASSERT_EQ(sigaction(number, &action, nullptr), 0);
                ReleaseObjects(MakeLiveObjects());
                sigval value = {};
                value.sival_int = 43;
                sigqueue(getpid(), number, value);
              }),
              43);
  }
}

// Variables for programs of .NET. Most of these end a process whose runtime obeys them.
TEST(Process, SettingsOfDotnetInTheEnvironmentHaveNoEffect) {
  for (const char* name : {"DOTNET_GCHeapHardLimit", "DOTNET_GCRegionRange", "DOTNET_GCRegionSize",
                           "DOTNET_GCLargePages", "DOTNET_GCHeapHardLimitSOH", "DOTNET_gcServer"}) {
    EXPECT_EQ(RunInChild([=] {
                ASSERT_EQ(setenv(name, "1", 1), 0);
                ReleaseObjects(MakeLiveObjects());
                EXPECT_STREQ(getenv(name), "1");
              }),
              0)
        << name;
  }
}

void* WalkAStream(void*) {
  LiveObjects objects;
  objects.Make();
  ArrowArray batch;
  int batches = 0;
  while (objects.stream.get_next(&objects.stream, &batch) == 0 && batch.release != nullptr) {
    batch.release(&batch);
    ++batches;
  }
  EXPECT_EQ(batches, 2);
  objects.ReleaseAll();
  return nullptr;
}

TEST(Process, STR_18_StreamIsReadOnASmallStack) {
  EXPECT_EQ(RunInChild([] {
              pthread_attr_t attributes;
              ASSERT_EQ(pthread_attr_init(&attributes), 0);
              // On arm64, 128 KiB is the smallest stack that a thread can have.
              const size_t size = std::max<size_t>(64 * 1024, PTHREAD_STACK_MIN);
              ASSERT_EQ(pthread_attr_setstacksize(&attributes, size), 0);
              for (int i = 0; i < 3; ++i) {
                pthread_t thread;
                ASSERT_EQ(pthread_create(&thread, &attributes, &WalkAStream, nullptr), 0);
                ASSERT_EQ(pthread_join(thread, nullptr), 0);
              }
              EXPECT_TRUE(NothingAlive());
            }),
            0);
}

// Lists of lists; the callbacks do nothing, so that only the library uses the stack.
struct DeepSchema {
  explicit DeepSchema(size_t depth) : levels(depth), tables(depth) {
    for (size_t i = 0; i < depth; ++i) {
      const bool leaf = i + 1 == depth;
      if (!leaf) tables[i] = &levels[i + 1];
      levels[i].format = leaf ? "i" : "+l";
      levels[i].n_children = leaf ? 0 : 1;
      levels[i].children = leaf ? nullptr : &tables[i];
      levels[i].release = [](ArrowSchema* schema) { schema->release = nullptr; };
    }
  }
  std::vector<ArrowSchema> levels;
  std::vector<ArrowSchema*> tables;
};

TEST(Process, SCH_20_DeepestSchemaOnASmallStack) {
  EXPECT_EQ(RunInChild([] {
              pthread_attr_t attributes;
              ASSERT_EQ(pthread_attr_init(&attributes), 0);
              ASSERT_EQ(pthread_attr_setstacksize(&attributes, 128 * 1024), 0);
              const auto import = [](void*) -> void* {
                for (const size_t depth : {size_t{65}, size_t{66}}) {
                  DeepSchema deep(depth);
                  ArrowBridgeSchema* handle = nullptr;
                  EXPECT_EQ(ArrowBridgeImportSchema(&deep.levels[0], &handle, nullptr),
                            depth == 65 ? 0 : EINVAL);
                  ArrowBridgeSchemaRelease(handle);
                }
                return nullptr;
              };
              pthread_t thread;
              ASSERT_EQ(pthread_create(&thread, &attributes, import, nullptr), 0);
              ASSERT_EQ(pthread_join(thread, nullptr), 0);
              EXPECT_TRUE(NothingAlive());
            }),
            0);
}

}  // namespace
