// A library that crashes while it is loaded.
#include <stdlib.h>

__attribute__((constructor)) static void Crash(void) { abort(); }

int Nothing(void* out);
int Nothing(void* out) { return out == NULL; }
