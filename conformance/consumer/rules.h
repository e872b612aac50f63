/// \file rules.h
/// One sentence per rule: what it requires of a consumer. See docs/conformance-consumers.md.

#ifndef ARROWBRIDGE_CONFORMANCE_RULES_H
#define ARROWBRIDGE_CONFORMANCE_RULES_H

#include "../kit.h"

/// \brief The sentence of a rule, or its id if there is none.
const char* KitRuleText(const char* rule);

#endif  // ARROWBRIDGE_CONFORMANCE_RULES_H
