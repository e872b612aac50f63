// What is made from the contents of arrays that may be invalid.

#ifndef ARROWBRIDGE_FUZZ_CONTENTS_H
#define ARROWBRIDGE_FUZZ_CONTENTS_H

#include "arrowbridge/arrowbridge.h"

namespace arrowbridge_fuzz {

// Makes a compact copy, which must be equal to a valid source. It may fail for an invalid one, but
// must do no harm.
void CheckCompact(const ArrowBridgeArray* array, bool valid);

// Makes statistics, which must be a valid batch if the source is valid. It may fail for an invalid
// one, but must do no harm.
void CheckStatistics(const ArrowBridgeArray* array, bool valid);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_CONTENTS_H
