// ArrowBridgeSchemaToString: a tree with one line per field.

#include <cerrno>

#include "support/printing.h"

namespace {

using namespace arrowbridge_tests;

class PrintSchema : public PrintingTest {};

ArrayData Type(const std::string& format, const std::string& name) {
  ArrayData data;
  data.format = format;
  data.name = name;
  return data;
}

ArrayData Type(const std::string& format, const std::string& name,
               const std::vector<ArrayData>& children) {
  ArrayData data = Type(format, name);
  data.children = children;
  return data;
}

ArrayData NotNull(ArrayData data) {
  data.flags &= ~ARROW_FLAG_NULLABLE;
  return data;
}

ArrayData With(ArrayData data, const std::vector<std::pair<std::string, std::string>>& pairs) {
  data.metadata = Metadata(pairs);
  return data;
}

TEST_F(PrintSchema, TypesWithoutChildren) {
  std::vector<ArrayData> fields;
  for (const char* format : {"n",          "b",
                             "c",          "C",
                             "s",          "S",
                             "i",          "I",
                             "l",          "L",
                             "e",          "f",
                             "g",          "d:9,2,32",
                             "d:18,-3,64", "d:19,10",
                             "d:76,4,256", "tdD",
                             "tdm",        "tts",
                             "ttm",        "ttu",
                             "ttn",        "tss:",
                             "tsm:UTC",    "tsu:Europe/Berlin",
                             "tsn:+01:00", "tDs",
                             "tDm",        "tDu",
                             "tDn",        "tiM",
                             "tiD",        "tin",
                             "w:16",       "z",
                             "Z",          "vz",
                             "u",          "U",
                             "vu"}) {
    fields.push_back(Type(format, format));
  }
  EXPECT_EQ(SchemaText(Type("+s", "", fields)), R"(
schema
├─ n: null
├─ b: bool
├─ c: int8
├─ C: uint8
├─ s: int16
├─ S: uint16
├─ i: int32
├─ I: uint32
├─ l: int64
├─ L: uint64
├─ e: float16
├─ f: float32
├─ g: float64
├─ d:9,2,32: decimal32(9, 2)
├─ d:18,-3,64: decimal64(18, -3)
├─ d:19,10: decimal128(19, 10)
├─ d:76,4,256: decimal256(76, 4)
├─ tdD: date32
├─ tdm: date64
├─ tts: time32[s]
├─ ttm: time32[ms]
├─ ttu: time64[us]
├─ ttn: time64[ns]
├─ tss:: timestamp[s]
├─ tsm:UTC: timestamp[ms, UTC]
├─ tsu:Europe/Berlin: timestamp[us, Europe/Berlin]
├─ tsn:+01:00: timestamp[ns, +01:00]
├─ tDs: duration[s]
├─ tDm: duration[ms]
├─ tDu: duration[us]
├─ tDn: duration[ns]
├─ tiM: interval[months]
├─ tiD: interval[day_time]
├─ tin: interval[month_day_nano]
├─ w:16: fixed_size_binary[16]
├─ z: binary
├─ Z: large_binary
├─ vz: binary_view
├─ u: utf8
├─ U: large_utf8
└─ vu: utf8_view
)");
}

TEST_F(PrintSchema, NestedTypes) {
  const ArrayData item = Type("i", "item");
  const ArrayData entries =
      NotNull(Type("+s", "entries", {NotNull(Type("u", "key")), Type("+l", "value", {item})}));
  ArrayData sorted = Type("+m", "sorted", {entries});
  sorted.flags |= ARROW_FLAG_MAP_KEYS_SORTED;
  EXPECT_EQ(SchemaText(Type(
                "+s", "",
                {Type("+l", "list", {NotNull(item)}), Type("+L", "large_list", {item}),
                 Type("+vl", "list_view", {item}), Type("+vL", "large_list_view", {item}),
                 Type("+w:3", "fixed", {Type("+w:2", "row", {item})}),
                 NotNull(Type("+s", "struct", {item, Type("u", "")})), Type("+m", "map", {entries}),
                 sorted, Type("+ud:5,7", "dense", {item, Type("u", "text")}),
                 Type("+us:0", "sparse", {item}),
                 Type("+r", "runs", {NotNull(Type("s", "run_ends")), Type("u", "values")})})),
            R"(
schema
├─ list: list
│  └─ item: int32 not null
├─ large_list: large_list
│  └─ item: int32
├─ list_view: list_view
│  └─ item: int32
├─ large_list_view: large_list_view
│  └─ item: int32
├─ fixed: fixed_size_list[3]
│  └─ row: fixed_size_list[2]
│     └─ item: int32
├─ struct: struct not null
│  ├─ item: int32
│  └─ "": utf8
├─ map: map
│  └─ entries: struct not null
│     ├─ key: utf8 not null
│     └─ value: list
│        └─ item: int32
├─ sorted: map[keys sorted]
│  └─ entries: struct not null
│     ├─ key: utf8 not null
│     └─ value: list
│        └─ item: int32
├─ dense: dense_union[5, 7]
│  ├─ item: int32
│  └─ text: utf8
├─ sparse: sparse_union[0]
│  └─ item: int32
└─ runs: run_end_encoded
   ├─ run_ends: int16 not null
   └─ values: utf8
)");
}

TEST_F(PrintSchema, Dictionaries) {
  ArrayData color = Type("c", "color");
  color.dictionary = {Type("u", "")};
  color.flags |= ARROW_FLAG_DICTIONARY_ORDERED;
  ArrayData nested = NotNull(Type("i", "nested"));
  nested.dictionary = {Type("+s", "", {Type("i", "x"), color})};
  ArrayData twice = Type("L", "twice");
  twice.dictionary = {color};
  EXPECT_EQ(SchemaText(Type("+s", "", {color, nested, twice})), R"(
schema
├─ color: dictionary<int8, utf8, ordered>
├─ nested: dictionary<int32, struct> not null
│  ├─ x: int32
│  └─ color: dictionary<int8, utf8, ordered>
└─ twice: dictionary<uint64, dictionary<int8, utf8, ordered>>
)");
}

TEST_F(PrintSchema, MetadataAndExtensions) {
  const ArrayData point = With(Type("+s", "geometry", {Type("g", "x"), Type("g", "y")}),
                               {{"ARROW:extension:name", "geoarrow.point"},
                                {"ARROW:extension:metadata", "{\"crs\": \"EPSG:4326\"}"}});
  const ArrayData uuid = With(NotNull(Type("w:16", "id")),
                              {{"ARROW:extension:name", "arrow.uuid"}, {"key", "line\nbreak"}});
  const ArrayData bytes = With(Type("u", "last"), {{"raw", std::string("\xFF\0\x01", 3)},
                                                   {"long", std::string(200, 'x')},
                                                   {"long raw", std::string(100, '\xFE')},
                                                   {"", ""}});
  EXPECT_EQ(SchemaText(With(Type("+s", "", {point, uuid, bytes}),
                            {{"source", "tzdata 2025b"}, {"source", "again"}})),
            R"(
schema
│  • source: tzdata 2025b
│  • source: again
├─ geometry: struct extension<geoarrow.point>
│  │  • ARROW:extension:metadata: {"crs": "EPSG:4326"}
│  ├─ x: float64
│  └─ y: float64
├─ id: fixed_size_binary[16] extension<arrow.uuid> not null
│     • key: line\nbreak
└─ last: utf8
      • raw: 0xff0001 (3 bytes)
      • long: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… (200 bytes)
      • long raw: 0xfefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef… (100 bytes)
      • "": ""
)");
}

TEST_F(PrintSchema, EmptyAndOtherRoots) {
  EXPECT_EQ(SchemaText(Type("+s", "")), "\nschema\n");
  EXPECT_EQ(SchemaText(With(Type("+s", ""), {{"a", "b"}})), "\nschema\n   • a: b\n");
  EXPECT_EQ(SchemaText(NotNull(Type("u", ""))), "\nutf8 not null\n");
  EXPECT_EQ(SchemaText(Type("+l", "tags", {Type("u", "item")})), "\ntags: list\n└─ item: utf8\n");
  ArrayData unnamed = Type("i", "");
  unnamed.name.reset();
  EXPECT_EQ(SchemaText(Type("+s", "", {unnamed, Type("i", "tab\tand \x1B[31m")})),
            "\nschema\n├─ \"\": int32\n└─ tab\\tand \\x1b[31m: int32\n");
}

TEST_F(PrintSchema, Arguments) {
  char* out = Garbage<char*>();
  EXPECT_ERROR(ArrowBridgeSchemaToString(nullptr, &out, &error_), EINVAL,
               "ArrowBridgeSchemaToString", "'schema' is NULL");
  EXPECT_EQ(out, nullptr);
  const SchemaHandle schema = ImportSchema(Type("+s", ""));
  EXPECT_ERROR(ArrowBridgeSchemaToString(schema.get(), nullptr, &error_), EINVAL, "'out' is NULL");
  EXPECT_EQ(ArrowBridgeSchemaToString(schema.get(), nullptr, nullptr), EINVAL);
  const ArrayHandle array = ImportArray(Int32s({1}));
  const auto* wrong = reinterpret_cast<const ArrowBridgeSchema*>(array.get());
  EXPECT_ERROR(ArrowBridgeSchemaToString(wrong, &out, &error_), EINVAL,
               "'schema' is not a schema handle");
}

}  // namespace
