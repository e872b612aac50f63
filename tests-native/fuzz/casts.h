// Casts of arrays that may be invalid.

#ifndef ARROWBRIDGE_FUZZ_CASTS_H
#define ARROWBRIDGE_FUZZ_CASTS_H

#include "arrowbridge/arrowbridge.h"
#include "random.h"
#include "support/handles.h"

namespace arrowbridge_fuzz {

// Whether the array stands for few rows: runs and nulls can stand for more than there is memory
// for.
bool IsSmall(const ArrowArray& array);

// A type that the given one might be cast to; NULL if it would be invalid, such as a map of
// numbers.
arrowbridge_tests::SchemaHandle TypeToCastTo(const ArrowSchema& schema, Random* random);

// Casts an array to a random type. The cast may fail, but must do no harm.
void CastArray(const ArrowBridgeArray* array, Random* random);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_CASTS_H
