// DuckDB as producer and consumer, stream by stream: lifetimes, end of stream, and errors.

#include <arrowbridge/bridge.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include "bridge_round_trips.h"
#include "duckdb.h"
#include "numbers_stream.h"
#include "uncounted_stream.h"

namespace interop {
namespace {

constexpr const char* kErrorText = "the third shelf is empty: \xC3\xA9puis\xC3\xA9";

class DuckDbStreams : public LiveCountsFixture {
 protected:
  void TearDown() override {
    EXPECT_EQ(counts_.schemas_alive, 0);
    EXPECT_EQ(counts_.arrays_alive, 0);
    EXPECT_EQ(counts_.streams_alive, 0);
    LiveCountsFixture::TearDown();
  }

  // Two batches of 1,000 numbers, then an error in place of the third.
  OwnedStream MakeFailingStream() {
    OwnedStream stream;
    NumbersStream::Make({4, 1000, 2, EIO, kErrorText}, &counts_, stream.get());
    return stream;
  }

  OwnedStream MakeNumbersStream(int64_t batches) {
    OwnedStream stream;
    NumbersStream::Make({batches, 1000, -1, 0, ""}, &counts_, stream.get());
    return stream;
  }

  NumbersCounts counts_;
};

TEST_F(DuckDbStreams, WideTableThroughThreeHops) {
  const std::string columns =
      "i AS id, i * 3 AS big, (i % 1000)::SMALLINT AS small, i / 4.0 AS real,"
      " 'row ' || i AS text, range(i % 4) AS list, {'a': i, 'b': [i]} AS record,"
      " (i / 8.0)::DECIMAL(18, 3) AS money, make_timestamp(i * 1000000) AS moment,"
      " nullif(i % 10, 0) AS sometimes";
  const std::string sums =
      "SELECT concat_ws(' ', count(*), sum(big), sum(small), sum(real), sum(length(text)),"
      " sum(list_sum(list)), sum(record.a), sum(record.b[1]), sum(money), max(moment),"
      " count(sometimes), sum(sometimes)) FROM ";
  Database database;
  database.Execute("CREATE TABLE source AS SELECT " + columns + " FROM range(100000) t(i)");
  OwnedStream stream = database.Query("FROM source");
  OwnedStream once = RoundTripAsReader(stream.get());
  OwnedStream twice = RoundTripAsReader(once.get());
  OwnedStream thrice = RoundTripAsBatches(twice.get());
  database.Ingest("copy", thrice.get());
  EXPECT_EQ(database.QueryText(sums + "copy"), database.QueryText(sums + "source"));
  EXPECT_EQ(database.QueryInt64("SELECT count(*) FROM (FROM source EXCEPT ALL FROM copy)"), 0);
  EXPECT_EQ(database.QueryInt64("SELECT sum(big)::BIGINT FROM copy"), 14999850000);
  EXPECT_EQ(database.QueryInt64("SELECT count(sometimes) FROM copy"), 90000);
}

TEST_F(DuckDbStreams, StreamOutlivesItsDatabase) {
  OwnedStream passed = [] {
    Database database;
    OwnedStream produced = database.Query("SELECT i, 'number ' || i AS t FROM range(10000) r(i)");
    return RoundTripAsReader(produced.get());
  }();
  Database other;
  other.Ingest("copy", passed.get());
  EXPECT_EQ(other.QueryInt64("SELECT sum(i)::BIGINT FROM copy WHERE t = 'number ' || i"),
            int64_t{9999} * 10000 / 2);
}

TEST_F(DuckDbStreams, NoRows) {
  Database database;
  OwnedStream produced = database.Query("SELECT i, [i] AS l FROM range(10) r(i) WHERE i > 10");
  OwnedStream passed = RoundTripAsReader(produced.get());
  database.Ingest("copy", passed.get());
  EXPECT_EQ(database.QueryInt64("SELECT count(*) FROM copy"), 0);
  EXPECT_EQ(database.QueryText("SELECT string_agg(column_name || ' ' || data_type, ', ')"
                               " FROM duckdb_columns() WHERE table_name = 'copy'"),
            "i BIGINT, l BIGINT[]");
}

// DuckDB drops the nulls of a dictionary whose null_count is -1, so the library has to count them.
TEST_F(DuckDbStreams, DictionaryNullsAreCounted) {
  Database database;
  database.Execute("CREATE TYPE mood AS ENUM ('sad', 'content', 'happy')");
  database.Execute(
      "CREATE TABLE source AS SELECT i, CASE WHEN i % 4 <> 0 THEN"
      " ['sad', 'content', 'happy'][i % 3 + 1]::mood END AS m FROM range(5000) t(i)");
  OwnedStream produced = database.Query("FROM source");
  OwnedStream uncounted = UncountedStream::Make(produced.get());
  OwnedStream passed = RoundTripAsReader(uncounted.get());
  database.Ingest("copy", passed.get());
  EXPECT_EQ(database.QueryInt64("SELECT count(m) FROM copy"), 3750);
  EXPECT_EQ(database.QueryInt64("SELECT count(*) FROM source JOIN copy USING (i)"
                                " WHERE source.m::VARCHAR IS DISTINCT FROM copy.m::VARCHAR"),
            0);
}

// DuckDB fails after some batches and returns a different error on the next call. The library
// repeats the first code and message.
TEST_F(DuckDbStreams, ErrorOfDuckDbKeepsCodeAndMessage) {
  Database database;
  OwnedStream produced = database.Query(
      "SELECT CASE WHEN i = 3000000 THEN error('the cheese has run out') ELSE i END AS n"
      " FROM range(4000000) t(i)");
  const Handle<ArrowBridgeReader> reader = ImportReader(produced.get());
  ArrowBridgeError error{};
  int code = 0;
  int64_t rows = 0;
  for (;;) {
    OwnedArray batch;
    code = ArrowBridgeReaderNext(reader.get(), batch.GetFilledWithRubbish(), &error);
    if (code != 0 || batch.IsReleased()) break;
    rows += batch->length;
  }
  EXPECT_GT(rows, 0);
  EXPECT_LT(rows, 3000000);
  EXPECT_EQ(code, 1);
  EXPECT_STREQ(error.message, "Invalid Input Error: the cheese has run out");

  for (int call = 0; call < 2; ++call) {
    ArrowBridgeError same{};
    OwnedArray batch;
    EXPECT_EQ(ArrowBridgeReaderNext(reader.get(), batch.GetFilledWithRubbish(), &same), 1);
    EXPECT_TRUE(batch.IsReleased());
    EXPECT_STREQ(same.message, error.message);
  }
  OwnedStream exported = ExportReader(reader.get());
  OwnedArray batch;
  EXPECT_EQ(exported->get_next(exported.get(), batch.GetFilledWithRubbish()), 1);
  EXPECT_TRUE(batch.IsReleased());
  EXPECT_STREQ(exported->get_last_error(exported.get()), error.message);
}

TEST_F(DuckDbStreams, ScanShowsTheErrorMessage) {
  OwnedStream failing = MakeFailingStream();
  OwnedStream passed = RoundTripAsReader(failing.get());
  {
    StreamScanner scanner;
    scanner.AddView("numbers", passed.get());
    const std::string error = scanner.QueryError("SELECT count(*), sum(n) FROM numbers");
    EXPECT_NE(error.find(kErrorText), std::string::npos) << error;
  }
  EXPECT_EQ(counts_.batches_asked, 3);
}

// The pinned release of DuckDB treats the error as the end of the stream and reports nothing. The
// library is therefore checked for passing on exactly the rows before the error, and for one call
// after them.
TEST_F(DuckDbStreams, IngestEndsAtTheError) {
  OwnedStream failing = MakeFailingStream();
  OwnedStream passed = RoundTripAsReader(failing.get());
  Database database;
  database.Ingest("copy", passed.get());
  passed.Reset();
  EXPECT_EQ(database.QueryInt64("SELECT count(*) FROM copy"), 2000);
  EXPECT_EQ(database.QueryInt64("SELECT sum(n)::BIGINT FROM copy"), 1999000);
  EXPECT_EQ(counts_.batches_asked, 3);
}

TEST_F(DuckDbStreams, ScanStopsEarly) {
  OwnedStream numbers = MakeNumbersStream(1000);
  OwnedStream passed = RoundTripAsReader(numbers.get());
  {
    StreamScanner scanner;
    scanner.AddView("numbers", passed.get());
    EXPECT_EQ(scanner.QueryError("FROM numbers LIMIT 10"), "");
  }
  EXPECT_GT(counts_.batches_asked, 0);
  EXPECT_LT(counts_.batches_asked, 1000);
}

TEST_F(DuckDbStreams, NumbersArriveFromAllWorkers) {
  OwnedStream numbers = MakeNumbersStream(300);
  OwnedStream passed = RoundTripAsReader(numbers.get());
  Database database;
  database.Execute("SET threads = 8");
  database.Ingest("copy", passed.get());
  EXPECT_EQ(database.QueryInt64("SELECT count(DISTINCT n) FROM copy"), 300000);
  EXPECT_EQ(database.QueryInt64("SELECT sum(n)::BIGINT FROM copy"), int64_t{299999} * 300000 / 2);
}

}  // namespace
}  // namespace interop
