// Schemas on one line.

#ifndef ARROWBRIDGE_FUZZ_SCHEMA_TEXT_H
#define ARROWBRIDGE_FUZZ_SCHEMA_TEXT_H

#include "arrowbridge/arrowbridge.h"
#include "random.h"

namespace arrowbridge_fuzz {

// Prints a schema on one line and parses the line: the schemas must be equal. Then parses damaged
// copies of the line, which may fail.
void CheckSchemaText(const ArrowBridgeSchema* schema, Random* random);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_SCHEMA_TEXT_H
