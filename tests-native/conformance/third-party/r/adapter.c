// Adapter that runs R's packages arrow and nanoarrow under the conformance kit, built manually: R
// runs in the process of the kit and gets pointers as its packages exchange them.
//
//   gcc -shared -fPIC -I../../../../include $(R CMD config --cppflags) adapter.c
//       $(R CMD config --ldflags) -o r_adapter.so
//
// R_HOME must be set (`R RHOME`), LD_LIBRARY_PATH must contain the folder of libR.so, and
// R_DEFAULT_PACKAGES must name the package under test, so that R loads it before the kit counts
// memory.
#include <arrowbridge/abi.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

// R defines short names, such as length, unless told otherwise.
#define R_NO_REMAP
#define R_INTERFACE_PTRS
#define CSTACK_DEFNS
#include <Rembedded.h>
#include <Rinternals.h>
#include <Rinterface.h>
#include <R_ext/Parse.h>

// The R functions that use the packages. They return NULL, because R keeps the last returned value.
static const char kCode[] =
    "arrow_open <- function(path) "
    "arrow::RecordBatchFileReader$create(arrow::ReadableFile$create(path))\n"
    "arrow_produce <- function(out, path) "
    "arrow::as_record_batch_reader(arrow_open(path)$read_table())$export_to_c(out)\n"
    "arrow_array <- function(array, schema, path) arrow_open(path)$get_batch(0)$export_to_c(array, "
    "schema)\n"
    "arrow_schema <- function(out, path) arrow_open(path)$schema$export_to_c(out)\n"
    "arrow_consume <- function(stream) {\n"
    "  table <- arrow::RecordBatchReader$import_from_c(stream)$read_table()\n"
    "  as.data.frame(table)\n"
    "  NULL\n"
    "}\n"
    "arrow_consume_table <- function(stream) {\n"
    "  table <- arrow::RecordBatchReader$import_from_c(stream)$read_table()\n"
    "  stopifnot(table$ValidateFull())\n"
    "}\n"
    "nanoarrow_produce <- function(out, path) {\n"
    "  nanoarrow::nanoarrow_pointer_export(nanoarrow::read_nanoarrow(path), out)\n"
    "}\n"
    "nanoarrow_basic <- function(out, path) {\n"
    "  stream <- nanoarrow::read_nanoarrow(path)\n"
    "  schema <- stream$get_schema()\n"
    "  batches <- nanoarrow::collect_array_stream(stream)\n"
    "  nanoarrow::nanoarrow_pointer_export(nanoarrow::basic_array_stream(batches, schema), out)\n"
    "}\n"
    "nanoarrow_array <- function(array, schema, path) {\n"
    "  stream <- nanoarrow::read_nanoarrow(path)\n"
    "  nanoarrow::nanoarrow_pointer_export(stream$get_schema(), schema)\n"
    "  nanoarrow::nanoarrow_pointer_export(stream$get_next(), array)\n"
    "}\n"
    "nanoarrow_schema <- function(out, path) {\n"
    "  nanoarrow::nanoarrow_pointer_export(nanoarrow::read_nanoarrow(path)$get_schema(), out)\n"
    "}\n"
    "nanoarrow_own <- function(stream, read) {\n"
    "  own <- nanoarrow::nanoarrow_allocate_array_stream()\n"
    "  nanoarrow::nanoarrow_pointer_move(stream, own)\n"
    "  on.exit(nanoarrow::nanoarrow_pointer_release(own))\n"
    "  read(own)\n"
    "  NULL\n"
    "}\n"
    "nanoarrow_consume <- function(stream) nanoarrow_own(stream, nanoarrow::convert_array_stream)\n"
    "nanoarrow_collect <- function(stream) nanoarrow_own(stream, "
    "nanoarrow::collect_array_stream)\n";

static pthread_once_t g_once = PTHREAD_ONCE_INIT;
static int g_ready;

static SEXP Parse(const char* code) {
  ParseStatus status;
  SEXP text = PROTECT(Rf_mkString(code));
  SEXP parsed = R_ParseVector(text, -1, &status, R_NilValue);
  UNPROTECT(1);
  return status == PARSE_OK ? parsed : R_NilValue;
}

static void Start(void) {
  char* arguments[] = {"R", "--vanilla", "--quiet", "--no-echo"};
  R_SignalHandlers = 0;
  if (Rf_initEmbeddedR(4, arguments) < 0) return;
  // Calls also come from other threads, whose stacks R does not know.
  R_CStackLimit = (uintptr_t)-1;
  SEXP code = PROTECT(Parse(kCode));
  int failed = 0;
  for (R_xlen_t i = 0; i < Rf_xlength(code) && !failed; i++)
    R_tryEval(VECTOR_ELT(code, i), R_GlobalEnv, &failed);
  g_ready = Rf_xlength(code) > 0 && !failed;
  UNPROTECT(1);
}

