/* Custom metadata, encoded as ArrowSchema.metadata; NULL is none. It comes from the library, which
   has checked it. */
#ifndef ARROWBRIDGE_TOOL_METADATA_H
#define ARROWBRIDGE_TOOL_METADATA_H

#include <stdbool.h>

bool SameMetadata(const char* a, const char* b);

/* A line for each pair, with `indent` before it; long values are cut. */
void PrintMetadata(const char* indent, const char* metadata);

#endif
