// Adapter that runs GDAL 3.8 or later as a consumer under the conformance kit, built manually:
// writes each batch into a layer in memory. GDAL as a producer is in tests-native/interop:
// conformance_producers.cc, compiled with -DGDAL_LIBRARY='"libgdal.so.39"' for other versions than
// GDAL 3.6.
//
//   g++ -shared -fPIC -I/usr/include/gdal gdal_adapter.cc -lgdal -o gdal_adapter.so
#include <cpl_conv.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_recordbatch.h>

#include <cerrno>
#include <cstdio>

namespace {

int PrintError(const char* what) {
  std::fprintf(stderr, "GDAL: %s: %s\n", what, CPLGetLastErrorMsg());
  return EINVAL;
}

// Loads the drivers before the kit counts memory.
__attribute__((constructor)) void Start() { GDALAllRegister(); }

GDALDriverH Driver() {
  GDALDriverH driver = GDALGetDriverByName("MEM");
  return driver != nullptr ? driver : GDALGetDriverByName("Memory");
}

// Does what ogr2ogr does: creates the fields of the schema, then writes every batch.
int Write(ArrowArrayStream* stream, OGRLayerH layer) {
  ArrowSchema schema = {};
  int code = stream->get_schema(stream, &schema);
  if (code != 0) {
    const char* text = stream->get_last_error(stream);
    std::fprintf(stderr, "GDAL: %d %s\n", code, text == nullptr ? "" : text);
    return code;
  }
  char* reason = nullptr;
  if (!OGR_L_IsArrowSchemaSupported(layer, &schema, nullptr, &reason)) {
    std::fprintf(stderr, "GDAL: %s\n", reason == nullptr ? "" : reason);
    code = ENOTSUP;
  }
  CPLFree(reason);
  for (int64_t i = 0; code == 0 && i < schema.n_children; i++) {
    if (!OGR_L_CreateFieldFromArrowSchema(layer, schema.children[i], nullptr))
      code = PrintError("field");
  }
  while (code == 0) {
    ArrowArray batch = {};
    code = stream->get_next(stream, &batch);
    if (code != 0) {
      const char* text = stream->get_last_error(stream);
      std::fprintf(stderr, "GDAL: %d %s\n", code, text == nullptr ? "" : text);
    }
    if (code != 0 || batch.release == nullptr) break;
    if (!OGR_L_WriteArrowBatch(layer, &schema, &batch, nullptr)) code = PrintError("batch");
    if (batch.release != nullptr) batch.release(&batch);
  }
  schema.release(&schema);
  return code;
}

}  // namespace

extern "C" int GdalConsume(ArrowArrayStream* stream) {
  if (stream->release == nullptr) return PrintError("the stream is released");
  GDALDatasetH dataset = GDALCreate(Driver(), "t", 0, 0, 0, GDT_Unknown, nullptr);
  OGRLayerH layer = GDALDatasetCreateLayer(dataset, "t", nullptr, wkbNone, nullptr);
  const int code = Write(stream, layer);
  stream->release(stream);
  GDALClose(dataset);
  return code;
}
