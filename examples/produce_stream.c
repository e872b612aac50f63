/* A database driver, written by hand, that returns the result of a query as an ArrowArrayStream.
 *
 *   produce_stream ["select * from cities"]
 *
 * MyDB_Query() is the producer. The library makes the schema from text; everything else is the
 * structs of arrowbridge/abi.h and malloc. The consumer is the library: it imports, validates and
 * prints the stream. For a query that the
 * "database" does not understand, the stream's callbacks return an error code and a message.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrowbridge/arrowbridge.h"
#include "arrowbridge/helpers.h"

/* ------------------------------------------------------------------------------ the "database" */

struct City {
  const char* name;
  double population; /* in millions */
  const char* river; /* NULL: no river */
};

static const struct City kCities[] = {
    {"Cairo", 10.1, "Nile"},   {"Lima", 10.1, "R\xC3\xADmac"}, {"Nairobi", 4.4, NULL},
    {"Vienna", 2.0, "Danube"}, {"Seoul", 9.4, "Han"},          {"Riyadh", 7.0, NULL},
    {"Paris", 2.1, "Seine"},
};
enum { kCityCount = sizeof(kCities) / sizeof(kCities[0]), kRowsPerBatch = 3 };

/* ---------------------------------------------------------------------------------- the schema */

enum { kColumns = 3 };

static int MakeSchema(struct ArrowSchema* out, struct ArrowBridgeError* error) {
  struct ArrowBridgeSchema* schema;
  out->release = NULL;
  int code = ArrowBridgeSchemaParse(
      "struct<city: utf8 not null, population: float64 not null, river: utf8>", &schema, error);
  if (code == 0) code = ArrowBridgeExportSchema(schema, out, error);
  ArrowBridgeSchemaRelease(schema);
  return code;
}

/* ----------------------------------------------------------------------------------- the batch */

/* The memory of one column. Each column owns its memory, so that a consumer may move the column out
 * of the batch and use it after the batch was released. */
struct Column {
  const void* buffers[3];
  uint8_t validity[1]; /* a bit per row; kRowsPerBatch is at most 8 */
  int32_t offsets[kRowsPerBatch + 1];
  double numbers[kRowsPerBatch];
  char text[kRowsPerBatch * 32]; /* the "database" has no string longer than 32 bytes */
};

struct BatchParts {
  const void* buffers[1];
  struct ArrowArray columns[kColumns];
  struct ArrowArray* children[kColumns];
};

static void ReleaseColumn(struct ArrowArray* array) {
  free(array->private_data);
  array->release = NULL;
}

static void ReleaseBatch(struct ArrowArray* array) {
  for (int64_t i = 0; i < array->n_children; ++i) ArrowArrayRelease(array->children[i]);
  free(array->private_data);
  array->release = NULL;
}

static struct Column* NewColumn(int64_t rows, int64_t n_buffers, struct ArrowArray* out) {
  struct Column* column = (struct Column*)calloc(1, sizeof(*column));
  if (column == NULL) return NULL;
  out->length = rows;
  out->n_buffers = n_buffers;
  out->buffers = column->buffers;
  out->private_data = column;
  out->release = ReleaseColumn;
  return column;
}

/* Makes a utf8 column with three buffers: validity, offsets, data. The offsets are the start and
 * end of each row's bytes. */
static int MakeStrings(const char* const* strings, int64_t rows, struct ArrowArray* out) {
  struct Column* column = NewColumn(rows, 3, out);
  if (column == NULL) return ENOMEM;
  int32_t end = 0;
  for (int64_t row = 0; row < rows; ++row) {
    if (strings[row] == NULL) {
      ++out->null_count;
    } else {
      size_t size = strlen(strings[row]);
      memcpy(column->text + end, strings[row], size);
      end += (int32_t)size;
      column->validity[0] |= (uint8_t)(1 << row);
    }
    column->offsets[row + 1] = end;
  }
  column->buffers[0] = column->validity;
  column->buffers[1] = column->offsets;
  column->buffers[2] = column->text;
  return 0;
}

/* Makes a float64 column with two buffers: validity, which is NULL because there are no nulls, and
 * data. */
static int MakeNumbers(const double* numbers, int64_t rows, struct ArrowArray* out) {
  struct Column* column = NewColumn(rows, 2, out);
  if (column == NULL) return ENOMEM;
  memcpy(column->numbers, numbers, (size_t)rows * sizeof(double));
  column->buffers[1] = column->numbers;
  return 0;
}

