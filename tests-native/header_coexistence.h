/* One order of includes: some foreign blocks, ours, then all foreign blocks in both guard styles.
 * COEXISTENCE_BEFORE is the sum of the blocks that come first (support/spec_guards.h); blocks need
 * those they use, so 0, 1, 3, 5, 7, 11, 15, 19, 23, 27 and 31 are all the orders there are. */

#define SPEC_GUARDS_BLOCKS COEXISTENCE_BEFORE
#include "support/spec_guards.h"

#include "arrowbridge/abi.h"
#include "arrowbridge/helpers.h"

#undef SPEC_GUARDS_BLOCKS
#define SPEC_GUARDS_BLOCKS SPEC_GUARDS_ALL
#include "support/spec_guards.h"
#define SPEC_GUARDS_OUTER
#include "support/spec_guards.h"

#include "support/coexistence_check.h"

#define COEXISTENCE_PASTE2(a, b) a##b
#define COEXISTENCE_PASTE(a, b) COEXISTENCE_PASTE2(a, b)
#define COEXISTENCE_C_ERRORS COEXISTENCE_PASTE(CoexistenceErrorsInC_, COEXISTENCE_BEFORE)
#define COEXISTENCE_CPP_ERRORS COEXISTENCE_PASTE(CoexistenceErrorsInCpp_, COEXISTENCE_BEFORE)
