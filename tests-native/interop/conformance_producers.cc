// DuckDB and GDAL as producers under the conformance kit. docs/conformance-findings.md lists the
// findings.
// Both do what their users do: a query through ADBC, a table's rows through OGR's C API.

#include <cerrno>
#include <cstdio>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "duckdb.h"
#include "gdal.h"

namespace interop {
namespace {

// Keeps a table alive as long as its stream. GDAL's own callbacks stay in the struct.
struct OwnedTable {
  std::unique_ptr<GdalTable> table;
  void (*release)(ArrowArrayStream*);
};
std::mutex g_mutex;
std::map<void*, OwnedTable> g_tables;

void ReleaseTable(ArrowArrayStream* stream) {
  OwnedTable owned;
  {
    const std::lock_guard<std::mutex> lock(g_mutex);
    const auto found = g_tables.find(stream->private_data);
    owned = std::move(found->second);
    g_tables.erase(found);
  }
  // GDAL requires its own callback in the struct.
  stream->release = owned.release;
  stream->release(stream);
}

}  // namespace
}  // namespace interop

extern "C" int DuckDbStream(ArrowArrayStream* out, const char* sql) {
  try {
    interop::LoadDuckDb(DUCKDB_LIBRARY);
    static interop::Database database;
    interop::OwnedStream stream = database.Query(sql);
    *out = *stream.get();
    stream->release = nullptr;
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return EIO;
  }
}

extern "C" int GdalStream(ArrowArrayStream* out) {
  std::string text;
  if (!interop::LoadGdal(&text)) {
    std::fprintf(stderr, "%s\n", text.c_str());
    return EIO;
  }
  interop::OwnedTable owned;
  owned.table = std::make_unique<interop::GdalTable>(25);
  owned.table->GetStream(10, out);
  owned.release = out->release;
  const std::lock_guard<std::mutex> lock(interop::g_mutex);
  interop::g_tables[out->private_data] = std::move(owned);
  out->release = interop::ReleaseTable;
  return 0;
}
