// GDAL 3.8 and later as a consumer for the conformance kit, by hand: each batch is written into a
// layer in memory. Its producer is in tests-native/interop: conformance_producers.cc, compiled with
// -DGDAL_LIBRARY='"libgdal.so.39"' where it is not GDAL 3.6.
//
//   g++ -shared -fPIC -I/usr/include/gdal gdal_adapter.cc -lgdal -o gdal_adapter.so
#include <cpl_conv.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_recordbatch.h>

#include <cerrno>
#include <cstdio>

namespace {

int Say(const char* what) {
  std::fprintf(stderr, "GDAL: %s: %s\n", what, CPLGetLastErrorMsg());
  return EINVAL;
}

// The driver is loaded before anything is watched.
__attribute__((constructor)) void Start() { GDALAllRegister(); }

GDALDriverH Driver() {
  GDALDriverH driver = GDALGetDriverByName("MEM");
  return driver != nullptr ? driver : GDALGetDriverByName("Memory");
}

// What ogr2ogr does: the fields of the schema, then every batch.
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
    if (!OGR_L_CreateFieldFromArrowSchema(layer, schema.children[i], nullptr)) code = Say("field");
  }
  while (code == 0) {
    ArrowArray batch = {};
    code = stream->get_next(stream, &batch);
    if (code != 0) {
      const char* text = stream->get_last_error(stream);
      std::fprintf(stderr, "GDAL: %d %s\n", code, text == nullptr ? "" : text);
    }
    if (code != 0 || batch.release == nullptr) break;
    if (!OGR_L_WriteArrowBatch(layer, &schema, &batch, nullptr)) code = Say("batch");
    if (batch.release != nullptr) batch.release(&batch);
  }
  schema.release(&schema);
  return code;
}

}  // namespace

extern "C" int GdalConsume(ArrowArrayStream* stream) {
  if (stream->release == nullptr) return Say("the stream is released");
  GDALDatasetH dataset = GDALCreate(Driver(), "t", 0, 0, 0, GDT_Unknown, nullptr);
  OGRLayerH layer = GDALDatasetCreateLayer(dataset, "t", nullptr, wkbNone, nullptr);
  const int code = Write(stream, layer);
  stream->release(stream);
  GDALClose(dataset);
  return code;
}
