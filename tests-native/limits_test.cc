// Limits of the process: addresses, memory, threads, a sandbox without MADV_WIPEONFORK, and the
// heap of the .NET runtime. The first call fails with an error where the runtime cannot start, and
// a full heap is an error too.

#include <cerrno>
#include <cstddef>
#include <fstream>
#include <string>
#include <vector>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "support/builders.h"
#include "support/child_process.h"
#include "support/handles.h"
#include "support/live_objects.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

constexpr rlim_t kMiB = 1024 * 1024;

// Imports a schema as the first call. A refusal consumes it and clears the output.
int FirstCall(ArrowBridgeError* error) {
  ArrowSchema schema;
  const Log log = MakeSchema(Int32s({}), &schema);
  auto* handle = Garbage<ArrowBridgeSchema*>();
  const int code = ArrowBridgeImportSchema(&schema, &handle, error);
  EXPECT_TRUE(log->AllOnce());
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_EQ(handle == nullptr, code != 0);
  ArrowBridgeSchemaRelease(handle);
  return code;
}

void SetLimit(__rlimit_resource resource, rlim_t value) {
  rlimit limit{};
  ASSERT_EQ(getrlimit(resource, &limit), 0);
  limit.rlim_cur = value;
  ASSERT_EQ(setrlimit(resource, &limit), 0);
}

// With every limit in turn, the call works or says what it lacks, and works once the limit is gone.
void ExpectErrorOrSuccess(__rlimit_resource resource, rlim_t first, rlim_t last, rlim_t step) {
  for (rlim_t limit = first; limit <= last; limit += step) {
    SCOPED_TRACE(limit / kMiB);
    EXPECT_EQ(
        RunInChild([&] {
          rlimit before{};
          ASSERT_EQ(getrlimit(resource, &before), 0);
          ArrowBridgeError error{};
          SetLimit(resource, limit);
          const int code = FirstCall(&error);
          const std::string message = error.message;
          if (code != 0) {
            EXPECT_TRUE(code == ENOMEM || code == EAGAIN) << code;
            EXPECT_EQ(message.find("ArrowBridgeImportSchema: the .NET runtime cannot start"), 0u)
                << message;
            EXPECT_TRUE(code == EAGAIN || message.find("ulimit -") != std::string::npos) << message;
          }
          EXPECT_TRUE(limit != last || code == 0) << message;
          EXPECT_TRUE(limit != first || code != 0);
          ASSERT_EQ(setrlimit(resource, &before), 0);
          EXPECT_EQ(FirstCall(&error), 0) << error.message;
        }),
        0);
  }
}

TEST(Limits, AddressesAreTooFew) {
  ExpectErrorOrSuccess(RLIMIT_AS, 128 * kMiB, 512 * kMiB, 16 * kMiB);
}

TEST(Limits, MemoryIsTooLittle) {
  ExpectErrorOrSuccess(RLIMIT_DATA, 4 * kMiB, 64 * kMiB, 2 * kMiB);
}

TEST(Limits, NoThreadCanBeStarted) {
  EXPECT_EQ(RunInChild([] {
              // The limit does not hold for root.
              ASSERT_TRUE(geteuid() != 0 || setreuid(65534, 65534) == 0);
              SetLimit(RLIMIT_NPROC, 0);
              ArrowBridgeError error{};
              const int code = FirstCall(&error);
              EXPECT_EQ(code, EAGAIN);
              EXPECT_STREQ(error.message,
                           "ArrowBridgeImportSchema: the .NET runtime cannot start: no thread can "
                           "be started");
            }),
            0);
}

TEST(Limits, ASmallStackIsEnough) {
  EXPECT_EQ(RunInChild([] {
              SetLimit(RLIMIT_STACK, 64 * 1024);
              ArrowBridgeError error{};
              EXPECT_EQ(FirstCall(&error), 0) << error.message;
            }),
            0);
}

