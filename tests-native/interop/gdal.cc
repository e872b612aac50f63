#include "gdal.h"

#include <dlfcn.h>

#include <cstring>
#include <stdexcept>

// The tests know how this version represents each field; other versions may choose other types.
#ifndef GDAL_LIBRARY
#define GDAL_LIBRARY "libgdal.so.32"
#endif

namespace interop {
namespace {

// Constants of GDAL.
constexpr int kInteger = 0, kIntegerList = 1, kReal = 2, kRealList = 3, kString = 4;
constexpr int kStringList = 5, kBinary = 8, kDate = 9, kTime = 10, kDateTime = 11;
constexpr int kInteger64 = 12, kInteger64List = 13;
constexpr int kBoolean = 1, kInt16 = 2, kFloat32 = 3;
constexpr int kPoint = 1, kUtc = 100;

struct Api {
  void (*GDALAllRegister)();
  const char* (*GDALVersionInfo)(const char*);
  void* (*GDALGetDriverByName)(const char*);
  void* (*GDALCreate)(void*, const char*, int, int, int, int, char**);
  void (*GDALClose)(void*);
  void* (*GDALDatasetCreateLayer)(void*, const char*, void*, int, char**);
  void* (*OGR_Fld_Create)(const char*, int);
  void (*OGR_Fld_SetSubType)(void*, int);
  void (*OGR_Fld_Destroy)(void*);
  int (*OGR_L_CreateField)(void*, void*, int);
  void* (*OGR_L_GetLayerDefn)(void*);
  int (*OGR_L_CreateFeature)(void*, void*);
  bool (*OGR_L_GetArrowStream)(void*, ArrowArrayStream*, char**);
  void* (*OGR_F_Create)(void*);
  void (*OGR_F_Destroy)(void*);
  void (*OGR_F_SetFieldInteger)(void*, int, int);
  void (*OGR_F_SetFieldInteger64)(void*, int, long long);
  void (*OGR_F_SetFieldDouble)(void*, int, double);
  void (*OGR_F_SetFieldString)(void*, int, const char*);
  void (*OGR_F_SetFieldBinary)(void*, int, int, const void*);
  void (*OGR_F_SetFieldDateTimeEx)(void*, int, int, int, int, int, int, float, int);
  void (*OGR_F_SetFieldIntegerList)(void*, int, int, const int*);
  void (*OGR_F_SetFieldInteger64List)(void*, int, int, const long long*);
  void (*OGR_F_SetFieldDoubleList)(void*, int, int, const double*);
  void (*OGR_F_SetFieldStringList)(void*, int, char**);
  void* (*OGR_G_CreateGeometry)(int);
  void (*OGR_G_SetPoint_2D)(void*, int, double, double);
  int (*OGR_F_SetGeometryDirectly)(void*, void*);
};

Api api;

template <typename Function>
bool Resolve(void* library, const char* name, Function* out) {
  void* symbol = dlsym(library, name);
  std::memcpy(out, &symbol, sizeof(symbol));
  return symbol != nullptr;
}

}  // namespace

bool LoadGdal(std::string* text) {
  void* library = dlopen(GDAL_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    *text = dlerror();
    return false;
  }
#define RESOLVE(name) Resolve(library, #name, &api.name)
  const bool whole =
      RESOLVE(GDALAllRegister) && RESOLVE(GDALVersionInfo) && RESOLVE(GDALGetDriverByName) &&
      RESOLVE(GDALCreate) && RESOLVE(GDALClose) && RESOLVE(GDALDatasetCreateLayer) &&
      RESOLVE(OGR_Fld_Create) && RESOLVE(OGR_Fld_SetSubType) && RESOLVE(OGR_Fld_Destroy) &&
      RESOLVE(OGR_L_CreateField) && RESOLVE(OGR_L_GetLayerDefn) && RESOLVE(OGR_L_CreateFeature) &&
      RESOLVE(OGR_L_GetArrowStream) && RESOLVE(OGR_F_Create) && RESOLVE(OGR_F_Destroy) &&
      RESOLVE(OGR_F_SetFieldInteger) && RESOLVE(OGR_F_SetFieldInteger64) &&
      RESOLVE(OGR_F_SetFieldDouble) && RESOLVE(OGR_F_SetFieldString) &&
      RESOLVE(OGR_F_SetFieldBinary) && RESOLVE(OGR_F_SetFieldDateTimeEx) &&
      RESOLVE(OGR_F_SetFieldIntegerList) && RESOLVE(OGR_F_SetFieldInteger64List) &&
      RESOLVE(OGR_F_SetFieldDoubleList) && RESOLVE(OGR_F_SetFieldStringList) &&
      RESOLVE(OGR_G_CreateGeometry) && RESOLVE(OGR_G_SetPoint_2D) &&
      RESOLVE(OGR_F_SetGeometryDirectly);
#undef RESOLVE
  if (!whole) throw std::runtime_error(GDAL_LIBRARY " lacks a function");
  api.GDALAllRegister();
  *text = api.GDALVersionInfo("RELEASE_NAME");
  return true;
}

GdalTable::GdalTable(int rows) {
  // Later versions have one driver for all data in memory.
  void* driver = api.GDALGetDriverByName("Memory");
  if (driver == nullptr) driver = api.GDALGetDriverByName("MEM");
  dataset_ = api.GDALCreate(driver, "table", 0, 0, 0, 0, nullptr);
  layer_ = api.GDALDatasetCreateLayer(dataset_, "table", nullptr, kPoint, nullptr);
  AddField("int32", kInteger);
  AddField("bool", kInteger, kBoolean);
  AddField("int16", kInteger, kInt16);
  AddField("int64", kInteger64);
  AddField("double", kReal);
  AddField("float", kReal, kFloat32);
  AddField("text", kString);
  AddField("bytes", kBinary);
  AddField("date", kDate);
  AddField("time", kTime);
  AddField("datetime", kDateTime);
  AddField("int32s", kIntegerList);
  AddField("int64s", kInteger64List);
  AddField("doubles", kRealList);
  AddField("texts", kStringList);
  for (int row = 0; row < rows; row++) AddRow(row);
}

GdalTable::~GdalTable() { api.GDALClose(dataset_); }

void GdalTable::AddField(const char* name, int type, int subtype) {
  void* field = api.OGR_Fld_Create(name, type);
  api.OGR_Fld_SetSubType(field, subtype);
  const int code = api.OGR_L_CreateField(layer_, field, 0);
  api.OGR_Fld_Destroy(field);
  if (code != 0) throw std::runtime_error(std::string("no field ") + name);
}

void GdalTable::AddRow(int row) {
  void* feature = api.OGR_F_Create(api.OGR_L_GetLayerDefn(layer_));
  if (!IsNull(row)) {
    std::string text = "row " + std::to_string(row);
    const int ints[] = {row, row + 1};
    const long long longs[] = {row, -row, 0};
    const double doubles[] = {row / 2.0};
    char* texts[] = {text.data(), nullptr};
    int i = 0;
    api.OGR_F_SetFieldInteger(feature, i++, row);
    api.OGR_F_SetFieldInteger(feature, i++, row % 2);
    api.OGR_F_SetFieldInteger(feature, i++, row * 100);
    api.OGR_F_SetFieldInteger64(feature, i++, row * 10000000000);
    api.OGR_F_SetFieldDouble(feature, i++, row / 4.0);
    api.OGR_F_SetFieldDouble(feature, i++, row / 8.0);
    api.OGR_F_SetFieldString(feature, i++, text.c_str());
    api.OGR_F_SetFieldBinary(feature, i++, static_cast<int>(text.size()), text.data());
    api.OGR_F_SetFieldDateTimeEx(feature, i++, 1970, 1, 1 + row, 0, 0, 0, 0);
    api.OGR_F_SetFieldDateTimeEx(feature, i++, 0, 0, 0, 0, 0, static_cast<float>(row), 0);
    api.OGR_F_SetFieldDateTimeEx(feature, i++, 1970, 1, 1, 0, row, 0, kUtc);
    api.OGR_F_SetFieldIntegerList(feature, i++, 2, ints);
    api.OGR_F_SetFieldInteger64List(feature, i++, 3, longs);
    api.OGR_F_SetFieldDoubleList(feature, i++, 1, doubles);
    api.OGR_F_SetFieldStringList(feature, i++, texts);
    void* point = api.OGR_G_CreateGeometry(kPoint);
    api.OGR_G_SetPoint_2D(point, 0, row, -row);
    api.OGR_F_SetGeometryDirectly(feature, point);
  }
  const int code = api.OGR_L_CreateFeature(layer_, feature);
  api.OGR_F_Destroy(feature);
  if (code != 0) throw std::runtime_error("no feature");
}

void GdalTable::GetStream(int rows_in_batch, ArrowArrayStream* out) {
  std::string size = "MAX_FEATURES_IN_BATCH=" + std::to_string(rows_in_batch);
  char* options[] = {size.data(), nullptr};
  if (!api.OGR_L_GetArrowStream(layer_, out, options)) throw std::runtime_error("no stream");
}

}  // namespace interop
