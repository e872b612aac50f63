// Ways to break arrays in the C data interface that a library can be asked to see: no pointer leads
// to memory that is not there, since that is beyond any check.

#ifndef ARROWBRIDGE_FUZZ_STRUCT_MUTATIONS_H
#define ARROWBRIDGE_FUZZ_STRUCT_MUTATIONS_H

#include "random.h"
#include "support/array_data.h"

namespace arrowbridge_fuzz {

using arrowbridge_tests::ArrayData;

// A column or a batch of some types, nested further now and then; sound.
ArrayData MakeSound(Random* random);

// Alters lengths, offsets, null counts and contents. Buffers get so much room behind them that
// whatever the structure allows lies in them; offsets of texts and lengths of variadic buffers,
// which nothing but the producer knows to be right, do too.
void AlterContents(ArrayData* data, Random* random);

// Alters the array, and the type that it is said to have, beyond what its buffers hold: only the
// structure may be looked at.
void AlterStructure(ArrayData* data, ArrayData* type, Random* random);

// Alters counts and pointers of finished structs.
void BreakArray(ArrowArray* array, Random* random);
void BreakSchema(ArrowSchema* schema, Random* random);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_STRUCT_MUTATIONS_H
