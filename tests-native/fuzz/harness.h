// Runs rounds of a fuzzer in a process of its own, and tells how to repeat the one that failed.

#ifndef ARROWBRIDGE_FUZZ_HARNESS_H
#define ARROWBRIDGE_FUZZ_HARNESS_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "random.h"

namespace arrowbridge_fuzz {

class Fuzzer {
 public:
  virtual ~Fuzzer() = default;
  virtual void Round(Random* random) = 0;
  // A given input, in every way that there is to read it.
  virtual void Input(const std::vector<uint8_t>& bytes) = 0;
};

// Ends the process; the text is reported with the round.
[[noreturn]] void Fail(const std::string& text);

// What the round works on, so that it is there should the process die.
void NoteInput(const uint8_t* data, size_t size);
// What is being done, for the report of a crash.
void NoteStep(const char* step);
// Counts something worth knowing at the end, such as batches read; `what` is a literal.
void Count(const char* what);

// A folder for files that a round needs.
const std::string& WorkFolder();

// Command line: --seed N, --rounds N, --seconds N, --minutes N, --round N (one alone), --input
// FILE,
// --folder FOLDER (for what failed), --keep-going. Returns the exit code.
int Main(int argc, char** argv, Fuzzer* fuzzer);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_HARNESS_H
