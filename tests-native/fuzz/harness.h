// What a fuzzer is made of, and what its checks need. harness.cc runs rounds in a child process and
// reports how to repeat a round that failed; coverage/driver.cc lets libFuzzer choose the inputs.

#ifndef ARROWBRIDGE_FUZZ_HARNESS_H
#define ARROWBRIDGE_FUZZ_HARNESS_H

#include <cstddef>
#include <cstdint>
#include <memory>
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

  // The following are for libFuzzer.
  // Inputs to start from. Needs the library.
  virtual std::vector<std::vector<uint8_t>> StartingInputs() = 0;
  // Reads the input in one way, which `choices` decide.
  virtual void Run(const std::vector<uint8_t>& bytes, Random* choices) = 0;
  // Changes an input such that its structure is kept. `other` is another input.
  virtual void Alter(std::vector<uint8_t>* bytes, const std::vector<uint8_t>& other,
                     Random* random) = 0;
};

// Defined by each fuzzer.
std::unique_ptr<Fuzzer> MakeFuzzer();

// Ends the process; the text is reported together with the round.
[[noreturn]] void Fail(const std::string& text);

// Saves the input of the round, so that it is available if the process dies.
void NoteInput(const uint8_t* data, size_t size);
// Names the current step, for the report of a crash.
void NoteStep(const char* step);
// Counts an event for the summary, such as a batch read; `what` is a string literal.
void Count(const char* what);
// Reports the result of a call, for libFuzzer's feedback.
void NoteOutcome(const char* step, int code, const char* message);
// Whether libFuzzer runs the fuzzer. The rounds of a seed must not change: ways to use the library
// that were added later are used only if this is true.
bool IsGuided();

// A folder for files that a round needs.
const std::string& WorkFolder();

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_HARNESS_H
