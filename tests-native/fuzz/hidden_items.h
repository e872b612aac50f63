// Lists and structs over values that nothing leads to.

#ifndef ARROWBRIDGE_FUZZ_HIDDEN_ITEMS_H
#define ARROWBRIDGE_FUZZ_HIDDEN_ITEMS_H

#include "random.h"
#include "support/array_data.h"

namespace arrowbridge_fuzz {

// A valid array over `items`, some of which belong to null rows only. Type ids, offsets and indices
// of those are garbage, which nothing may follow.
arrowbridge_tests::ArrayData WithHiddenItems(arrowbridge_tests::ArrayData items, Random* random);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_HIDDEN_ITEMS_H
