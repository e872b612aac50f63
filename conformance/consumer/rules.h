/// \file rules.h
/// What each rule asks of a consumer, in one sentence; see docs/conformance-consumers.md.

#ifndef ARROWBRIDGE_CONFORMANCE_RULES_H
#define ARROWBRIDGE_CONFORMANCE_RULES_H

#include "../kit.h"

/// \brief The sentence; the id itself where there is none.
const char* KitRuleText(const char* rule);

#endif  // ARROWBRIDGE_CONFORMANCE_RULES_H
