// Seeds that the library writes: compressed bodies, dictionaries that grow and change, and
// big-endian ones made by hand.

#ifndef ARROWBRIDGE_FUZZ_WRITTEN_SEEDS_H
#define ARROWBRIDGE_FUZZ_WRITTEN_SEEDS_H

#include <vector>

#include "metadata_sites.h"

namespace arrowbridge_fuzz {

// Every one of them reads to its end.
std::vector<Bytes> WrittenSeeds();

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_WRITTEN_SEEDS_H
