// What must hold of the library whatever it was given: Fail() where it does not.

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

// The error argument of one call, and what the call must have done with it.
class ErrorText {
 public:
  ErrorText();
  // The struct for the next call, filled with garbage; `step` is told if that call crashes.
  ArrowBridgeError* For(const char* step);
  // Looks at the result, and passes it on.
  int Check(int rc);
  std::string text() const { return error_.message; }

 private:
  ArrowBridgeError error_;
  const char* step_ = "";
};

// Nothing may be alive that was not at the beginning.
class LiveCheck {
 public:
  LiveCheck();
  // What the library holds may not outgrow this.
  void ExpectAtMost(int64_t most_bytes) const;
  void ExpectUnchanged() const;

 private:
  ArrowBridgeLiveCounts before_;
};

// Whether a process is under a tool that makes everything slow or large.
bool UnderSanitizer();

// Does with an array all that can be done with one. Calls that look at contents are made only if it
// holds up at DEFAULT, as the manual asks.
void UseArray(const ArrowBridgeArray* array, Random* random);
// The part of it that looks at the structure alone.
void UseStructure(const ArrowBridgeArray* array, Random* random);

// Reads every byte that an exported array leads to, as a consumer might that trusts it.
void ReadAllValues(const ArrowSchema& schema, const ArrowArray& array);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_CHECKS_H
