// Mutants with wrong schemas. Strings and metadata are literals, which are not freed.
#include "reference.h"

static void WritesPastEnd(struct ArrowSchema* s) { memset(s + 1, 0, 8); }
static void NoFormat(struct ArrowSchema* s) { s->children[kInt]->format = NULL; }
static void LatinFormat(struct ArrowSchema* s) { s->children[kTime]->format = "tsu:M\xFCnchen"; }
static void LatinName(struct ArrowSchema* s) { s->children[kInt]->name = "gr\xFC\xDF"; }
static void NoPairs(struct ArrowSchema* s) { s->children[kInt]->metadata = "\0\0\0\0"; }
static void NegativeLength(struct ArrowSchema* s) {
  s->children[kInt]->metadata = "\1\0\0\0\377\377\377\377key";
}
static void NegativePairs(struct ArrowSchema* s) { s->metadata = "\377\377\377\377"; }
static void MetadataEndsEarly(struct ArrowSchema* s) {
  // The copy is exactly as long as the text: memory past its end cannot be read.
  static const char kPairs[] = "\5\0\0\0\3\0\0\0key\5\0\0\0value";
  struct ReferenceOwner* owner = (struct ReferenceOwner*)s->private_data;
  char* copy = (char*)malloc(sizeof(kPairs) - 1);
  memcpy(copy, kPairs, sizeof(kPairs) - 1);
  owner->memory[owner->n_memory++] = copy;
  s->metadata = copy;
}
static void BigEndian(struct ArrowSchema* s) { s->metadata = "\0\0\0\1\0\0\0\3key\0\0\0\5value"; }
static void StrayFlags(struct ArrowSchema* s) { s->children[kInt]->flags |= 1 << 20; }
static void TooManyChildren(struct ArrowSchema* s) { s->children[kInt]->n_children = 1; }
static void NegativeChildren(struct ArrowSchema* s) { s->children[kStruct]->n_children = -1; }
static void NullChild(struct ArrowSchema* s) { s->children[kStruct]->children[1] = NULL; }
static void NullChildren(struct ArrowSchema* s) { s->children[kStruct]->children = NULL; }
static void StrayDictionary(struct ArrowSchema* s) {
  s->children[kText]->dictionary = s->children[kWords]->dictionary;
}
static void DeadChild(struct ArrowSchema* s) { s->children[kInt]->release(s->children[kInt]); }
static void DeadSchema(struct ArrowSchema* s) { s->release(s); }
static void UnwrittenDictionary(struct ArrowSchema* s) {
  memset(&s->dictionary, 0xcc, sizeof(s->dictionary));
}
static void NamelessExtension(struct ArrowSchema* s) {
  s->children[kExtension]->metadata = "\1\0\0\0\30\0\0\0ARROW:extension:metadata\1\0\0\0x";
}
static void PrivateFormat(struct ArrowSchema* s) { s->children[kInt]->format = "_pli128"; }
static void ReservedExtension(struct ArrowSchema* s) {
  s->children[kExtension]->metadata = "\1\0\0\0\24\0\0\0ARROW:extension:name\11\0\0\0arrow.foo";
}
static void OrderedNothing(struct ArrowSchema* s) {
  s->children[kInt]->flags |= ARROW_FLAG_DICTIONARY_ORDERED;
}
static void SortedList(struct ArrowSchema* s) {
  s->children[kList]->flags |= ARROW_FLAG_MAP_KEYS_SORTED;
}
static void Precision(struct ArrowSchema* s) { s->children[kDecimal]->format = "d:10"; }
static void Bits(struct ArrowSchema* s) { s->children[kDecimal]->format = "d:10,2,100"; }
static void NoWidth(struct ArrowSchema* s) { s->children[kFixed]->format = "w:"; }
static void NoColon(struct ArrowSchema* s) { s->children[kTime]->format = "tsu"; }
static void NoSize(struct ArrowSchema* s) { s->children[kFixedList]->format = "+w:-2"; }
static void PlainEntries(struct ArrowSchema* s) {
  s->children[kMap]->children[0]->children[0]->name = "entry";
  s->children[kMap]->children[0]->n_children = 1;
}
static void NullableEntries(struct ArrowSchema* s) {
  s->children[kMap]->children[0]->flags |= ARROW_FLAG_NULLABLE;
}
static void NullableKeys(struct ArrowSchema* s) {
  s->children[kMap]->children[0]->children[0]->flags |= ARROW_FLAG_NULLABLE;
}
static void SameIds(struct ArrowSchema* s) { s->children[kDense]->format = "+ud:3,3"; }
static void HighIds(struct ArrowSchema* s) { s->children[kSparse]->format = "+us:0,128"; }
static void FloatRunEnds(struct ArrowSchema* s) { s->children[kRuns]->children[0]->format = "f"; }

