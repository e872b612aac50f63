/* Metadata in the encoding of ArrowSchema.metadata; NULL means no metadata. It comes from the
   library, which has validated it. */
#ifndef ARROWBRIDGE_TOOL_METADATA_H
#define ARROWBRIDGE_TOOL_METADATA_H

#include <stdbool.h>

bool SameMetadata(const char* a, const char* b);

/* Prints one line per key-value pair, each preceded by `indent`. Keys and values longer than 200
   bytes are truncated. */
void PrintMetadata(const char* indent, const char* metadata);

#endif