// Refuses madvise(…, MADV_WIPEONFORK), as kernels before 4.14 do.
void RefuseWipeOnFork() {
#if defined(__x86_64__) || defined(__aarch64__)
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_madvise, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[2])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MADV_WIPEONFORK, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program = {static_cast<unsigned short>(sizeof(code) / sizeof(code[0])), code};
  ASSERT_EQ(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
  ASSERT_EQ(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
#endif
}

TEST(Limits, ForksAreDetectedWithoutWipeOnFork) {
  EXPECT_EQ(RunInChild([] {
              RefuseWipeOnFork();
              ArrowBridgeError error{};
              ASSERT_EQ(FirstCall(&error), 0) << error.message;
              EXPECT_EQ(RunInChild([] { EXPECT_EQ(FirstCall(nullptr), ENOTSUP); }), 0);
              EXPECT_EQ(FirstCall(&error), 0) << error.message;
            }),
            0);
}

// A control group with a limit on memory, of version 1 or 2. Empty where none can be made, which
// takes root.
class MemoryGroup {
 public:
  explicit MemoryGroup(rlim_t bytes) {
    const std::string name = "arrowbridge-test-" + std::to_string(getpid());
    for (const auto& [root, file] :
         {std::pair<std::string, std::string>{"/sys/fs/cgroup/memory/", "/memory.limit_in_bytes"},
          {"/sys/fs/cgroup/", "/memory.max"}}) {
      path_ = root + name;
      if (mkdir(path_.c_str(), 0700) == 0 && Write(file, std::to_string(bytes))) return;
      rmdir(path_.c_str());
    }
    path_.clear();
  }
  ~MemoryGroup() {
    if (!path_.empty()) rmdir(path_.c_str());
  }
  MemoryGroup(const MemoryGroup&) = delete;
  MemoryGroup& operator=(const MemoryGroup&) = delete;

  bool empty() const { return path_.empty(); }
  bool Enter() const { return Write("/cgroup.procs", std::to_string(getpid())); }

 private:
  bool Write(const std::string& file, const std::string& text) const {
    if (access((path_ + file).c_str(), W_OK) != 0) return false;
    std::ofstream out(path_ + file);
    return static_cast<bool>(out << text << std::flush);
  }

  std::string path_;
};

TEST(Limits, AControlGroupOf16MiBIsEnough) {
  const MemoryGroup group(16 * kMiB);
  if (group.empty()) GTEST_SKIP() << "no control group can be made";
  EXPECT_EQ(RunInChild([&] {
              ASSERT_TRUE(group.Enter());
              for (int i = 0; i < 1000; ++i) {
                LiveObjects objects;
                objects.Make();
                objects.ReleaseAll();
              }
            }),
            0);
}

// Fills the heap of the runtime with readers, then has errors of all kinds reported.
TEST(Limits, AFullHeapIsAnError) {
  EXPECT_EQ(
      RunInChild([] {
        std::ifstream file(
            std::string(std::getenv("ARROWBRIDGE_EXAMPLE_DATA")) + "/timezones.arrows",
            std::ios::binary);
        const std::string data((std::istreambuf_iterator<char>(file)), {});
        ASSERT_FALSE(data.empty());
        ArrowBridgeError error{};
        std::vector<ArrowBridgeReader*> readers;
        ArrowBridgeReader* reader = nullptr;
        int code = 0;
        while (readers.size() < 10000000 &&
               (code = ArrowBridgeOpenIpcBuffer(data.data(), static_cast<int64_t>(data.size()),
                                                nullptr, nullptr, nullptr, &reader, &error)) == 0) {
          readers.push_back(reader);
        }
        EXPECT_EQ(code, ENOMEM);
        EXPECT_STREQ(error.message, "ArrowBridgeOpenIpcBuffer: out of memory");
        EXPECT_GT(readers.size(), 10000u);
        for (int i = 0; i < 2000; i++) {
          const std::string text(static_cast<size_t>(1) << (i % 24), 'a');
          ArrowSchema schema{};
          schema.format = text.c_str();
          schema.name = text.c_str();
          schema.release = [](ArrowSchema* self) { self->release = nullptr; };
          auto* handle = Garbage<ArrowBridgeSchema*>();
          error.message[0] = '\0';
          code = ArrowBridgeImportSchema(&schema, &handle, &error);
          EXPECT_TRUE(code == ENOTSUP || code == ENOMEM) << code;
          EXPECT_EQ(std::string(error.message).find("ArrowBridgeImportSchema: "), 0u);
          EXPECT_EQ(handle, nullptr);
          code = ArrowBridgeOpenIpcFile(text.c_str(), nullptr, &reader, &error);
          EXPECT_NE(code, 0);
        }
        for (ArrowBridgeReader* each : readers) ArrowBridgeReaderRelease(each);
        ASSERT_EQ(ArrowBridgeOpenIpcBuffer(data.data(), static_cast<int64_t>(data.size()), nullptr,
                                           nullptr, nullptr, &reader, &error),
                  0)
            << error.message;
        ArrowBridgeReaderRelease(reader);
      }),
      0);
}

}  // namespace
