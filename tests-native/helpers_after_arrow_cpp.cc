// The C++17 half of helpers_after_arrow.c.

#include "helpers_after_arrow.c"
