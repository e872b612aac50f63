// Casts of arrays that may not be sound.

#ifndef ARROWBRIDGE_FUZZ_CASTS_H
#define ARROWBRIDGE_FUZZ_CASTS_H

#include "arrowbridge/arrowbridge.h"
#include "random.h"

namespace arrowbridge_fuzz {

// Casts an array to some other type; whatever becomes of that, it does no harm.
void CastArray(const ArrowBridgeArray* array, Random* random);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_CASTS_H
