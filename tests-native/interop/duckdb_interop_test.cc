// DuckDB as producer and consumer, type by type: data from DuckDB goes through ArrowBridge and back
// into DuckDB, whose SQL compares the result with the original.

#include <arrowbridge/bridge.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "bridge_round_trips.h"
#include "duckdb.h"

namespace interop {
namespace {

// More rows than one DuckDB batch of 2,048.
constexpr int64_t kRows = 3000;

// A type of DuckDB and an expression for its value, which depends on the row number i.
struct TypeCase {
  const char* name;
  const char* type;
  const char* expression;
};

std::ostream& operator<<(std::ostream& out, const TypeCase& type_case) {
  return out << type_case.type;
}

// Settings that select how DuckDB represents a type in Arrow.
struct Representation {
  const char* name;
  std::vector<std::string> settings;
};

std::ostream& operator<<(std::ostream& out, const Representation& representation) {
  return out << representation.name;
}

constexpr const char* kSettings[] = {"arrow_large_buffer_size", "arrow_lossless_conversion",
                                     "arrow_output_list_view", "arrow_output_version",
                                     "produce_arrow_string_view"};

class DuckDbTypes : public LiveCountsFixture,
                    public ::testing::WithParamInterface<std::tuple<TypeCase, Representation>> {
 protected:
  using RoundTrip = OwnedStream (*)(ArrowArrayStream*);

  static void SetUpTestSuite() {
    database_ = new Database;
    database_->Execute("CREATE TYPE mood AS ENUM ('sad', 'content', 'happy')");
  }
  static void TearDownTestSuite() { delete database_; }

  // Ingests the same rows twice, once directly and once through ArrowBridge. DuckDB itself changes
  // a few types when it exports them to Arrow; ArrowBridge must change nothing.
  static void CheckRoundTrip(RoundTrip round_trip) {
    ResetSettings();
    CreateSource();
    for (const std::string& setting : std::get<Representation>(GetParam()).settings) {
      database_->Execute("SET GLOBAL " + setting);
    }
    OwnedStream unchanged = database_->Query("FROM source");
    database_->Ingest("direct", unchanged.get());
    OwnedStream produced = database_->Query("FROM source");
    OwnedStream passed = round_trip(produced.get());
    database_->Ingest("passed", passed.get());
    ResetSettings();  // results are read with the default settings

    EXPECT_EQ(database_->QueryInt64("SELECT count(*) FROM passed"), kRows);
    EXPECT_EQ(database_->QueryInt64("SELECT count(v) FROM passed"), kRows - kRows / 5);
    EXPECT_EQ(database_->QueryInt64("SELECT count(w) FROM passed"), kRows);
    EXPECT_EQ(TypeIn("passed"), TypeIn("direct"));
    EXPECT_EQ(CountDifferences("direct", "passed"), 0);
    EXPECT_EQ(CountDifferences("source", "passed"), CountDifferences("source", "direct"));
  }

 private:
  static void ResetSettings() {
    for (const char* setting : kSettings) {
      database_->Execute(std::string("RESET GLOBAL ") + setting);
    }
  }

  // Column v has nulls; column w has the same values without nulls.
  static void CreateSource() {
    const TypeCase& type_case = std::get<TypeCase>(GetParam());
    const std::string range = "range(" + std::to_string(kRows) + ") t(i)";
    for (const char* table : {"source", "direct", "passed"}) {
      database_->Execute(std::string("DROP TABLE IF EXISTS ") + table);
    }
    database_->Execute("CREATE TABLE source AS WITH t AS (SELECT i, (" +
                       std::string(type_case.expression) + ")::" + type_case.type + " AS w FROM " +
                       range +
                       ") SELECT t.i AS id, s.w AS v, t.w"
                       " FROM t LEFT JOIN (FROM t WHERE i % 5 <> 1) s ON s.i = t.i ORDER BY id");
  }

  // Rows that only one of the tables has, or whose values differ, compared as text.
  static int64_t CountDifferences(const std::string& left, const std::string& right) {
    return database_->QueryInt64("SELECT count(*) FROM " + left + " l FULL JOIN " + right +
                                 " r ON l.id = r.id WHERE l.id IS NULL OR r.id IS NULL"
                                 " OR l.v::VARCHAR IS DISTINCT FROM r.v::VARCHAR"
                                 " OR l.w::VARCHAR IS DISTINCT FROM r.w::VARCHAR");
  }

  static std::string TypeIn(const std::string& table) {
    return database_->QueryText("SELECT any_value(typeof(v)) FROM " + table);
  }

  static Database* database_;
};

Database* DuckDbTypes::database_ = nullptr;

TEST_P(DuckDbTypes, RoundTripAsReader) { CheckRoundTrip(&interop::RoundTripAsReader); }

TEST_P(DuckDbTypes, RoundTripAsBatches) { CheckRoundTrip(&interop::RoundTripAsBatches); }

const TypeCase kTypes[] = {
    {"Boolean", "BOOLEAN", "i % 3 = 0"},
    {"TinyInt", "TINYINT", "i % 100 - 50"},
    {"SmallInt", "SMALLINT", "i * 5 - 9000"},
    {"Integer", "INTEGER", "i * 400000 - 1000000000"},
    {"BigInt", "BIGINT", "i * 900000000000000 - 7"},
    {"UTinyInt", "UTINYINT", "i % 256"},
    {"USmallInt", "USMALLINT", "i * 13"},
    {"UInteger", "UINTEGER", "i * 800000"},
    {"UBigInt", "UBIGINT", "i * 1800000000000000"},
    {"HugeInt", "HUGEINT", "i * 10000000000000000000"},
    {"Float", "FLOAT", "i / 3.0"},
    {"Double", "DOUBLE", "ln(i + 1)"},
    {"Decimal4", "DECIMAL(4, 1)", "i / 10.0"},
    {"Decimal9", "DECIMAL(9, 2)", "i * -7 / 4.0"},
    {"Decimal18", "DECIMAL(18, 6)", "i / 8.0"},
    {"Decimal38", "DECIMAL(38, 10)", "i * 123456789012.5"},
    {"Date", "DATE", "DATE '1900-01-01' + i::INTEGER"},
    {"Time", "TIME", "TIME '00:00:00' + to_microseconds(i * 17000001)"},
    {"Timestamp", "TIMESTAMP", "make_timestamp(i * 86400000001)"},
    {"TimestampSeconds", "TIMESTAMP_S", "make_timestamp(i * 61000000)"},
    {"TimestampMillis", "TIMESTAMP_MS", "make_timestamp(i * 61001000)"},
    {"TimestampNanos", "TIMESTAMP_NS", "make_timestamp_ns(i * 1000000007)"},
    {"TimestampTz", "TIMESTAMPTZ", "make_timestamp(i * 3600000000)"},
    {"Interval", "INTERVAL", "to_months(i::INTEGER) + to_days((i % 40)::INTEGER)"},
    {"Text", "VARCHAR", "repeat('grüße ', (i % 9)::INTEGER) || i"},
    {"Blob", "BLOB", "encode('b' || i)"},
    {"Uuid", "UUID", "md5(i::VARCHAR)"},
    {"Enum", "mood", "['sad', 'content', 'happy'][i % 3 + 1]"},
    {"List", "INTEGER[]", "range(i % 6)"},
    {"ListOfText", "VARCHAR[]", "[NULL, 'a' || i, '']"},
    {"ListOfLists", "BIGINT[][]", "[range(i % 3), NULL, [i]]"},
    {"FixedSizeList", "INTEGER[3]", "[i, NULL, -i]"},
    {"Struct", "STRUCT(a INTEGER, b VARCHAR)", "{'a': i, 'b': 'x' || i}"},
    {"ListOfStructs", "STRUCT(k BIGINT, l DOUBLE[])[]", "[{'k': i, 'l': [i / 2.0, NULL]}]"},
    {"Map", "MAP(VARCHAR, INTEGER)", "map(['k', 'm' || i], [i, NULL])"},
    {"Union", "UNION(n BIGINT, t VARCHAR)",
     "CASE WHEN i % 2 = 0 THEN union_value(n := i)::UNION(n BIGINT, t VARCHAR)"
     " ELSE union_value(t := 'u' || i)::UNION(n BIGINT, t VARCHAR) END"},
    {"TimeTz", "TIMETZ", "TIME '00:00:00' + to_microseconds(i * 17000001)"},
    {"Bit", "BIT", "i::INTEGER::BIT"},
    {"UHugeInt", "UHUGEINT", "i * 10000000000000000000"},
    {"BigNum", "BIGNUM", "i * 10000000000000000000"},
};

const Representation kRepresentations[] = {
    {"Plain", {}},
    {"Large", {"arrow_large_buffer_size=true"}},
    {"Lossless", {"arrow_lossless_conversion=true"}},
    {"Views",
     {"arrow_output_version='1.5'", "produce_arrow_string_view=true",
      "arrow_output_list_view=true"}},
    {"LargeViews",
     {"arrow_output_version='1.5'", "produce_arrow_string_view=true", "arrow_output_list_view=true",
      "arrow_large_buffer_size=true"}},
};

INSTANTIATE_TEST_SUITE_P(AllTypes, DuckDbTypes,
                         ::testing::Combine(::testing::ValuesIn(kTypes),
                                            ::testing::ValuesIn(kRepresentations)),
                         [](const auto& param_info) {
                           return std::string(std::get<0>(param_info.param).name) +
                                  std::get<1>(param_info.param).name;
                         });

}  // namespace
}  // namespace interop
