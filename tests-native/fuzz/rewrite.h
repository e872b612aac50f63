// Writes what a reader yields as IPC data, and reads that.

#ifndef ARROWBRIDGE_FUZZ_REWRITE_H
#define ARROWBRIDGE_FUZZ_REWRITE_H

#include "arrowbridge/arrowbridge.h"
#include "random.h"

namespace arrowbridge_fuzz {

// Rewritten data must have a valid structure, whatever it was made from. Writing may fail.
void CheckRewrite(ArrowBridgeReader* reader, Random* random);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_REWRITE_H
