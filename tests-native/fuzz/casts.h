// Casts of arrays that may be invalid.

#ifndef ARROWBRIDGE_FUZZ_CASTS_H
#define ARROWBRIDGE_FUZZ_CASTS_H

#include "arrowbridge/arrowbridge.h"
#include "random.h"

namespace arrowbridge_fuzz {

// Casts an array to a random type. The cast may fail, but must do no harm.
void CastArray(const ArrowBridgeArray* array, Random* random);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_CASTS_H
