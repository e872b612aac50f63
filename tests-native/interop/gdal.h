// GDAL's shared library, loaded at run time: the functions that the interop tests use.

#ifndef ARROWBRIDGE_TESTS_INTEROP_GDAL_H
#define ARROWBRIDGE_TESTS_INTEROP_GDAL_H

#include <arrowbridge/abi.h>

#include <cstdint>
#include <string>
#include <vector>

namespace interop {

// Whether the library is installed and loads; its version, or the reason why not.
bool LoadGdal(std::string* text);

// A table in memory with one field of every GDAL type, and a point. The values of row i are derived
// from i; every third row has only nulls.
class GdalTable {
 public:
  explicit GdalTable(int rows);
  ~GdalTable();
  GdalTable(const GdalTable&) = delete;
  GdalTable& operator=(const GdalTable&) = delete;

  static bool IsNull(int row) { return row % 3 == 1; }

  // The rows as a stream. A table has one stream at a time.
  void GetStream(int rows_in_batch, ArrowArrayStream* out);

 private:
  void AddField(const char* name, int type, int subtype = 0);
  void AddRow(int row);

  void* dataset_ = nullptr;
  void* layer_ = nullptr;
};

}  // namespace interop

#endif  // ARROWBRIDGE_TESTS_INTEROP_GDAL_H
