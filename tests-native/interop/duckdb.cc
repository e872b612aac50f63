#include "duckdb.h"

#include <dlfcn.h>

#include <stdexcept>
#include <utility>

namespace interop {
namespace {

// The result of DuckDB's duckdb_query; only its size and the functions that take it matter here.
struct DuckDbResult {
  void* fields[6];
};

using DuckDbState = int;
constexpr DuckDbState kDuckDbSuccess = 0;

struct Api {
  AdbcDriver driver;
  DuckDbState (*open)(const char* path, void** out_database);
  DuckDbState (*connect)(void* database, void** out_connection);
  void (*close)(void** database);
  void (*disconnect)(void** connection);
  DuckDbState (*query)(void* connection, const char* sql, DuckDbResult* out);
  const char* (*result_error)(DuckDbResult* result);
  void (*destroy_result)(DuckDbResult* result);
  DuckDbState (*arrow_scan)(void* connection, const char* name, void* stream);
};

Api api;

template <typename Function>
void Resolve(void* library, const char* name, Function* out) {
  void* symbol = dlsym(library, name);
  if (symbol == nullptr) throw std::runtime_error(std::string("DuckDB has no ") + name);
  *out = reinterpret_cast<Function>(symbol);
}

// Returns the text of an error and releases the error.
std::string TakeMessage(AdbcError* error) {
  std::string message = error->message != nullptr ? error->message : "(no text)";
  if (error->release != nullptr) error->release(error);
  return message;
}

void Check(AdbcStatusCode status, AdbcError* error, const std::string& what) {
  if (status == ADBC_STATUS_OK) return;
  throw std::runtime_error(what + ": status " + std::to_string(status) + ": " + TakeMessage(error));
}

class Statement {
 public:
  explicit Statement(AdbcConnection* connection) {
    AdbcError error{};
    Check(api.driver.StatementNew(connection, &statement_, &error), &error, "StatementNew");
  }
  ~Statement() {
    AdbcError error{};
    api.driver.StatementRelease(&statement_, &error);
    if (error.release != nullptr) error.release(&error);
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  void SetSql(const std::string& sql) {
    AdbcError error{};
    Check(api.driver.StatementSetSqlQuery(&statement_, sql.c_str(), &error), &error, sql);
  }
  void SetOption(const char* key, const std::string& value) {
    AdbcError error{};
    Check(api.driver.StatementSetOption(&statement_, key, value.c_str(), &error), &error, key);
  }
  void Bind(ArrowArrayStream* stream) {
    AdbcError error{};
    Check(api.driver.StatementBindStream(&statement_, stream, &error), &error, "BindStream");
  }
  int64_t Execute(ArrowArrayStream* out, const std::string& what) {
    AdbcError error{};
    int64_t rows = -1;
    Check(api.driver.StatementExecuteQuery(&statement_, out, &rows, &error), &error, what);
    return rows;
  }

 private:
  AdbcStatement statement_{};
};

void CheckStream(ArrowArrayStream* stream, int code, const char* what) {
  if (code == 0) return;
  const char* text = stream->get_last_error(stream);
  throw std::runtime_error(std::string(what) + ": " + (text != nullptr ? text : "(no text)"));
}

// The first batch of a result; its only column has one value that is not null.
OwnedArray FirstBatch(ArrowArrayStream* stream, const char* format) {
  OwnedSchema schema;
  CheckStream(stream, stream->get_schema(stream, schema.get()), "get_schema");
  if (std::string(schema->children[0]->format) != format) {
    throw std::runtime_error(std::string("the cell has the format ") + schema->children[0]->format);
  }
  OwnedArray batch;
  CheckStream(stream, stream->get_next(stream, batch.get()), "get_next");
  if (batch.IsReleased() || batch->length < 1 || batch->children[0]->null_count != 0) {
    throw std::runtime_error("the query has no first cell");
  }
  return batch;
}

}  // namespace

void LoadDuckDb(const std::string& path) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  AdbcStatusCode (*init)(int version, void* driver, AdbcError* error);
  Resolve(library, "duckdb_adbc_init", &init);
  Resolve(library, "duckdb_open", &api.open);
  Resolve(library, "duckdb_connect", &api.connect);
  Resolve(library, "duckdb_close", &api.close);
  Resolve(library, "duckdb_disconnect", &api.disconnect);
  Resolve(library, "duckdb_query", &api.query);
  Resolve(library, "duckdb_result_error", &api.result_error);
  Resolve(library, "duckdb_destroy_result", &api.destroy_result);
  Resolve(library, "duckdb_arrow_scan", &api.arrow_scan);
  AdbcError error{};
  Check(init(ADBC_VERSION_1_0_0, &api.driver, &error), &error, "duckdb_adbc_init");
}

Database::Database() {
  AdbcError error{};
  Check(api.driver.DatabaseNew(&database_, &error), &error, "DatabaseNew");
  Check(api.driver.DatabaseSetOption(&database_, "path", ":memory:", &error), &error, "path");
  Check(api.driver.DatabaseInit(&database_, &error), &error, "DatabaseInit");
  Check(api.driver.ConnectionNew(&connection_, &error), &error, "ConnectionNew");
  Check(api.driver.ConnectionInit(&connection_, &database_, &error), &error, "ConnectionInit");
}

Database::~Database() {
  AdbcError error{};
  api.driver.ConnectionRelease(&connection_, &error);
  api.driver.DatabaseRelease(&database_, &error);
  if (error.release != nullptr) error.release(&error);
}

void Database::Execute(const std::string& sql) { Query(sql); }

OwnedStream Database::Query(const std::string& sql) {
  Statement statement(&connection_);
  statement.SetSql(sql);
  OwnedStream stream;
  statement.Execute(stream.get(), sql);
  return stream;
}

int64_t Database::QueryInt64(const std::string& sql) {
  OwnedStream stream = Query(sql);
  OwnedArray batch = FirstBatch(stream.get(), "l");
  const ArrowArray& column = *batch->children[0];
  return static_cast<const int64_t*>(column.buffers[1])[batch->offset + column.offset];
}

std::string Database::QueryText(const std::string& sql) {
  OwnedStream stream = Query(sql);
  OwnedArray batch = FirstBatch(stream.get(), "u");
  const ArrowArray& column = *batch->children[0];
  const int32_t* offsets =
      static_cast<const int32_t*>(column.buffers[1]) + batch->offset + column.offset;
  return std::string(static_cast<const char*>(column.buffers[2]) + offsets[0],
                     static_cast<size_t>(offsets[1] - offsets[0]));
}

int64_t Database::Ingest(const std::string& table, ArrowArrayStream* stream) {
  Statement statement(&connection_);
  statement.SetOption("adbc.ingest.target_table", table);
  statement.SetOption("adbc.ingest.mode", "adbc.ingest.mode.create");
  statement.Bind(stream);
  return statement.Execute(nullptr, "ingest into " + table);
}

StreamScanner::StreamScanner() {
  if (api.open(nullptr, &database_) != kDuckDbSuccess ||
      api.connect(database_, &connection_) != kDuckDbSuccess) {
    throw std::runtime_error("DuckDB does not open a database in memory");
  }
}

StreamScanner::~StreamScanner() {
  api.disconnect(&connection_);
  api.close(&database_);
}

int StreamScanner::GetSchema(ArrowArrayStream* stream, ArrowSchema* out) {
  StreamScanner* self = Self(stream);
  OwnedSchema schema;
  const int code = self->source_->get_schema(self->source_, schema.get());
  if (code != 0) return code;
  *out = *schema.get();
  out->release = [](ArrowSchema* lent) { lent->release = nullptr; };
  self->lent_schemas_.push_back(std::move(schema));
  return 0;
}

void StreamScanner::AddView(const std::string& name, ArrowArrayStream* stream) {
  source_ = stream;
  lender_.get_schema = &GetSchema;
  lender_.get_next = [](ArrowArrayStream* lender, ArrowArray* out) {
    return Self(lender)->source_->get_next(Self(lender)->source_, out);
  };
  lender_.get_last_error = [](ArrowArrayStream* lender) {
    return Self(lender)->source_->get_last_error(Self(lender)->source_);
  };
  lender_.release = [](ArrowArrayStream* lender) { lender->release = nullptr; };
  lender_.private_data = this;
  if (api.arrow_scan(connection_, name.c_str(), &lender_) != kDuckDbSuccess) {
    throw std::runtime_error("duckdb_arrow_scan refuses the stream");
  }
}

std::string StreamScanner::QueryError(const std::string& sql) {
  DuckDbResult result{};
  const DuckDbState state = api.query(connection_, sql.c_str(), &result);
  const char* text = api.result_error(&result);
  std::string error;
  if (state != kDuckDbSuccess) error = text != nullptr ? text : "(no text)";
  api.destroy_result(&result);
  return error;
}

}  // namespace interop
