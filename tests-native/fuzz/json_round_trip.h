// The JSON of the integration format as the last stop of a reader.

#ifndef ARROWBRIDGE_FUZZ_JSON_ROUND_TRIP_H
#define ARROWBRIDGE_FUZZ_JSON_ROUND_TRIP_H

#include "arrowbridge/arrowbridge.h"

namespace arrowbridge_fuzz {

// Writes all that a reader has as JSON. What was written must read again, and be written again to
// the same text. Contents that are not sound, or for which there is no JSON, may be refused.
void CheckJsonRoundTrip(ArrowBridgeReader* reader);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_JSON_ROUND_TRIP_H
