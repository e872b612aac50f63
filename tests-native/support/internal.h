// Functions that the library exports for tests only.

#ifndef ARROWBRIDGE_TESTS_INTERNAL_H
#define ARROWBRIDGE_TESTS_INTERNAL_H

#include <cstdint>

extern "C" {

// Collects garbage and frees the memory of released readers, so that live counts can be compared.
void InternalArrowBridgeCollect(void);

// Bytes that the calling thread has allocated on the managed heap so far.
int64_t InternalArrowBridgeManagedBytes(void);
}

#endif  // ARROWBRIDGE_TESTS_INTERNAL_H
