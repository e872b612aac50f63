// Seeds written by the library: compressed bodies, dictionaries that grow and change; and
// big-endian seeds built by hand.

#ifndef ARROWBRIDGE_FUZZ_WRITTEN_SEEDS_H
#define ARROWBRIDGE_FUZZ_WRITTEN_SEEDS_H

#include <vector>

#include "metadata_sites.h"

namespace arrowbridge_fuzz {

// Each can be read to its end.
std::vector<Bytes> WrittenSeeds();

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_WRITTEN_SEEDS_H
