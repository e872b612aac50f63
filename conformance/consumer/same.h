/// \file same.h
/// Comparison of schemas and of values.

#ifndef ARROWBRIDGE_CONFORMANCE_CONSUMER_SAME_H
#define ARROWBRIDGE_CONFORMANCE_CONSUMER_SAME_H

#include "../type.h"

/// \brief Compares two schemas.
/// \return NULL if they are equal, or the rule by which `got` differs from `want`; `where` then
/// says what differs. Names NULL and "" are equal, and so are metadata NULL and metadata without
/// pairs. Names of record batches and of the values of dictionaries are not compared. `at_stake` is
/// the rule for different formats.
const char* KitSchemaDifference(const struct ArrowSchema* want, const struct ArrowSchema* got,
                                const char* at_stake, char where[200]);

/// \brief True if value `i` of `a` equals value `j` of `b`. Both arrays are valid and have the same
/// schema. Null slots and slots outside offset and length are not compared.
bool KitSameValue(const struct ArrowSchema* schema, const struct ArrowArray* a, int64_t i,
                  const struct ArrowArray* b, int64_t j);

/// \brief True if the value is null, or refers to a value that is: in a dictionary, in the member
/// of a union, in a run. What is below a null value is not part of it.
bool KitIsNullValue(const struct ArrowSchema* schema, const struct ArrowArray* array, int64_t i);

/// \brief True if row `i` of batch `a` equals row `j` of batch `b`. A null row of a record batch
/// equals a row whose columns are all null: consumers that have no null rows see no difference.
bool KitSameRow(const struct ArrowSchema* schema, const struct ArrowArray* a, int64_t i,
                const struct ArrowArray* b, int64_t j);

#endif  // ARROWBRIDGE_CONFORMANCE_CONSUMER_SAME_H
