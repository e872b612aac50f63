/* The first difference of two schemas. */
#ifndef ARROWBRIDGE_TOOL_SCHEMA_DIFFERENCE_H
#define ARROWBRIDGE_TOOL_SCHEMA_DIFFERENCE_H

#include <stdbool.h>

#include "arrowbridge/arrowbridge.h"
#include "arrowbridge/helpers.h"

/* Prints the first field that differs, as it is in each of the two schemas. Call it only for
   schemas that are not equal. The structs are not released, but fields may be moved out of them. */
void PrintSchemaDifference(struct ArrowSchema* a, struct ArrowSchema* b, bool metadata);

#endif
