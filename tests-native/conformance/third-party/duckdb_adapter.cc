// Adapter that runs DuckDB under the conformance kit, through ADBC: ingestion as a consumer;
// ingestion and a query of the table as a pass-through function.
#include <cerrno>
#include <cstdio>
#include <exception>

#include "../../interop/duckdb.h"

namespace {

// One database per process, as in a program: memory that the database keeps is not a leak of a
// stream.
interop::Database& TheDatabase() {
  static interop::Database* database = [] {
    interop::LoadDuckDb(DUCKDB_LIBRARY);
    return new interop::Database;
  }();
  return *database;
}

int PrintError(const std::exception& exception) {
  std::fprintf(stderr, "DuckDB: %s\n", exception.what());
  return EINVAL;
}

}  // namespace

extern "C" int DuckDbConsume(ArrowArrayStream* stream) {
  try {
    TheDatabase();
  } catch (const std::exception& exception) {
    if (stream->release != nullptr) stream->release(stream);
    return PrintError(exception);
  }
  try {
    TheDatabase().Execute("drop table if exists t");
    TheDatabase().Ingest("t", stream);
    return 0;
  } catch (const std::exception& exception) {
    return PrintError(exception);
  }
}

extern "C" int DuckDbPass(ArrowArrayStream* in, ArrowArrayStream* out) {
  const int code = DuckDbConsume(in);
  if (code != 0) return code;
  try {
    interop::OwnedStream stream = TheDatabase().Query("from t");
    *out = *stream.get();
    stream->release = nullptr;
    return 0;
  } catch (const std::exception& exception) {
    return PrintError(exception);
  }
}
