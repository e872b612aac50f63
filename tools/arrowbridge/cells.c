#include "cells.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The character that ArrowBridgeArrayToString() draws the line below the heading with. */
#define RULE "─"

int64_t TextWidth(const char* text) {
  int64_t width = 0;
  ArrowBridgeStringWidth(text, (int64_t)strlen(text), &width, NULL);
  return width;
}

/* Terminates the line that starts at `line` and returns the start of the next line. */
static char* NextLine(char* line) {
  char* end = strchr(line, '\n');
  *end = '\0';
  return end + 1;
}

/* A batch that has the column alone, without rows. A struct by itself would be printed as a table
   of its fields. */
static int MakeHeading(const struct ArrowBridgeArray* column, struct ArrowBridgeArray** out,
                       struct ArrowBridgeError* error) {
  struct ArrowBridgeArray* none = NULL;
  struct ArrowBridgeSchema *type = NULL, *schema = NULL;
  struct ArrowArray array = {0};
  struct ArrowBridgeArrayPart parts[2];
  memset(parts, 0, sizeof(parts));
  parts[1].array = &array;
  *out = NULL;
  int code = ArrowBridgeArraySlice(column, 0, 0, &none, error);
  if (code == 0) code = ArrowBridgeArrayGetSchemaHandle(column, &type, error);
  if (code == 0) {
    code = ArrowBridgeSchemaFromFormat("+s", NULL, 0, NULL, 1, &type, NULL, &schema, error);
  }
  if (code == 0) code = ArrowBridgeExportArray(none, &array, NULL, error);
  if (code == 0) code = ArrowBridgeArrayFromParts(schema, 2, parts, out, error);
  ArrowBridgeArrayRelease(none);
  ArrowBridgeSchemaRelease(type);
  ArrowBridgeSchemaRelease(schema);
  return code;
}

/* Name and type are the heading of a table without rows. A column without a name has no line for
   it: the rule is below the first line then. */
static int ReadHeading(const struct ArrowBridgeArray* column, int64_t max_width, struct Cells* out,
                       struct ArrowBridgeError* error) {
  struct ArrowBridgePrintOptions options = {0};
  options.struct_size = sizeof(options);
  options.head = options.tail = -1;
  options.max_width = max_width > 0 ? max_width : INT32_MAX;
  struct ArrowBridgeArray* heading;
  int code = MakeHeading(column, &heading, error);
  if (code == 0) code = ArrowBridgeArrayToString(heading, &options, &out->heading, error);
  ArrowBridgeArrayRelease(heading);
  if (code != 0) return code;
  char* second = NextLine(out->heading);
  NextLine(second);
  const int named = strncmp(second, RULE, strlen(RULE)) != 0;
  out->name = named ? out->heading : "";
  out->type = named ? second : out->heading;
  return 0;
}

static void Widen(struct Cells* cells, const char* text) {
  int64_t width = TextWidth(text);
  if (width > cells->width) cells->width = width;
}

static int ReadRows(const struct ArrowBridgeArray* column, int64_t max_width, struct Cells* out,
                    struct ArrowBridgeError* error) {
  int64_t n_rows = ArrowBridgeArrayLength(column);
  out->rows = calloc((size_t)n_rows + 1, sizeof(*out->rows));
  if (out->rows == NULL) {
    strcpy(error->message, "out of memory");
    return ENOMEM;
  }
  for (; out->n_rows < n_rows; ++out->n_rows) {
    char** row = &out->rows[out->n_rows];
    int code = ArrowBridgeArrayValueToString(column, out->n_rows, max_width, row, error);
    if (code != 0) return code;
    Widen(out, *row);
  }
  return 0;
}

int CellsRead(const struct ArrowBridgeArray* batch, int64_t index, int64_t max_width,
              struct Cells* out, struct ArrowBridgeError* error) {
  struct ArrowBridgeArray* column;
  memset(out, 0, sizeof(*out));
  int code = ArrowBridgeArrayColumn(batch, index, &column, error);
  if (code == 0) code = ReadHeading(column, max_width, out, error);
  if (code == 0) code = ReadRows(column, max_width, out, error);
  ArrowBridgeArrayRelease(column);
  if (code != 0) {
    CellsRelease(out);
    return code;
  }
  Widen(out, out->name);
  Widen(out, out->type);
  return 0;
}

void CellsRelease(struct Cells* cells) {
  for (int64_t i = 0; i < cells->n_rows; ++i) ArrowBridgeStringRelease(cells->rows[i]);
  free(cells->rows);
  ArrowBridgeStringRelease(cells->heading);
  memset(cells, 0, sizeof(*cells));
}
