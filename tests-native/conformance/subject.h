/// \file subject.h
/// Calls to a producer, each with a poisoned output and with what every call has to keep to.

#ifndef ARROWBRIDGE_CONFORMANCE_SUBJECT_H
#define ARROWBRIDGE_CONFORMANCE_SUBJECT_H

#include "kit.h"

bool KitOpenStream(struct Kit* kit, struct ArrowArrayStream* out);
void KitReleaseStream(struct Kit* kit, struct ArrowArrayStream* stream);

#endif  // ARROWBRIDGE_CONFORMANCE_SUBJECT_H
