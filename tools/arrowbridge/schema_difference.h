/* Where two schemas differ. */
#ifndef ARROWBRIDGE_TOOL_SCHEMA_DIFFERENCE_H
#define ARROWBRIDGE_TOOL_SCHEMA_DIFFERENCE_H

#include <stdbool.h>

#include "arrowbridge/arrowbridge.h"

/* Prints the first field that differs, as both have it. The structs stay live, but a field may be
   moved out of them. To be called for schemas that are not equal. */
void PrintSchemaDifference(struct ArrowSchema* a, struct ArrowSchema* b, bool metadata);

#endif
