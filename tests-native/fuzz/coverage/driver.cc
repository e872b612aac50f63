// Lets libFuzzer choose the inputs of a fuzzer.
//
// Besides libFuzzer's options:  <program> --write-seeds FOLDER
// Environment:  ARROWBRIDGE_FUZZ_STEPS=1  names each step on standard error, to look at a crash
//               ARROWBRIDGE_FUZZ_BLIND=1  alters the seeds without regard to coverage, for
//               comparison

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bitset>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "../harness.h"
#include "counters.h"
#include "input.h"

extern "C" {

size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

// The library finds it by name. libFuzzer reads everything in this section, in words.
__attribute__((section("__libfuzzer_extra_counters"), aligned(64)))
uint8_t arrowbridge_fuzz_counters[ARROWBRIDGE_FUZZ_COUNTERS] = {};
}

namespace arrowbridge_fuzz {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr size_t kOutcomes = 8192;

// Results of calls: which call, which code, which rule.
__attribute__((section("__libfuzzer_extra_counters"), aligned(64)))
uint8_t outcomes[kOutcomes] = {};

struct State {
  std::unique_ptr<Fuzzer> fuzzer;
  std::vector<Bytes> seeds;
  bool blind = false;
  bool show_steps = false;
  const char* step = "";
  std::bitset<ARROWBRIDGE_FUZZ_COUNTERS> reached;
};

State state;

// The first rule id in a text, such as COL-5; "" without one.
std::string Rule(const char* text) {
  for (const char* dash = std::strchr(text, '-'); dash != nullptr;
       dash = std::strchr(dash + 1, '-')) {
    const char* start = dash;
    while (start > text && start[-1] >= 'A' && start[-1] <= 'Z') start--;
    const char* end = dash + 1;
    while (*end >= '0' && *end <= '9') end++;
    if (dash - start >= 3 && end > dash + 1) return std::string(start, end);
  }
  return "";
}

void WriteSeeds(const std::string& folder) {
  mkdir(folder.c_str(), 0777);
  for (size_t i = 0; i < state.seeds.size(); i++) {
    const Bytes& seed = state.seeds[i];
    std::ofstream file(folder + "/seed-" + std::to_string(i), std::ios::binary);
    file.write(reinterpret_cast<const char*>(seed.data()),
               static_cast<std::streamsize>(seed.size()));
    if (!file.flush()) Fail("cannot write to " + folder);
  }
}

// One of libFuzzer's changes.
void AlterBytes(Bytes* bytes, size_t most) {
  const size_t size = bytes->size();
  if (most == 0 || size > most) return;
  bytes->resize(most);
  bytes->resize(LLVMFuzzerMutate(bytes->data(), size, most));
}

void AlterChoices(Bytes* choices, Random* random) {
  if (choices->empty() || random->OneIn(8)) {
    choices->resize(8 + random->Below(kMostChoices - 8));
    for (uint8_t& byte : *choices) byte = static_cast<uint8_t>(random->Next());
  } else {
    AlterBytes(choices, kMostChoices);
  }
}

void Alter(Input* input, size_t most, Random* random) {
  // Seeds are valid and reach far. Most inputs of a large corpus are neither.
  if (random->OneIn(6)) input->data = random->Choose(state.seeds);
  do {
    if (random->OneIn(5)) {
      AlterChoices(&input->choices, random);
    } else if (random->OneIn(4)) {
      AlterBytes(&input->data, most);
    } else {
      state.fuzzer->Alter(&input->data, random->Choose(state.seeds), random);
    }
  } while (random->OneIn(2));
}

// Whether a branch ran once, some times or often. libFuzzer tells eight numbers apart, and would
// keep an input for each of the many lengths of the same loops.
void ReduceCounters() {
  for (size_t at = 0; at < ARROWBRIDGE_FUZZ_COUNTERS; at += sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, arrowbridge_fuzz_counters + at, sizeof(word));
    if (word == 0) continue;
    for (size_t i = at; i < at + sizeof(word); i++) {
      uint8_t& count = arrowbridge_fuzz_counters[i];
      if (count > 0) state.reached.set(i);
      if (count > 1) count = count < 16 ? 2 : 16;
    }
  }
}

