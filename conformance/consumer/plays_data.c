// Streams whose schemas and batches are legal but rare.
#include <stdio.h>
#include <string.h>

#include "feed.h"
#include "scenarios.h"

#define ORDINARY "+s{i@a u@b g@c b@d +l@e{i@item} +s@f{l@x u@y} c@g<u@values>}"

// A scenario that feeds a stream without errors: three batches.
#define FEED(function, rule_id, fed, spec_text, quirk_bits)      \
  void function(struct Kit* kit) {                               \
    static const struct KitPlay play = {.rule = rule_id,         \
                                        .step = fed,             \
                                        .array_spec = spec_text, \
                                        .quirks = quirk_bits,    \
                                        .n_batches = 3,          \
                                        .lengths = {7, 1, 30}};  \
    KitPlayStream(kit, &play);                                   \
  }

FEED(KitFeedOrdinary, "MEM-8", "an ordinary stream", ORDINARY, 0)
FEED(KitFeedNullNames, "SCH-4", "fields whose names are NULL", ORDINARY, KIT_QUIRK_NULL_NAMES)
FEED(KitFeedOddNames, "SCH-5", "names that are long, repeated, empty, not ASCII", ORDINARY,
     KIT_QUIRK_ODD_NAMES)
FEED(KitFeedNullMetadata, "SCH-6", "metadata that is NULL", ORDINARY, KIT_QUIRK_NULL_METADATA)
FEED(KitFeedNoPairs, "SCH-6", "metadata of 0 pairs", ORDINARY,
     KIT_QUIRK_NO_PAIRS | KIT_QUIRK_OWN_METADATA)
FEED(KitFeedOddMetadata, "SCH-9",
     "metadata with repeated and empty keys, and bytes that are no text", ORDINARY,
     KIT_QUIRK_ODD_METADATA)
FEED(KitFeedUnknownFlags, "ABI-1", "flags that nobody knows", ORDINARY, KIT_QUIRK_UNKNOWN_FLAGS)
FEED(KitFeedExtensions, "EXT-1",
     "extension types that nobody knows, some without metadata of theirs", ORDINARY,
     KIT_QUIRK_EXTENSIONS)
FEED(KitFeedSchemaTables, "SCH-16", "schemas without children whose table of children is NULL",
     ORDINARY, KIT_QUIRK_NULL_TABLES)
FEED(KitFeedArrayTables, "ARR-13", "arrays whose tables of buffers or children are NULL",
     "+s{n@a i@b u@c +s@d{n@e}}", KIT_QUIRK_NULL_ARRAY_TABLES)
FEED(KitFeedNoBitmaps, "ARR-11", "columns without validity bitmaps", ORDINARY, KIT_QUIRK_NO_BITMAPS)
FEED(KitFeedUnknownCounts, "ARR-4", "null_count -1", ORDINARY, KIT_QUIRK_UNKNOWN_COUNTS)
FEED(KitFeedNothingCounted, "ARR-4", "null_count -1 beside validity bitmaps that are NULL",
     ORDINARY, KIT_QUIRK_UNKNOWN_COUNTS | KIT_QUIRK_NO_BITMAPS)
FEED(KitFeedOffsets, "ARR-5", "arrays with offsets, slots before them hold anything", ORDINARY,
     KIT_QUIRK_OFFSETS | KIT_QUIRK_WILD_STARTS | KIT_QUIRK_OWN_READS)
FEED(KitFeedWildSlots, "COL-4", "null slots that hold anything",
     "+s{c@a<u@values> s@b<u@values> vu@c i@d<+l@lists{i@item}>}",
     KIT_QUIRK_WILD_NULLS | KIT_QUIRK_OWN_READS)
FEED(KitFeedUnaligned, "ARR-10", "buffers that are not aligned for their values", ORDINARY,
     KIT_QUIRK_UNALIGNED)
FEED(KitFeedLongChildren, "RB-1", "columns that are longer than the batch", ORDINARY,
     KIT_QUIRK_LONG_CHILDREN)
FEED(KitFeedTopOffset, "RB-1", "batches that have an offset themselves", ORDINARY,
     KIT_QUIRK_TOP_OFFSET)
FEED(KitFeedTopNulls, "RB-1", "batches that have null rows", ORDINARY, KIT_QUIRK_TOP_NULLS)
FEED(KitFeedNoColumns, "RB-1", "batches with rows and no columns", "+s", 0)

