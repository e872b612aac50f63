/// \file reference_consumer.h
/// A reference consumer, which follows every rule, and its mutants, which break one rule each. The
/// second argument of the functions under test selects the mutant: a rule, and after a slash how it
/// is broken.

#ifndef ARROWBRIDGE_CONFORMANCE_REFERENCE_CONSUMER_H
#define ARROWBRIDGE_CONFORMANCE_REFERENCE_CONSUMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arrowbridge/abi.h"

/// \brief Selects the mutant. NULL: the reference consumer.
void SelectMutant(const char* mutant);
bool MutantIs(const char* mutant);
const char* MutantName(void);

/// \brief Reads every byte, in a way that the compiler does not remove.
void ReadBytes(const void* bytes, int64_t size);

/// \brief Copies the bytes to the end of a page that is followed by an inaccessible one. The next
/// call overwrites them.
const char* AtPageEnd(const char* bytes, size_t size);
/// \brief Metadata of one pair, whose value is declared longer than the memory.
const char* EndlessMetadata(void);

/// \brief Reads the whole schema: strings, metadata, children, dictionary.
void ReferenceReadSchema(const struct ArrowSchema* schema, int depth);

/// \brief Reads `count` values, beginning with value `begin` after the array's offset.
void ReferenceReadArray(const struct ArrowSchema* schema, const struct ArrowArray* array,
                        int64_t begin, int64_t count, int depth);

#endif  // ARROWBRIDGE_CONFORMANCE_REFERENCE_CONSUMER_H
