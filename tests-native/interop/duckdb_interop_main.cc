// Runs the tests against the DuckDB that FetchDuckDB.cmake installed, or reports to ctest that they
// are skipped.

#include <gtest/gtest.h>

#include <cstdio>
#include <exception>
#include <filesystem>

#include "duckdb.h"

int main(int argc, char** argv) {
  constexpr int kSkipped = 77;
  ::testing::InitGoogleTest(&argc, argv);
  if (!std::filesystem::exists(DUCKDB_LIBRARY)) {
    std::printf("DuckDB interop left out: %s is not there; the test duckdb_fetch installs it\n",
                DUCKDB_LIBRARY);
    return kSkipped;
  }
  try {
    interop::LoadDuckDb(DUCKDB_LIBRARY);
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "DuckDB does not load: %s\n", exception.what());
    return 1;
  }
  return RUN_ALL_TESTS();
}