FEED(KitFeedIntegers, "FMT-55", "integers and floats of every width, and nulls",
     "+s{c@a C@b s@c S@d i@e I@f l@g L@h f@j g@k b@l n@m}", 0)
FEED(KitFeedHalfFloats, "FMT-55", "float16", "+s{e@a +l@b{e@item}}", 0)
FEED(KitFeedTimes, "FMT-55", "dates, times, timestamps, durations and intervals",
     "+s{tdD@a tdm@b tts@c ttm@d ttu@e ttn@f tss:@g tsm:UTC@h tsu:+05:30@i tsn:Europe/Berlin@j "
     "tDs@k tDm@l tDu@m tDn@n tiM@o tiD@p tin@q}",
     0)
FEED(KitFeedDecimals, "FMT-55", "decimals and fixed-size binary",
     "+s{d:9,2,32@a d:18,3,64@b d:19,10@c d:38,0,128@d d:76,5,256@e w:3@f w:300@g}", 0)
FEED(KitFeedNegativeScales, "FMT-55", "decimals of negative scale", "+s{d:18,-3,64@a d:19,-2@b}", 0)
FEED(KitFeedZeroSizes, "FMT-55", "fixed-size binary and lists of size 0",
     "+s{w:0@a +w:0@b{i@item}}", 0)
FEED(KitFeedTexts, "FMT-55", "text and binary, 32-bit and 64-bit", "+s{u@a U@b z@c Z@d}", 0)
FEED(KitFeedViews, "FMT-55", "views of text and of binary", "+s{vu@a vz@b +l@c{vu@item}}", 0)
FEED(KitFeedInlineViews, "VIEW-1", "views that have no variadic buffer", "+s{vu@a vz@b}",
     KIT_QUIRK_INLINE_VIEWS | KIT_QUIRK_NULL_EMPTY)
FEED(KitFeedManyVariadic, "VIEW-1", "views of 300 variadic buffers", "+s{vu@a}",
     KIT_QUIRK_MANY_VARIADIC)
FEED(KitFeedLists, "FMT-55", "lists: large, of fixed size, nested, and maps",
     "+s{+L@a{u@item} +w:2@b{s@item} +l@d{+l@item{b@item}} "
     "+m@e{+s!@entries{u!@key i@value}}}",
     0)
FEED(KitFeedListViews, "FMT-55", "list views, out of order and overlapping",
     "+s{+vl@a{i@item} +vL@b{u@item}}", 0)
FEED(KitFeedStructs, "FMT-55", "structs, some of them null", "+s{+s@a{i!@x u@y} +s@b{+s@z{b!@w}}}",
     0)
FEED(KitFeedDenseUnions, "FMT-55", "dense unions with type ids out of order",
     "+s{+ud:5,4@a{i@x u@y} +ud:1@b{n@x} +ud:0,127@c{g@x +s@y{i@z}}}", 0)
FEED(KitFeedSparseUnions, "FMT-55", "sparse unions with type ids out of order",
     "+s{+us:5,4@a{i@x u@y} +us:1@b{n@x} +us:0,127@c{g@x +s@y{i@z}}}", 0)
FEED(
    KitFeedRunEnds, "FMT-55", "run-end encoded columns",
    "+s{+r@a{s!@run_ends u@values} +r@b{i!@run_ends i@values} +r@c{l!@run_ends +l@values{c@item}}}",
    0)
FEED(KitFeedDictionaries, "DIC-1",
     "dictionaries with offsets, with nulls, of dictionaries, of structs and lists",
     "+s{c@a<u@values> S@b<i@values> i@c<+s@values{i@x c@y<u@inner>}> l@d<+l@values{i@item}> "
     "+l@e{c@item<vu@values>}}",
     KIT_QUIRK_OFFSETS)
FEED(KitFeedNestedOffsets, "ARR-5", "offsets in columns of every layout",
     "+s{+w:2@a{b@item} vu@b w:3@c +m@d{+s!@entries{u!@key i@value}} d:19,10@e n@f +L@g{U@item}}",
     KIT_QUIRK_OFFSETS | KIT_QUIRK_OWN_READS)