// Starts R before the kit counts memory, so that memory that R keeps is not a leak.
__attribute__((constructor)) static void StartEarly(void) { pthread_once(&g_once, Start); }

static SEXP Pointer(void* address, const char* class) {
  SEXP pointer = PROTECT(R_MakeExternalPtr(address, R_NilValue, R_NilValue));
  Rf_setAttrib(pointer, R_ClassSymbol, PROTECT(Rf_mkString(class)));
  UNPROTECT(2);
  return pointer;
}

static int Call(const char* function, SEXP first, SEXP second, SEXP third) {
  if (!g_ready) {
    fprintf(stderr, "R does not start, or lacks its packages\n");
    return ENOSYS;
  }
  PROTECT(first);
  PROTECT(second);
  PROTECT(third);
  SEXP arguments = R_NilValue;
  PROTECT_INDEX index;
  PROTECT_WITH_INDEX(arguments, &index);
  if (third != R_NilValue) REPROTECT(arguments = Rf_lcons(third, arguments), index);
  if (second != R_NilValue) REPROTECT(arguments = Rf_lcons(second, arguments), index);
  REPROTECT(arguments = Rf_lcons(first, arguments), index);
  REPROTECT(arguments = Rf_lcons(Rf_install(function), arguments), index);
  int failed = 0;
  R_tryEval(arguments, R_GlobalEnv, &failed);
  UNPROTECT(4);
  // Runs R's garbage collector, which releases streams that are no longer referenced.
  R_gc();
  R_gc();
  return failed ? EINVAL : 0;
}

static int Stream(const char* function, struct ArrowArrayStream* out, const char* path) {
  SEXP pointer = PROTECT(Pointer(out, "nanoarrow_array_stream"));
  out->release = NULL;
  const int code =
      Call(function, pointer, path == NULL ? R_NilValue : Rf_mkString(path), R_NilValue);
  R_ClearExternalPtr(pointer);
  UNPROTECT(1);
  return code;
}

static int Array(const char* function, struct ArrowArray* out, struct ArrowSchema* schema,
                 const char* path) {
  SEXP array = PROTECT(Pointer(out, "nanoarrow_array"));
  SEXP type = PROTECT(Pointer(schema, "nanoarrow_schema"));
  out->release = NULL;
  schema->release = NULL;
  const int code = Call(function, array, type, Rf_mkString(path));
  R_ClearExternalPtr(array);
  R_ClearExternalPtr(type);
  UNPROTECT(2);
  return code;
}

static int Schema(const char* function, struct ArrowSchema* out, const char* path) {
  SEXP pointer = PROTECT(Pointer(out, "nanoarrow_schema"));
  out->release = NULL;
  const int code = Call(function, pointer, Rf_mkString(path), R_NilValue);
  R_ClearExternalPtr(pointer);
  UNPROTECT(1);
  return code;
}

static int Consume(const char* function, struct ArrowArrayStream* stream) {
  SEXP pointer = PROTECT(Pointer(stream, "nanoarrow_array_stream"));
  const int code = Call(function, pointer, R_NilValue, R_NilValue);
  R_ClearExternalPtr(pointer);
  UNPROTECT(1);
  return code;
}

int RArrowProduce(struct ArrowArrayStream* out, const char* path) {
  return Stream("arrow_produce", out, path);
}
int RArrowArray(struct ArrowArray* out, struct ArrowSchema* schema, const char* path) {
  return Array("arrow_array", out, schema, path);
}
int RArrowSchema(struct ArrowSchema* out, const char* path) {
  return Schema("arrow_schema", out, path);
}
int RArrowConsume(struct ArrowArrayStream* stream) { return Consume("arrow_consume", stream); }
int RArrowConsumeTable(struct ArrowArrayStream* stream) {
  return Consume("arrow_consume_table", stream);
}
int RNanoarrowProduce(struct ArrowArrayStream* out, const char* path) {
  return Stream("nanoarrow_produce", out, path);
}
int RNanoarrowBasic(struct ArrowArrayStream* out, const char* path) {
  return Stream("nanoarrow_basic", out, path);
}
int RNanoarrowArray(struct ArrowArray* out, struct ArrowSchema* schema, const char* path) {
  return Array("nanoarrow_array", out, schema, path);
}
int RNanoarrowSchema(struct ArrowSchema* out, const char* path) {
  return Schema("nanoarrow_schema", out, path);
}
int RNanoarrowConsume(struct ArrowArrayStream* stream) {
  return Consume("nanoarrow_consume", stream);
}
int RNanoarrowCollect(struct ArrowArrayStream* stream) {
  return Consume("nanoarrow_collect", stream);
}
