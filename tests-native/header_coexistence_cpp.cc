// One order of includes in C++. header_coexistence_test.cc calls it.

#include "header_coexistence.h"

extern "C" int COEXISTENCE_CPP_ERRORS(void);

extern "C" int COEXISTENCE_CPP_ERRORS(void) { return CountCoexistenceErrors(); }