FEED(KitFeedListViewOffsets, "ARR-5", "offsets in list views", "+s{+vl@a{i@item} +vL@b{u@item}}",
     KIT_QUIRK_OFFSETS | KIT_QUIRK_OWN_READS)
FEED(KitFeedUnionOffsets, "ARR-5", "offsets in unions", "+s{+ud:0,1@a{i@x u@y} +us:0,1@b{i@x u@y}}",
     KIT_QUIRK_OFFSETS | KIT_QUIRK_OWN_READS)
FEED(KitFeedRunEndOffsets, "ARR-5", "offsets in run-end encoded columns",
     "+s{+r@a{i!@run_ends u@values}}", KIT_QUIRK_OFFSETS | KIT_QUIRK_OWN_READS)

static void Empties(struct Kit* kit, const char* rule, const char* step, unsigned quirks) {
  struct KitPlay play = {.rule = rule,
                         .step = step,
                         .array_spec =
                             "+s{i@a u@b U@c b@d +l@e{i@item} +s@f{l@x u@y} c@g<u@values> "
                             "vu@h +w:2@i{i@item} w:3@j}",
                         .quirks = quirks,
                         .n_batches = 5,
                         .lengths = {0, 4, 1, 0, 2}};
  KitPlayStream(kit, &play);
}

void KitFeedEmpties(struct Kit* kit) {
  Empties(kit, "STR-7", "batches without rows, at the begin and between others", 0);
}

void KitFeedNullEmpties(struct Kit* kit) {
  Empties(kit, "ARR-11", "buffers of size 0 that are NULL", KIT_QUIRK_NULL_EMPTY);
}

void KitFeedDangling(struct Kit* kit) {
  Empties(kit, "ARR-11", "buffers of size 0 that point to where nothing is", KIT_QUIRK_DANGLING);
}

void KitFeedNullOffsets(struct Kit* kit) {
  Empties(kit, "ARR-11", "arrays of length 0 whose offsets are NULL, as older producers have them",
          KIT_QUIRK_NULL_OFFSETS);
}

void KitFeedNoBatches(struct Kit* kit) {
  static const struct KitPlay play = {
      .rule = "STR-5", .step = "a stream without batches", .array_spec = ORDINARY};
  KitPlayStream(kit, &play);
}

static void Deep(struct Kit* kit, int levels, const char* one) {
  static char spec[8000];
  strcpy(spec, "+s");
  for (int level = 2; level < levels; ++level) strcat(spec, one);
  strcat(spec, "{i@leaf}");
  for (int level = 2; level < levels; ++level) strcat(spec, "}");
  char step[60];
  snprintf(step, sizeof(step), "fields nested %d levels deep", levels);
  struct KitPlay play = {
      .rule = "SCH-20", .step = step, .array_spec = spec, .n_batches = 2, .lengths = {3, 2}};
  KitPlayStream(kit, &play);
}

void KitFeedDeep(struct Kit* kit) { Deep(kit, 63, "{+s@x"); }

void KitFeedVeryDeep(struct Kit* kit) { Deep(kit, 500, "{+w:1@x"); }

void KitFeedWide(struct Kit* kit) {
  enum { kColumns = 400 };
  static char spec[kColumns * 8];
  strcpy(spec, "+s{");
  for (int i = 0; i < kColumns; ++i) {
    char one[16];
    snprintf(one, sizeof(one), "i@c%d ", i);
    strcat(spec, one);
  }
  strcat(spec, "}");
  struct KitPlay play = {.rule = "ARR-12",
                         .step = "400 columns",
                         .array_spec = spec,
                         .n_batches = 2,
                         .lengths = {3, 2}};
  KitPlayStream(kit, &play);
}

static void NoStruct(struct Kit* kit, const char* spec) {
  struct KitPlay play = {.rule = "STR-20",
                         .step = "a stream of arrays that are no structs",
                         .array_spec = spec,
                         .n_batches = 3,
                         .lengths = {5, 0, 9}};
  KitPlayStream(kit, &play);
}

void KitFeedPlainArrays(struct Kit* kit) { NoStruct(kit, "i@numbers"); }
void KitFeedListArrays(struct Kit* kit) { NoStruct(kit, "+l@lists{u@item}"); }
void KitFeedDictionaryArrays(struct Kit* kit) { NoStruct(kit, "c@words<u@values>"); }
