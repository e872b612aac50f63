// GDAL for the conformance kit, as a producer. Its streams live no longer than their table, and a
// table gives one at a time, so each comes with a table of its own, which goes with it.
#include <cerrno>
#include <cstdio>
#include <exception>
#include <memory>

#include "../../interop/gdal.h"

namespace {

struct Produced {
  explicit Produced(int rows) : table(rows) {}

  interop::GdalTable table;
  ArrowArrayStream stream{};
};

ArrowArrayStream* Inner(ArrowArrayStream* outer) {
  return &static_cast<Produced*>(outer->private_data)->stream;
}

}  // namespace

extern "C" int GdalProduce(ArrowArrayStream* out) {
  static std::string text;
  static const bool loaded = interop::LoadGdal(&text);
  if (!loaded) {
    std::fprintf(stderr, "GDAL: %s\n", text.c_str());
    return ENOENT;
  }
  try {
    auto produced = std::make_unique<Produced>(25);
    produced->table.GetStream(10, &produced->stream);
    out->get_schema = [](ArrowArrayStream* outer, ArrowSchema* schema) {
      return Inner(outer)->get_schema(Inner(outer), schema);
    };
    out->get_next = [](ArrowArrayStream* outer, ArrowArray* array) {
      return Inner(outer)->get_next(Inner(outer), array);
    };
    out->get_last_error = [](ArrowArrayStream* outer) {
      return Inner(outer)->get_last_error(Inner(outer));
    };
    out->release = [](ArrowArrayStream* outer) {
      Inner(outer)->release(Inner(outer));
      delete static_cast<Produced*>(outer->private_data);
      outer->release = nullptr;
    };
    out->private_data = produced.release();
    return 0;
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "GDAL: %s\n", exception.what());
    return EINVAL;
  }
}
