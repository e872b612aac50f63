// Round trip of a reader's batches through the JSON of the integration format.

#ifndef ARROWBRIDGE_FUZZ_JSON_ROUND_TRIP_H
#define ARROWBRIDGE_FUZZ_JSON_ROUND_TRIP_H

#include "arrowbridge/arrowbridge.h"

namespace arrowbridge_fuzz {

// Writes all batches of a reader as JSON, reads the JSON and writes it a second time: the text must
// be the same. Writing may fail if contents are invalid or have no JSON.
void CheckJsonRoundTrip(ArrowBridgeReader* reader);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_JSON_ROUND_TRIP_H
