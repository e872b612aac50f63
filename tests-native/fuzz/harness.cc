#include "harness.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace arrowbridge_fuzz {
namespace {

constexpr unsigned kSecondsPerRound = 60;
constexpr size_t kMostInput = 1 << 20;
constexpr size_t kCounters = 16;
constexpr int kFailed = 3;

// Memory shared by parent and child.
struct Shared {
  uint64_t round;
  uint64_t rounds_done;
  char step[64];
  char failure[4096];
  uint64_t input_size;
  uint8_t input[kMostInput];
  struct {
    char what[40];
    uint64_t count;
  } counters[kCounters];
};

struct Options {
  uint64_t seed =
      static_cast<uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
  uint64_t rounds = UINT64_MAX;
  uint64_t first = 0;
  double seconds = 10;
  bool keep_going = false;
  std::string input;
  std::string folder = std::filesystem::current_path().string();
};

Shared* shared = nullptr;
std::string work_folder;

bool Parse(int argc, char** argv, Options* options) {
  for (int i = 1; i < argc; i++) {
    const std::string name = argv[i];
    if (name == "--keep-going") {
      options->keep_going = true;
      continue;
    }
    if (i + 1 == argc) return false;
    const char* value = argv[++i];
    if (name == "--seed") {
      options->seed = std::strtoull(value, nullptr, 10);
    } else if (name == "--rounds") {
      options->rounds = std::strtoull(value, nullptr, 10);
      options->seconds = 1e9;
    } else if (name == "--round") {
      options->first = std::strtoull(value, nullptr, 10);
      options->rounds = 1;
    } else if (name == "--seconds") {
      options->seconds = std::strtod(value, nullptr);
    } else if (name == "--minutes") {
      options->seconds = 60 * std::strtod(value, nullptr);
    } else if (name == "--input") {
      options->input = value;
    } else if (name == "--folder") {
      options->folder = value;
    } else {
      return false;
    }
  }
  return true;
}

double Now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// The child process. Only the child uses the library: the library fails in the child of a process
// that has used it.
void RunRounds(const Options& options, double until, Fuzzer* fuzzer) {
  if (!options.input.empty()) {
    std::ifstream file(options.input, std::ios::binary);
    if (!file) Fail("cannot read " + options.input);
    const std::vector<uint8_t> bytes{std::istreambuf_iterator<char>(file),
                                     std::istreambuf_iterator<char>()};
    alarm(kSecondsPerRound);
    NoteInput(bytes.data(), bytes.size());
    fuzzer->Input(bytes);
    return;
  }
  while (shared->rounds_done < options.rounds && Now() < until) {
    alarm(kSecondsPerRound);
    shared->input_size = 0;
    Random random(options.seed, shared->round);
    fuzzer->Round(&random);
    shared->round++;
    shared->rounds_done++;
  }
  alarm(0);
}

void Report(const std::string& program, const Options& options, int status) {
  const std::string name = std::filesystem::path(program).filename().string() + "-" +
                           std::to_string(options.seed) + "-" + std::to_string(shared->round);
  std::string reason = shared->failure;
  if (WIFSIGNALED(status)) {
    reason = WTERMSIG(status) == SIGALRM
                 ? "the round took longer than " + std::to_string(kSecondsPerRound) + " s"
                 : "signal " + std::to_string(WTERMSIG(status));
  } else if (reason.empty()) {
    reason = "exit code " + std::to_string(WEXITSTATUS(status));
  }
  std::printf("FAILED at step \"%s\": %s\n", shared->step, reason.c_str());
  if (options.input.empty()) {
    std::printf("repeat it:  %s --seed %llu --round %llu\n", program.c_str(),
                static_cast<unsigned long long>(options.seed),
                static_cast<unsigned long long>(shared->round));
  }
  if (options.input.empty() && shared->input_size > 0) {
    const std::string path = options.folder + "/" + name + ".bin";
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(shared->input),
               static_cast<std::streamsize>(shared->input_size));
    std::printf("or, as long as the seeds change:  %s --input %s\n", program.c_str(), path.c_str());
  }
}

}  // namespace

void Fail(const std::string& text) {
  std::snprintf(shared->failure, sizeof(shared->failure), "%s", text.c_str());
  _exit(kFailed);
}

void NoteInput(const uint8_t* data, size_t size) {
  shared->input_size = std::min(size, kMostInput);
  if (size > 0) std::memcpy(shared->input, data, shared->input_size);
}

void NoteStep(const char* step) { std::snprintf(shared->step, sizeof(shared->step), "%s", step); }

void Count(const char* what) {
  for (auto& counter : shared->counters) {
    if (counter.what[0] == '\0') std::snprintf(counter.what, sizeof(counter.what), "%s", what);
    if (std::strcmp(counter.what, what) == 0) {
      counter.count++;
      return;
    }
  }
}

void NoteOutcome(const char*, int, const char*) {}

bool IsGuided() { return false; }

const std::string& WorkFolder() { return work_folder; }

}  // namespace arrowbridge_fuzz

// Command line: --seed N, --rounds N, --seconds N, --minutes N, --round N (only this one), --input
// FILE, --folder FOLDER (for failed inputs), --keep-going.
int main(int argc, char** argv) {
  using namespace arrowbridge_fuzz;
  const std::unique_ptr<Fuzzer> fuzzer = MakeFuzzer();
  Options options;
  if (!Parse(argc, argv, &options)) {
    std::fprintf(
        stderr,
        "usage: %s [--seed N] [--rounds N | --seconds N | --minutes N] [--round N] [--input FILE]\n"
        "       [--folder FOLDER] [--keep-going]\n",
        argv[0]);
    return 2;
  }
  std::filesystem::create_directories(options.folder);
  work_folder = options.folder;
  shared = static_cast<Shared*>(
      mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  if (shared == MAP_FAILED) return 2;
  shared->round = options.first;
  std::printf("seed %llu\n", static_cast<unsigned long long>(options.seed));
  std::fflush(stdout);

  int failures = 0;
  const double until = Now() + options.seconds;
  while (true) {
    const pid_t child = fork();
    if (child < 0) return 2;
    if (child == 0) {
      RunRounds(options, until, fuzzer.get());
      std::exit(0);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
    }
    if (status == 0) break;
    failures++;
    Report(argv[0], options, status);
    std::fflush(stdout);
    if (!options.keep_going || !options.input.empty()) break;
    shared->round++;
    shared->rounds_done++;
    shared->failure[0] = '\0';
  }
  std::printf("%llu rounds", static_cast<unsigned long long>(shared->rounds_done));
  for (const auto& counter : shared->counters) {
    if (counter.count > 0) {
      std::printf(", %llu %s", static_cast<unsigned long long>(counter.count), counter.what);
    }
  }
  std::printf(", %d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
