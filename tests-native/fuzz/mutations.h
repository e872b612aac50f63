// Ways to break IPC data.

#ifndef ARROWBRIDGE_FUZZ_MUTATIONS_H
#define ARROWBRIDGE_FUZZ_MUTATIONS_H

#include <vector>

#include "metadata_sites.h"
#include "random.h"

namespace arrowbridge_fuzz {

// One of the seeds with one to four changes, sometimes with none.
Bytes Mutate(const std::vector<Bytes>& seeds, Random* random);
// One change. Parts of `others` may be inserted.
void AlterOnce(Bytes* bytes, const std::vector<Bytes>& others, Random* random);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_MUTATIONS_H
