// Checks that must hold for every input. They call Fail() if they do not.

#ifndef ARROWBRIDGE_FUZZ_CHECKS_H
#define ARROWBRIDGE_FUZZ_CHECKS_H

#include <memory>
#include <string>

#include "arrowbridge/arrowbridge.h"
#include "random.h"
#include "support/handles.h"

namespace arrowbridge_fuzz {

using arrowbridge_tests::ArrayHandle;
using arrowbridge_tests::ReaderHandle;
using arrowbridge_tests::SchemaHandle;

// The error argument of one call, and checks of what the call wrote to it.
class ErrorText {
 public:
  ErrorText();
  // Returns the struct for the next call, filled with garbage. `step` is reported if that call
  // crashes.
  ArrowBridgeError* For(const char* step);
  // Checks the result and returns it.
  int Check(int rc);
  std::string text() const { return error_.message; }

 private:
  ArrowBridgeError error_;
  const char* step_ = "";
};

// Compares live counts with those at construction.
class LiveCheck {
 public:
  LiveCheck();
  // Fails if the library has allocated more than this.
  void ExpectAtMost(int64_t most_bytes) const;
  void ExpectUnchanged() const;

 private:
  ArrowBridgeLiveCounts before_;
};

// Whether the process runs under a tool that makes everything slow or large.
bool UnderSanitizer();

// Calls every function that takes an array. Functions that read contents are called only if the
// array is valid at level DEFAULT, as their documentation requires.
void UseArray(const ArrowBridgeArray* array, Random* random);
// Only the functions that read the structure alone.
void UseStructure(const ArrowBridgeArray* array, Random* random);

// Reads every value of an exported array, as a consumer does that trusts its producer.
void ReadAllValues(const ArrowSchema& schema, const ArrowArray& array);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_CHECKS_H
