/// \file without.h
/// Types that the implementation under test does not know. --without names them, and the data of
/// scenarios is made without them.

#ifndef ARROWBRIDGE_CONFORMANCE_WITHOUT_H
#define ARROWBRIDGE_CONFORMANCE_WITHOUT_H

#include "consumer_driver.h"

/// \brief True if the data may have columns of this format.
bool KitHasFormat(const struct Kit* kit, const char* format);

/// \brief The format of a column without children that the data may have: int32 if possible. NULL
/// if there is none.
const char* KitLeafFormat(const struct Kit* kit);

/// \brief The array specification of the scenario, without the columns of types that are left out.
/// If none is left, and the types are not the point of the scenario, it has a column of another
/// type. \return NULL if the scenario cannot be run: that was reported, and the scenario returns.
struct KitArraySpec* KitScenarioSpec(struct Kit* kit, const struct KitStreamScenario* scenario);

#endif  // ARROWBRIDGE_CONFORMANCE_WITHOUT_H
