// DuckDB for the conformance kit, through ADBC: queries as producers, ingestion as a consumer.
#include <cerrno>
#include <cstdio>
#include <exception>

#include "../../interop/duckdb.h"

namespace {

// One database for the life of the process, as a program has it; what it keeps is no leak of a
// stream.
interop::Database& TheDatabase() {
  static interop::Database* database = [] {
    interop::LoadDuckDb(DUCKDB_LIBRARY);
    return new interop::Database;
  }();
  return *database;
}

int Say(const std::exception& exception) {
  std::fprintf(stderr, "DuckDB: %s\n", exception.what());
  return EINVAL;
}

}  // namespace

extern "C" int DuckDbProduce(ArrowArrayStream* out, const char* sql) {
  try {
    interop::OwnedStream stream = TheDatabase().Query(sql);
    *out = *stream.get();
    stream->release = nullptr;
    return 0;
  } catch (const std::exception& exception) {
    return Say(exception);
  }
}

extern "C" int DuckDbConsume(ArrowArrayStream* stream) {
  try {
    TheDatabase();
  } catch (const std::exception& exception) {
    stream->release(stream);
    return Say(exception);
  }
  try {
    TheDatabase().Execute("drop table if exists t");
    TheDatabase().Ingest("t", stream);
    return 0;
  } catch (const std::exception& exception) {
    return Say(exception);
  }
}
