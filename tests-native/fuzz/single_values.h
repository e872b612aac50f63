// Single values of arrays.

#ifndef ARROWBRIDGE_FUZZ_SINGLE_VALUES_H
#define ARROWBRIDGE_FUZZ_SINGLE_VALUES_H

#include "arrowbridge/arrowbridge.h"
#include "random.h"

namespace arrowbridge_fuzz {

// Reads and prints some rows. Each row of an array that is valid at level DEFAULT must be printed,
// and has a value of at most one kind of number; no row of an invalid one can be read.
void ReadSingleValues(const ArrowBridgeArray* array, Random* random, bool valid);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_SINGLE_VALUES_H
