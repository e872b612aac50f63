// Ways to break arrays in the C data interface that the library must be able to detect. No pointer
// leads to unmapped memory, since no check can detect that.

#ifndef ARROWBRIDGE_FUZZ_STRUCT_MUTATIONS_H
#define ARROWBRIDGE_FUZZ_STRUCT_MUTATIONS_H

#include "random.h"
#include "support/array_data.h"

namespace arrowbridge_fuzz {

using arrowbridge_tests::ArrayData;

// A valid column or batch of some types, sometimes nested further.
ArrayData MakeValid(Random* random);

// Changes lengths, offsets, null counts and contents. Buffers get enough extra bytes to contain
// everything that the structure allows. Offsets of texts and lengths of variadic buffers, which
// only the producer can know, stay within the buffers too.
void AlterContents(ArrayData* data, Random* random);

// Changes the array and its declared type beyond what its buffers contain: only the structure may
// be read.
void AlterStructure(ArrayData* data, ArrayData* type, Random* random);

// Changes counts and pointers of finished structs.
void BreakArray(ArrowArray* array, Random* random);
void BreakSchema(ArrowSchema* schema, Random* random);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_STRUCT_MUTATIONS_H
