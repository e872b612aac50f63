/// \file same.h
/// Whether two schemas, and two sequences of batches, are the same to whoever reads them.

#ifndef ARROWBRIDGE_CONFORMANCE_CONSUMER_SAME_H
#define ARROWBRIDGE_CONFORMANCE_CONSUMER_SAME_H

#include "../type.h"

/// \brief NULL, or the rule by which `got` is another schema than `want`; `where` says what
/// differs. NULL and "" are the same name, NULL and no pairs the same metadata; names of batches
/// and of the values of dictionaries mean nothing. `at_stake` is the rule for formats.
const char* KitSchemaDifference(const struct ArrowSchema* want, const struct ArrowSchema* got,
                                const char* at_stake, char where[200]);

/// \brief Whether value `i` of `a` is value `j` of `b`, both of one schema and sound. Null
/// slots and slots outside offset and length are not compared.
bool KitSameValue(const struct ArrowSchema* schema, const struct ArrowArray* a, int64_t i,
                  const struct ArrowArray* b, int64_t j);

#endif  // ARROWBRIDGE_CONFORMANCE_CONSUMER_SAME_H
