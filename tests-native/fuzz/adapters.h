// Readers over a reader whose data may be invalid.

#ifndef ARROWBRIDGE_FUZZ_ADAPTERS_H
#define ARROWBRIDGE_FUZZ_ADAPTERS_H

#include "arrowbridge/arrowbridge.h"
#include "random.h"

namespace arrowbridge_fuzz {

// Random options for checked streams and readers, without lines on standard error.
ArrowBridgeCheckOptions CheckOptions(Random* random);

// Reads a reader to its end through some adapters. Any step may fail, but must do no harm.
void UseAdapters(ArrowBridgeReader* reader, Random* random);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_ADAPTERS_H
