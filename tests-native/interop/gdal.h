// GDAL's shared library, loaded at run time, as far as the interop tests use it.

#ifndef ARROWBRIDGE_TESTS_INTEROP_GDAL_H
#define ARROWBRIDGE_TESTS_INTEROP_GDAL_H

#include <arrowbridge/abi.h>

#include <cstdint>
#include <string>
#include <vector>

namespace interop {

// Whether the library is there, and loads it; its version, or why it is not.
bool LoadGdal(std::string* text);

// A table in memory of one field of every kind that GDAL has, and a point. Row i is made of the
// number i; every third row has nulls only.
class GdalTable {
 public:
  explicit GdalTable(int rows);
  ~GdalTable();
  GdalTable(const GdalTable&) = delete;
  GdalTable& operator=(const GdalTable&) = delete;

  static bool IsNull(int row) { return row % 3 == 1; }

  // Its rows as a stream; a table has one at a time.
  void GetStream(int rows_in_batch, ArrowArrayStream* out);

 private:
  void AddField(const char* name, int type, int subtype = 0);
  void AddRow(int row);

  void* dataset_ = nullptr;
  void* layer_ = nullptr;
};

}  // namespace interop

#endif  // ARROWBRIDGE_TESTS_INTEROP_GDAL_H
