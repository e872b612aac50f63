// The C++17 half of helpers_switched_off.c.

#include "helpers_switched_off.c"
