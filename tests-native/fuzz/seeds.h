// The inputs that the IPC fuzzer starts from.

#ifndef ARROWBRIDGE_FUZZ_SEEDS_H
#define ARROWBRIDGE_FUZZ_SEEDS_H

#include <cstddef>
#include <vector>

#include "metadata_sites.h"

namespace arrowbridge_fuzz {

struct Seeds {
  std::vector<Bytes> valid;   // each can be read to its end
  std::vector<Bytes> others;  // others: findings of other fuzzers, compressed data
};

// Data made here, examples/data, and the smaller files of ARROW_TEST_DATA if it is set.
Seeds AllSeeds();

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_SEEDS_H
