/* One order of includes in C99. header_coexistence_test.cc calls it. */

#include "header_coexistence.h"

int COEXISTENCE_C_ERRORS(void);

int COEXISTENCE_C_ERRORS(void) { return CountCoexistenceErrors(); }
