// Runs rounds of a fuzzer in a child process and reports how to repeat a round that failed.

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
  // Reads a given input in every possible way.
  virtual void Input(const std::vector<uint8_t>& bytes) = 0;
};

// Ends the process; the text is reported together with the round.
[[noreturn]] void Fail(const std::string& text);

// Saves the input of the round, so that it is available if the process dies.
void NoteInput(const uint8_t* data, size_t size);
// Names the current step, for the report of a crash.
void NoteStep(const char* step);
// Counts an event for the summary, such as a batch read; `what` is a string literal.
void Count(const char* what);

// A folder for files that a round needs.
const std::string& WorkFolder();

// Command line: --seed N, --rounds N, --seconds N, --minutes N, --round N (only this one), --input
// FILE, --folder FOLDER (for failed inputs), --keep-going. Returns the exit code.
int Main(int argc, char** argv, Fuzzer* fuzzer);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_HARNESS_H
