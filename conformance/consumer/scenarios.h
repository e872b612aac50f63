/// \file scenarios.h
/// The scenarios for consumers. Their table is in scenarios.c.

#ifndef ARROWBRIDGE_CONFORMANCE_CONSUMER_SCENARIOS_H
#define ARROWBRIDGE_CONFORMANCE_CONSUMER_SCENARIOS_H

#include "../kit.h"

void KitConsumerOrdinary(struct Kit* kit);
void KitConsumerNullNames(struct Kit* kit);
void KitConsumerOddNames(struct Kit* kit);
void KitConsumerNullMetadata(struct Kit* kit);
void KitConsumerNoPairs(struct Kit* kit);
void KitConsumerOddMetadata(struct Kit* kit);
void KitConsumerUnknownFlags(struct Kit* kit);
void KitConsumerExtensions(struct Kit* kit);
void KitConsumerSchemaTables(struct Kit* kit);
void KitConsumerArrayTables(struct Kit* kit);
void KitConsumerNoBitmaps(struct Kit* kit);
void KitConsumerUnknownCounts(struct Kit* kit);
void KitConsumerNothingCounted(struct Kit* kit);
void KitConsumerOffsets(struct Kit* kit);
void KitConsumerNestedOffsets(struct Kit* kit);
void KitConsumerWildSlots(struct Kit* kit);
void KitConsumerUnaligned(struct Kit* kit);
void KitConsumerLongChildren(struct Kit* kit);
void KitConsumerTopOffset(struct Kit* kit);
void KitConsumerTopNulls(struct Kit* kit);
void KitConsumerNoColumns(struct Kit* kit);
void KitConsumerIntegers(struct Kit* kit);
void KitConsumerTimes(struct Kit* kit);
void KitConsumerDecimals(struct Kit* kit);
void KitConsumerTexts(struct Kit* kit);
void KitConsumerViews(struct Kit* kit);
void KitConsumerInlineViews(struct Kit* kit);
void KitConsumerManyVariadic(struct Kit* kit);
void KitConsumerLists(struct Kit* kit);
void KitConsumerListViews(struct Kit* kit);
void KitConsumerStructs(struct Kit* kit);
void KitConsumerDenseUnions(struct Kit* kit);
void KitConsumerSparseUnions(struct Kit* kit);
void KitConsumerListViewOffsets(struct Kit* kit);
void KitConsumerUnionOffsets(struct Kit* kit);
void KitConsumerRunEndOffsets(struct Kit* kit);
void KitConsumerHalfFloats(struct Kit* kit);
void KitConsumerNegativeScales(struct Kit* kit);
void KitConsumerZeroSizes(struct Kit* kit);
void KitConsumerRunEnds(struct Kit* kit);
void KitConsumerDictionaries(struct Kit* kit);
void KitConsumerOrderedDictionaries(struct Kit* kit);
void KitConsumerSortedMaps(struct Kit* kit);
void KitConsumerLastEmpty(struct Kit* kit);
void KitConsumerEmpties(struct Kit* kit);
void KitConsumerNullEmpties(struct Kit* kit);
void KitConsumerDangling(struct Kit* kit);
void KitConsumerNullOffsets(struct Kit* kit);
void KitConsumerNoBatches(struct Kit* kit);
void KitConsumerDeep(struct Kit* kit);
void KitConsumerVeryDeep(struct Kit* kit);
void KitConsumerWide(struct Kit* kit);
void KitConsumerPlainArrays(struct Kit* kit);
void KitConsumerListArrays(struct Kit* kit);
void KitConsumerDictionaryArrays(struct Kit* kit);
void KitConsumerSchemaError(struct Kit* kit);
void KitConsumerFirstError(struct Kit* kit);
void KitConsumerLaterError(struct Kit* kit);
void KitConsumerNullMessage(struct Kit* kit);
void KitConsumerNullSchemaMessage(struct Kit* kit);
void KitConsumerEmptyMessage(struct Kit* kit);
void KitConsumerOddMessage(struct Kit* kit);
void KitConsumerLongMessage(struct Kit* kit);
void KitConsumerUnknownCode(struct Kit* kit);
void KitConsumerNegativeCode(struct Kit* kit);
void KitConsumerSchemaGarbage(struct Kit* kit);
void KitConsumerBatchGarbage(struct Kit* kit);
void KitConsumerEndGarbage(struct Kit* kit);
void KitConsumerSlowly(struct Kit* kit);
void KitConsumerThread(struct Kit* kit);
void KitConsumerReleased(struct Kit* kit);

#endif  // ARROWBRIDGE_CONFORMANCE_CONSUMER_SCENARIOS_H
