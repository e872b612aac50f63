/// \file reference_consumer.h
/// A consumer that keeps to every rule, and as many that break just one: the second argument says
/// which rule, and after a stroke in which way.

#ifndef ARROWBRIDGE_CONFORMANCE_REFERENCE_CONSUMER_H
#define ARROWBRIDGE_CONFORMANCE_REFERENCE_CONSUMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arrowbridge/abi.h"

/// \brief Which mutant this is; NULL is none.
void SelectMutant(const char* mutant);
bool MutantIs(const char* mutant);
const char* MutantName(void);

/// \brief Reads bytes, so that no compiler leaves that out.
void ReadBytes(const void* bytes, int64_t size);

/// \brief Reads the whole schema: texts, metadata, children, dictionary.
void ReferenceReadSchema(const struct ArrowSchema* schema, int depth);

/// \brief Reads `count` values from `begin` on, counted from the array's own offset.
void ReferenceReadArray(const struct ArrowSchema* schema, const struct ArrowArray* array,
                        int64_t begin, int64_t count, int depth);

#endif  // ARROWBRIDGE_CONFORMANCE_REFERENCE_CONSUMER_H
