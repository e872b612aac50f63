// The C++17 half of helpers_nanoarrow.c.

#include "helpers_nanoarrow.c"
