/* Schemas of text, and text of schemas. */
#include <stdio.h>
#include <string.h>

#include "arrowbridge/arrowbridge.h"

int main(void) {
  const char* text = "struct<id: int64 not null, name: utf8, tags: list<item: utf8>>";
  struct ArrowBridgeError error;
  struct ArrowBridgeSchema* schema;
  if (ArrowBridgeSchemaParse("struct<id: imt64>", &schema, &error) != 0) puts(error.message);
  char* line = NULL;
  int code = ArrowBridgeSchemaParse(text, &schema, &error);
  if (code == 0) code = ArrowBridgeSchemaToLine(schema, 1, &line, &error);
  puts(code == 0 ? line : error.message);
  const int same = code == 0 && strcmp(line, text) == 0;
  ArrowBridgeStringRelease(line);
  ArrowBridgeSchemaRelease(schema);
  return same ? 0 : 1;
}
