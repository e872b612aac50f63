// What the IPC fuzzer starts from.

#ifndef ARROWBRIDGE_FUZZ_SEEDS_H
#define ARROWBRIDGE_FUZZ_SEEDS_H

#include <cstddef>
#include <vector>

#include "metadata_sites.h"

namespace arrowbridge_fuzz {

struct Seeds {
  std::vector<Bytes> sound;   // every one of them reads to its end
  std::vector<Bytes> others;  // other fuzzers' findings, compressed data, whatever there is
};

// Data made here, examples/data, and the smaller files of ARROW_TEST_DATA where it is there.
Seeds AllSeeds();

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_SEEDS_H
