// DuckDB's shared library, loaded at run time: the functions that the interop tests use. Every
// failure is thrown with DuckDB's own text, so that the test fails with it.

#ifndef ARROWBRIDGE_TESTS_INTEROP_DUCKDB_H
#define ARROWBRIDGE_TESTS_INTEROP_DUCKDB_H

#include <arrowbridge/abi.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "adbc.h"

namespace interop {

// Owner of a C struct of the specification. The destructor releases the struct if it is live.
template <typename Struct>
class Owned {
 public:
  Owned() : value_{} {}
  ~Owned() { Reset(); }
  Owned(Owned&& other) noexcept : value_(other.value_) { other.value_.release = nullptr; }
  Owned& operator=(Owned&&) = delete;

  Struct* get() { return &value_; }
  // For passing to a function that must write every field and read none.
  Struct* GetFilledWithRubbish() {
    std::memset(&value_, 0xCC, sizeof(value_));
    return &value_;
  }
  Struct* operator->() { return &value_; }
  bool IsReleased() const { return value_.release == nullptr; }
  void Reset() {
    if (value_.release != nullptr) value_.release(&value_);
  }

 private:
  Struct value_;
};

using OwnedSchema = Owned<ArrowSchema>;
using OwnedArray = Owned<ArrowArray>;
using OwnedStream = Owned<ArrowArrayStream>;

// Loads the library, once per process. Throws if it cannot be loaded.
void LoadDuckDb(const std::string& path);

// A database in memory with one connection, through ADBC.
class Database {
 public:
  Database();
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void Execute(const std::string& sql);
  OwnedStream Query(const std::string& sql);
  // The first cell of a query whose first column is a BIGINT.
  int64_t QueryInt64(const std::string& sql);
  // The first cell of a query whose first column is a VARCHAR.
  std::string QueryText(const std::string& sql);
  // Creates the table from a stream, which is consumed. Returns the number of rows that DuckDB
  // reports.
  int64_t Ingest(const std::string& table, ArrowArrayStream* stream);

 private:
  AdbcDatabase database_{};
  AdbcConnection connection_{};
};

// A database in memory whose queries scan a stream in place, through DuckDB's own C API. Only this
// API passes a stream's error message on to the user.
class StreamScanner {
 public:
  StreamScanner();
  ~StreamScanner();
  StreamScanner(const StreamScanner&) = delete;
  StreamScanner& operator=(const StreamScanner&) = delete;

  // Makes a view over the stream, once per scanner. The stream is borrowed: the caller releases it
  // after the scanner.
  void AddView(const std::string& name, ArrowArrayStream* stream);
  // The text of the error that the query ends with, or empty if it succeeds.
  std::string QueryError(const std::string& sql);

 private:
  static StreamScanner* Self(ArrowArrayStream* stream) {
    return static_cast<StreamScanner*>(stream->private_data);
  }
  static int GetSchema(ArrowArrayStream* stream, ArrowSchema* out);

  void* database_ = nullptr;
  void* connection_ = nullptr;
  ArrowArrayStream* source_ = nullptr;
  // DuckDB's scan never releases the schemas that it requests. It is lent these, and they are
  // released here.
  ArrowArrayStream lender_{};
  std::vector<OwnedSchema> lent_schemas_;
};

}  // namespace interop

#endif  // ARROWBRIDGE_TESTS_INTEROP_DUCKDB_H