// What the fuzzers do that know nothing of coverage.
Input AlterSeed(Random* random) {
  Input input;
  input.data = random->Choose(state.seeds);
  const size_t changes = random->OneIn(50) ? 0 : 1 + (random->OneIn(2) ? 0 : random->Below(4));
  for (size_t i = 0; i < changes; i++) {
    state.fuzzer->Alter(&input.data, random->Choose(state.seeds), random);
  }
  AlterChoices(&input.choices, random);
  return input;
}

}  // namespace

void Fail(const std::string& text) {
  std::fprintf(stderr, "FAILED at step \"%s\": %s\n", state.step, text.c_str());
  std::abort();
}

void NoteInput(const uint8_t*, size_t) {}

void NoteStep(const char* step) {
  state.step = step;
  if (state.show_steps) std::fprintf(stderr, "step: %s\n", step);
}

void Count(const char*) {}

void NoteOutcome(const char* step, int code, const char* message) {
  uint32_t hash = 2166136261u;
  const std::string key = step + std::to_string(code) + Rule(message);
  for (const char letter : key) hash = (hash ^ static_cast<uint8_t>(letter)) * 16777619u;
  uint8_t& counter = outcomes[hash % kOutcomes];
  if (counter < UINT8_MAX) counter++;
}

bool IsGuided() { return true; }

const std::string& WorkFolder() {
  static const std::string folder = [] {
    const char* given = std::getenv("ARROWBRIDGE_FUZZ_WORK");
    return std::string(given != nullptr ? given : access("/dev/shm", W_OK) == 0 ? "/dev/shm" : ".");
  }();
  return folder;
}

}  // namespace arrowbridge_fuzz

using namespace arrowbridge_fuzz;

extern "C" {

int LLVMFuzzerInitialize(int* argc, char*** argv);
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t* data1, size_t size1, const uint8_t* data2,
                                 size_t size2, uint8_t* out, size_t max_size, unsigned seed);

int LLVMFuzzerInitialize(int* argc, char*** argv) {
  state.blind = std::getenv("ARROWBRIDGE_FUZZ_BLIND") != nullptr;
  state.show_steps = std::getenv("ARROWBRIDGE_FUZZ_STEPS") != nullptr;
  if (std::getenv("ARROWBRIDGE_FUZZ_COUNT") != nullptr) {
    std::atexit([] { std::fprintf(stderr, "C#: %zu pairs of branches\n", state.reached.count()); });
  }
  state.fuzzer = MakeFuzzer();
  state.seeds = state.fuzzer->StartingInputs();
  if (*argc == 3 && std::strcmp((*argv)[1], "--write-seeds") == 0) {
    WriteSeeds((*argv)[2]);
    std::exit(0);
  }
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Input input = Split(data, size);
  Random choices(input.choices);
  NoteStep("");
  state.fuzzer->Run(input.data, &choices);
  ReduceCounters();
  return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  Random random(seed, 0);
  Input input;
  if (state.blind) {
    input = AlterSeed(&random);
  } else {
    input = Split(data, size);
    Alter(&input, max_size, &random);
  }
  return Join(input, data, max_size);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t* data1, size_t size1, const uint8_t* data2,
                                 size_t size2, uint8_t* out, size_t max_size, unsigned seed) {
  Random random(seed, 1);
  Input input = Split(data1, size1);
  const Input other = Split(data2, size2);
  if (state.blind) {
    input = AlterSeed(&random);
  } else if (random.OneIn(3)) {
    input.choices = other.choices;
  } else {
    state.fuzzer->Alter(&input.data, other.data, &random);
  }
  return Join(input, out, max_size);
}
}