const struct Mutant kSchemaMutants[] = {
    {"schema-writes-past-end", "SCH-1", "pas", WritesPastEnd, NULL, NULL, false},
    {"schema-no-format", "SCH-3", "pas", NoFormat, NULL, NULL, false},
    {"schema-latin-format", "SCH-3", "s", LatinFormat, NULL, NULL, false},
    {"schema-latin-name", "SCH-5", "ps", LatinName, NULL, NULL, false},
    {"schema-no-pairs", "SCH-6", "ps", NoPairs, NULL, NULL, false},
    {"schema-negative-length", "SCH-7", "ps", NegativeLength, NULL, NULL, false},
    {"schema-negative-pairs", "SCH-7", "s", NegativePairs, NULL, NULL, false},
    {"schema-metadata-ends-early", "SCH-7", "pas", MetadataEndsEarly, NULL, NULL, false},
    {"schema-big-endian", "SCH-8", "ps", BigEndian, NULL, NULL, false},
    {"schema-stray-flags", "SCH-12", "pas", StrayFlags, NULL, NULL, false},
    {"schema-too-many-children", "SCH-15", "ps", TooManyChildren, NULL, NULL, false},
    {"schema-negative-children", "SCH-15", "s", NegativeChildren, NULL, NULL, false},
    {"schema-null-child", "SCH-15", "s", NullChild, NULL, NULL, false},
    {"schema-null-children", "SCH-16", "pas", NullChildren, NULL, NULL, false},
    {"schema-stray-dictionary", "SCH-17", "pas", StrayDictionary, NULL, NULL, false},
    {"schema-dead-child", "SCH-18", "ps", DeadChild, NULL, NULL, false},
    {"schema-dead", "SCH-18", "pas", DeadSchema, NULL, NULL, false},
    {"schema-unwritten-dictionary", "MEM-1", "pas", UnwrittenDictionary, NULL, NULL, false},
    {"schema-nameless-extension", "EXT-1", "ps", NamelessExtension, NULL, NULL, false},
    {"schema-private-format", "ABI-1", "pas", PrivateFormat, NULL, NULL, false},
    {"schema-reserved-extension", "COL-18", "ps", ReservedExtension, NULL, NULL, false},
    {"schema-ordered-nothing", "SCH-11", "ps", OrderedNothing, NULL, NULL, false},
    {"schema-sorted-list", "SCH-11", "s", SortedList, NULL, NULL, false},
    {"format-decimal", "FMT-21", "s", Precision, NULL, NULL, false},
    {"format-decimal-bits", "FMT-22", "s", Bits, NULL, NULL, false},
    {"format-fixed", "FMT-23", "s", NoWidth, NULL, NULL, false},
    {"format-timestamp", "FMT-35", "s", NoColon, NULL, NULL, false},
    {"format-fixed-list", "FMT-48", "s", NoSize, NULL, NULL, false},
    {"format-map", "FMT-50", "s", PlainEntries, NULL, NULL, false},
    {"schema-nullable-entries", "SCH-21", "pas", NullableEntries, NULL, NULL, false},
    {"schema-nullable-keys", "SCH-21", "s", NullableKeys, NULL, NULL, false},
    {"format-dense-union", "FMT-51", "s", SameIds, NULL, NULL, false},
    {"format-sparse-union", "FMT-52", "s", HighIds, NULL, NULL, false},
    {"format-run-ends", "FMT-53", "s", FloatRunEnds, NULL, NULL, false},
    {NULL, NULL, NULL, NULL, NULL, NULL, false},
};
