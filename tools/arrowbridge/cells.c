/* ArrowBridgeArrayToString() chooses column widths per batch and leaves out columns that do not
   fit. To lay out a whole stream, this file formats one column at a time. Each column is put into a
   batch with two columns: the column itself and a column of nulls. The second column is needed
   because ArrowBridgeArrayToString() does not pad the last column. */

#include "cells.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The strings that ArrowBridgeArrayToString() puts between columns and below the heading. */
#define SEPARATOR " │ "
#define RULE "─"

struct PairSchema {
  struct ArrowSchema children[2];
  struct ArrowSchema* pointers[2];
};

static void ReleasePairSchema(struct ArrowSchema* schema) {
  struct PairSchema* pair = schema->private_data;
  for (int i = 0; i < 2; ++i) ArrowSchemaRelease(&pair->children[i]);
  free(pair);
  ArrowSchemaMarkReleased(schema);
}

/* The schema of the column of nulls owns no memory. */
static void ReleaseNothing(struct ArrowSchema* schema) { ArrowSchemaMarkReleased(schema); }

/* Consumes `column` if it succeeds. */
static int MakePairSchema(struct ArrowSchema* column, struct ArrowSchema* out) {
  struct PairSchema* pair = calloc(1, sizeof(*pair));
  if (pair == NULL) return ENOMEM;
  ArrowSchemaMove(column, &pair->children[0]);
  pair->children[1].format = "n";
  /* The name ensures that the output has a line of column names. */
  pair->children[1].name = "null";
  pair->children[1].flags = ARROW_FLAG_NULLABLE;
  pair->children[1].release = ReleaseNothing;
  for (int i = 0; i < 2; ++i) pair->pointers[i] = &pair->children[i];
  memset(out, 0, sizeof(*out));
  out->format = "+s";
  out->n_children = 2;
  out->children = pair->pointers;
  out->release = ReleasePairSchema;
  out->private_data = pair;
  return 0;
}

struct PairArray {
  struct ArrowArray children[2];
  struct ArrowArray* pointers[2];
  const void* no_validity;
};

static void ReleasePairArray(struct ArrowArray* array) {
  struct PairArray* pair = array->private_data;
  for (int i = 0; i < 2; ++i) ArrowArrayRelease(&pair->children[i]);
  free(pair);
  ArrowArrayMarkReleased(array);
}

static void ReleaseNulls(struct ArrowArray* array) { ArrowArrayMarkReleased(array); }

/* Consumes `column` if it succeeds. */
static int MakePairArray(struct ArrowArray* column, struct ArrowArray* out) {
  struct PairArray* pair = calloc(1, sizeof(*pair));
  if (pair == NULL) return ENOMEM;
  int64_t length = column->length;
  ArrowArrayMove(column, &pair->children[0]);
  pair->children[1].length = pair->children[1].null_count = length;
  pair->children[1].release = ReleaseNulls;
  for (int i = 0; i < 2; ++i) pair->pointers[i] = &pair->children[i];
  memset(out, 0, sizeof(*out));
  out->length = length;
  out->n_buffers = 1;
  out->buffers = &pair->no_validity;
  out->n_children = 2;
  out->children = pair->pointers;
  out->release = ReleasePairArray;
  out->private_data = pair;
  return 0;
}

/* Imports a column and the column of nulls as a batch. Consumes both structs, also on failure. */
static int ImportPair(struct ArrowArray* column, struct ArrowSchema* column_schema,
                      struct ArrowBridgeArray** out, struct ArrowBridgeError* error) {
  struct ArrowArray array = {0};
  struct ArrowSchema c_schema = {0};
  struct ArrowBridgeSchema* schema = NULL;
  int code = MakePairArray(column, &array);
  if (code == 0) code = MakePairSchema(column_schema, &c_schema);
  if (code != 0) strcpy(error->message, "out of memory");
  if (code == 0) code = ArrowBridgeImportSchema(&c_schema, &schema, error);
  if (code == 0) code = ArrowBridgeImportRecordBatch(&array, schema, out, error);
  ArrowBridgeSchemaRelease(schema);
  ArrowSchemaRelease(&c_schema);
  ArrowArrayRelease(&array);
  ArrowSchemaRelease(column_schema);
  ArrowArrayRelease(column);
  return code;
}

static int MakePair(const struct ArrowBridgeArray* batch, int64_t index,
                    struct ArrowBridgeArray** out, struct ArrowBridgeError* error) {
  struct ArrowBridgeArray* column;
  struct ArrowArray array;
  struct ArrowSchema schema;
  *out = NULL;
  int code = ArrowBridgeArrayColumn(batch, index, &column, error);
  if (code != 0) return code;
  code = ArrowBridgeExportArray(column, &array, &schema, error);
  ArrowBridgeArrayRelease(column);
  return code != 0 ? code : ImportPair(&array, &schema, out, error);
}

/* Terminates the line that starts at `line` and returns the start of the next line. */
static char* NextLine(char* line) {
  char* end = strchr(line, '\n');
  *end = '\0';
  return end + 1;
}

/* Truncates a line at the last separator, which removes the second column. */
static const char* FirstColumn(char* line) {
  char* last = NULL;
  for (char* next = line; (next = strstr(next, SEPARATOR)) != NULL; ++next) last = next;
  if (last != NULL) *last = '\0';
  return line;
}

/* Splits the text into its lines: name, type, rule, rows, and a last line with the row count. */
static void Split(struct Cells* cells) {
  char* line = cells->text;
  char* next = NextLine(line);
  cells->name = FirstColumn(line);
  line = next;
  next = NextLine(line);
  cells->type = FirstColumn(line);
  while (strncmp(next, RULE, strlen(RULE)) == 0) {
    ++cells->width;
    next += strlen(RULE);
  }
  --cells->width; /* one rule character stands in front of the crossing of lines */
  line = next;
  next = NextLine(line);
  for (int64_t i = 0; i < cells->n_rows; ++i) {
    line = next;
    next = NextLine(line);
    cells->rows[i] = FirstColumn(line);
  }
}

int CellsRead(const struct ArrowBridgeArray* batch, int64_t index, int64_t max_width,
              struct Cells* out, struct ArrowBridgeError* error) {
  struct ArrowBridgeArray* pair;
  memset(out, 0, sizeof(*out));
  int code = MakePair(batch, index, &pair, error);
  if (code != 0) return code;
  struct ArrowBridgePrintOptions options = {0};
  options.struct_size = sizeof(options);
  out->n_rows = ArrowBridgeArrayLength(pair);
  options.head = out->n_rows > 0 ? out->n_rows : -1;
  options.tail = -1;
  options.max_width = max_width > 0 ? max_width : INT32_MAX;
  code = ArrowBridgeArrayToString(pair, &options, &out->text, error);
  ArrowBridgeArrayRelease(pair);
  if (code != 0) return code;
  out->rows = malloc((size_t)(out->n_rows + 1) * sizeof(*out->rows));
  if (out->rows == NULL) {
    CellsRelease(out);
    strcpy(error->message, "out of memory");
    return ENOMEM;
  }
  Split(out);
  return 0;
}

void CellsRelease(struct Cells* cells) {
  ArrowBridgeStringRelease(cells->text);
  free(cells->rows);
  memset(cells, 0, sizeof(*cells));
}
