/* The C99 half of header_coexistence_test.cc. */

#include "header_coexistence.h"

int COEXISTENCE_C_ERRORS(void);

int COEXISTENCE_C_ERRORS(void) { return CountCoexistenceErrors(); }
