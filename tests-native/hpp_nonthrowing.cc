// arrowbridge.hpp compiled without exceptions: the Try forms and the range that keeps a Status.

#include "arrowbridge/arrowbridge.hpp"
#include "support/hpp_data.h"

#if ARROWBRIDGE_EXCEPTIONS
#error "this file is to be compiled without exceptions"
#endif

const char* FirstFailureWithoutExceptions();

namespace {

using arrowbridge::Array;
using arrowbridge::Reader;
using arrowbridge::Result;
using arrowbridge::Schema;
using arrowbridge::Status;
using arrowbridge::UniqueArray;
using arrowbridge::UniqueSchema;

UniqueSchema SchemaStruct() {
  ArrowSchema schema = hpp_data::MakeSchema();
  return UniqueSchema(&schema);
}

}  // namespace

#define CHECK(condition) \
  if (!(condition)) return #condition

const char* FirstFailureWithoutExceptions() {
  Result<Schema> schema = Schema::TryImport(SchemaStruct());
  CHECK(schema.ok());
  Result<Schema> failed = Schema::TryImport(UniqueSchema());
  CHECK(!failed.ok() && failed.code() == EINVAL && !failed.message().empty());

  CHECK(Schema::TryParse("struct<a: int9>").code() == EINVAL);
  CHECK(*Schema::TryParse("list<x: int8>")->TryToLine() == "list<x: int8>");

  ArrowArray source = hpp_data::MakeBatch({1, 2, 3});
  Result<Array> batch = Array::TryImportRecordBatch(&source, *schema);
  CHECK(batch.ok() && batch->length() == 3);
  Result<Array> slice = batch->TrySlice(1, 1);
  CHECK(slice.ok());
  Result<UniqueArray> exported = slice->TryExportRecordBatch();
  CHECK(exported.ok() && hpp_data::ValuesOf(exported->get()) == std::vector<int32_t>{2});

  Result<arrowbridge::Array> numbers = arrowbridge::TryFromVector(std::vector<int32_t>{1, 2});
  CHECK(numbers.ok() && (*numbers->TryValues<int32_t>())[1] == 2);
  CHECK(numbers->TryTexts().code() == EINVAL);
  std::vector<Array> numbered;
  numbered.push_back(
      std::move(*arrowbridge::TryFromColumns(arrowbridge::NamedColumn{"n", std::move(*numbers)})));
  CHECK(arrowbridge::TryReaderFromRange(std::move(numbered))->TryNext()->length() == 2);

  int left = 3;
  Result<Reader> reader = Reader::TryFromFunction(SchemaStruct(), [&left]() -> Result<UniqueArray> {
    if (left == 0) return Status(ENXIO, "no more batches to be had");
    --left;
    ArrowArray next = hpp_data::MakeBatch({left});
    return UniqueArray(&next);
  });
  CHECK(reader.ok());
  int seen = 0;
  Status status;
  for (Array next : reader->Batches(&status)) seen += static_cast<int>(next.length());
  CHECK(seen == 3);
  CHECK(status.code() == ENXIO && status.message() == "no more batches to be had");
  return nullptr;
}
