// Writes IPC data with any array in it, for seeds. It writes the metadata of every type without the
// library.

#ifndef ARROWBRIDGE_FUZZ_SEED_WRITER_H
#define ARROWBRIDGE_FUZZ_SEED_WRITER_H

#include <vector>

#include "support/array_data.h"

namespace arrowbridge_fuzz {

using arrowbridge_tests::ArrayData;
using arrowbridge_tests::Bytes;

// Batches (structs) of one schema, in the stream format or the file format.
Bytes WriteSeed(const std::vector<ArrayData>& batches, bool as_file);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_SEED_WRITER_H