static int MakeBatch(const struct City* cities, int64_t rows, struct ArrowArray* out) {
  const char* names[kRowsPerBatch];
  const char* rivers[kRowsPerBatch];
  double populations[kRowsPerBatch];
  for (int64_t row = 0; row < rows; ++row) {
    names[row] = cities[row].name;
    rivers[row] = cities[row].river;
    populations[row] = cities[row].population;
  }
  struct BatchParts* parts = (struct BatchParts*)calloc(1, sizeof(*parts));
  if (parts == NULL) return ENOMEM;
  for (int i = 0; i < kColumns; ++i) parts->children[i] = &parts->columns[i];
  struct ArrowArray batch;
  memset(&batch, 0, sizeof(batch));
  batch.length = rows;
  batch.n_buffers = 1; /* the validity of the batch's rows: NULL, because no row is null */
  batch.buffers = parts->buffers;
  batch.n_children = kColumns;
  batch.children = parts->children;
  batch.private_data = parts;
  batch.release = ReleaseBatch;

  int code = MakeStrings(names, rows, &parts->columns[0]);
  if (code == 0) code = MakeNumbers(populations, rows, &parts->columns[1]);
  if (code == 0) code = MakeStrings(rivers, rows, &parts->columns[2]);
  if (code != 0) {
    ArrowArrayRelease(&batch); /* also releases the columns that were made */
    return code;
  }
  *out = batch; /* written only after everything succeeded */
  return 0;
}

/* ---------------------------------------------------------------------------------- the stream */

struct Query {
  int known;
  int64_t next_row;
  char error[256]; /* the message that get_last_error returns */
};

static int GetSchema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  struct Query* query = (struct Query*)stream->private_data;
  if (!query->known) return EINVAL; /* MyDB_Query() wrote the message */
  struct ArrowBridgeError error = {""};
  int code = MakeSchema(out, &error);
  if (code != 0) snprintf(query->error, sizeof(query->error), "MyDB: %.200s", error.message);
  return code;
}

static int GetNext(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  struct Query* query = (struct Query*)stream->private_data;
  out->release = NULL; /* at end of stream and after an error `out` must be released */
  if (!query->known) return EINVAL;
  int64_t rows = kCityCount - query->next_row;
  if (rows > kRowsPerBatch) rows = kRowsPerBatch;
  if (rows == 0) return 0;
  int code = MakeBatch(&kCities[query->next_row], rows, out);
  if (code != 0) {
    snprintf(query->error, sizeof(query->error), "MyDB: out of memory at row %d",
             (int)query->next_row);
    return code;
  }
  query->next_row += rows;
  return 0;
}

static const char* GetLastError(struct ArrowArrayStream* stream) {
  return ((struct Query*)stream->private_data)->error;
}

static void ReleaseStream(struct ArrowArrayStream* stream) {
  free(stream->private_data);
  stream->release = NULL;
}

static int MyDB_Query(const char* sql, struct ArrowArrayStream* out) {
  out->release = NULL;
  struct Query* query = (struct Query*)calloc(1, sizeof(*query));
  if (query == NULL) return ENOMEM;
  query->known = strcmp(sql, "select * from cities") == 0;
  if (!query->known) {
    snprintf(query->error, sizeof(query->error), "MyDB: cannot understand '%.180s'", sql);
  }
  out->get_schema = GetSchema;
  out->get_next = GetNext;
  out->get_last_error = GetLastError;
  out->private_data = query;
  out->release = ReleaseStream;
  return 0;
}

/* -------------------------------------------------------------------------------- the consumer */

static int PrintBatches(struct ArrowBridgeReader* reader, struct ArrowBridgeError* error) {
  for (;;) {
    struct ArrowBridgeArray* batch;
    int code = ArrowBridgeReaderNextArray(reader, &batch, error);
    if (code != 0 || batch == NULL) return code;
    char* text;
    code = ArrowBridgeArrayToString(batch, NULL, &text, error);
    if (code == 0) printf("batch of %" PRId64 " rows\n%s\n", ArrowBridgeArrayLength(batch), text);
    if (code == 0) ArrowBridgeStringRelease(text);
    ArrowBridgeArrayRelease(batch);
    if (code != 0) return code;
  }
}

int main(int argc, char** argv) {
  struct ArrowBridgeError error = {""};
  struct ArrowArrayStream stream;
  struct ArrowBridgeReader* reader = NULL;
  int code = MyDB_Query(argc > 1 ? argv[1] : "select * from cities", &stream);
  /* The import consumes the stream, whether it succeeds or not. */
  if (code == 0) code = ArrowBridgeImportRecordBatchReader(&stream, &reader, &error);
  if (code == 0) code = PrintBatches(reader, &error);
  if (code != 0) fprintf(stderr, "error %d (%s): %s\n", code, strerror(code), error.message);
  ArrowBridgeReaderRelease(reader);

  struct ArrowBridgeLiveCounts live;
  ArrowBridgeGetLiveCounts(&live);
  printf("not released: %" PRId64 " blocks, %" PRId64 " handles\n", live.blocks, live.handles);
  return code != 0 || live.blocks != 0 || live.handles != 0 ? 1 : 0;
}
