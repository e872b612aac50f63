// Adapter that runs the SQLite driver of arrow-adbc as a producer under the conformance kit, built
// manually: exports the result of a query.
//
//   gcc -shared -fPIC -Iarrow-adbc/c/include adbc_sqlite_adapter.c -ladbc_driver_sqlite
//       -o adbc_sqlite_adapter.so
#include <arrow-adbc/adbc.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

// One database in memory per process, as in a program.
static struct AdbcDatabase database;
static struct AdbcConnection connection;

static int PrintError(AdbcStatusCode status, struct AdbcError* error) {
  if (status == ADBC_STATUS_OK) return 0;
  fprintf(stderr, "SQLite: %d %s\n", status, error->message == NULL ? "" : error->message);
  if (error->release != NULL) error->release(error);
  return EIO;
}

static AdbcStatusCode Open(struct AdbcError* error) {
  if (connection.private_data != NULL) return ADBC_STATUS_OK;
  AdbcStatusCode status = AdbcDatabaseNew(&database, error);
  if (status == ADBC_STATUS_OK) status = AdbcDatabaseSetOption(&database, "uri", ":memory:", error);
  if (status == ADBC_STATUS_OK) status = AdbcDatabaseInit(&database, error);
  if (status == ADBC_STATUS_OK) status = AdbcConnectionNew(&connection, error);
  if (status == ADBC_STATUS_OK) status = AdbcConnectionInit(&connection, &database, error);
  return status;
}

// A stream of the driver, and its statement, which must not be released before it.
struct Query {
  struct ArrowArrayStream stream;
  struct AdbcStatement statement;
};

static struct ArrowArrayStream* Inner(struct ArrowArrayStream* stream) {
  return &((struct Query*)stream->private_data)->stream;
}

static int GetSchema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  return Inner(stream)->get_schema(Inner(stream), out);
}

static int GetNext(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  return Inner(stream)->get_next(Inner(stream), out);
}

static const char* GetLastError(struct ArrowArrayStream* stream) {
  return Inner(stream)->get_last_error(Inner(stream));
}

static void Release(struct ArrowArrayStream* stream) {
  struct Query* query = stream->private_data;
  struct AdbcError error = ADBC_ERROR_INIT;
  query->stream.release(&query->stream);
  PrintError(AdbcStatementRelease(&query->statement, &error), &error);
  free(query);
  stream->release = NULL;
}

int SqliteQuery(struct ArrowArrayStream* out, const char* sql) {
  struct AdbcError error = ADBC_ERROR_INIT;
  struct Query* query = calloc(1, sizeof(*query));
  if (query == NULL) return ENOMEM;
  AdbcStatusCode status = Open(&error);
  if (status == ADBC_STATUS_OK) status = AdbcStatementNew(&connection, &query->statement, &error);
  if (status == ADBC_STATUS_OK) status = AdbcStatementSetSqlQuery(&query->statement, sql, &error);
  if (status == ADBC_STATUS_OK)
    status = AdbcStatementExecuteQuery(&query->statement, &query->stream, NULL, &error);
  if (status != ADBC_STATUS_OK) {
    if (query->statement.private_data != NULL) AdbcStatementRelease(&query->statement, NULL);
    free(query);
    return PrintError(status, &error);
  }
  *out = (struct ArrowArrayStream){GetSchema, GetNext, GetLastError, Release, query};
  return 0;
}
