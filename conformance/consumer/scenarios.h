/// \file scenarios.h
/// What a consumer is fed; the table is scenarios.c.

#ifndef ARROWBRIDGE_CONFORMANCE_CONSUMER_SCENARIOS_H
#define ARROWBRIDGE_CONFORMANCE_CONSUMER_SCENARIOS_H

#include "../kit.h"

void KitFeedOrdinary(struct Kit* kit);
void KitFeedNullNames(struct Kit* kit);
void KitFeedOddNames(struct Kit* kit);
void KitFeedNullMetadata(struct Kit* kit);
void KitFeedNoPairs(struct Kit* kit);
void KitFeedOddMetadata(struct Kit* kit);
void KitFeedUnknownFlags(struct Kit* kit);
void KitFeedExtensions(struct Kit* kit);
void KitFeedSchemaTables(struct Kit* kit);
void KitFeedArrayTables(struct Kit* kit);
void KitFeedNoBitmaps(struct Kit* kit);
void KitFeedUnknownCounts(struct Kit* kit);
void KitFeedNothingCounted(struct Kit* kit);
void KitFeedOffsets(struct Kit* kit);
void KitFeedNestedOffsets(struct Kit* kit);
void KitFeedWildSlots(struct Kit* kit);
void KitFeedUnaligned(struct Kit* kit);
void KitFeedLongChildren(struct Kit* kit);
void KitFeedTopOffset(struct Kit* kit);
void KitFeedTopNulls(struct Kit* kit);
void KitFeedNoColumns(struct Kit* kit);
void KitFeedIntegers(struct Kit* kit);
void KitFeedTimes(struct Kit* kit);
void KitFeedDecimals(struct Kit* kit);
void KitFeedTexts(struct Kit* kit);
void KitFeedViews(struct Kit* kit);
void KitFeedInlineViews(struct Kit* kit);
void KitFeedManyVariadic(struct Kit* kit);
void KitFeedLists(struct Kit* kit);
void KitFeedListViews(struct Kit* kit);
void KitFeedStructs(struct Kit* kit);
void KitFeedDenseUnions(struct Kit* kit);
void KitFeedSparseUnions(struct Kit* kit);
void KitFeedListViewOffsets(struct Kit* kit);
void KitFeedUnionOffsets(struct Kit* kit);
void KitFeedRunEndOffsets(struct Kit* kit);
void KitFeedHalfFloats(struct Kit* kit);
void KitFeedNegativeScales(struct Kit* kit);
void KitFeedZeroSizes(struct Kit* kit);
void KitFeedRunEnds(struct Kit* kit);
void KitFeedDictionaries(struct Kit* kit);
void KitFeedEmpties(struct Kit* kit);
void KitFeedNullEmpties(struct Kit* kit);
void KitFeedDangling(struct Kit* kit);
void KitFeedNullOffsets(struct Kit* kit);
void KitFeedNoBatches(struct Kit* kit);
void KitFeedDeep(struct Kit* kit);
void KitFeedVeryDeep(struct Kit* kit);
void KitFeedWide(struct Kit* kit);
void KitFeedPlainArrays(struct Kit* kit);
void KitFeedListArrays(struct Kit* kit);
void KitFeedDictionaryArrays(struct Kit* kit);
void KitFeedSchemaError(struct Kit* kit);
void KitFeedFirstError(struct Kit* kit);
void KitFeedLaterError(struct Kit* kit);
void KitFeedNullText(struct Kit* kit);
void KitFeedNullSchemaText(struct Kit* kit);
void KitFeedEmptyText(struct Kit* kit);
void KitFeedOddText(struct Kit* kit);
void KitFeedLongText(struct Kit* kit);
void KitFeedUnknownCode(struct Kit* kit);
void KitFeedNegativeCode(struct Kit* kit);
void KitFeedSchemaGarbage(struct Kit* kit);
void KitFeedBatchGarbage(struct Kit* kit);
void KitFeedEndGarbage(struct Kit* kit);
void KitFeedSlowly(struct Kit* kit);
void KitFeedThread(struct Kit* kit);
void KitFeedReleased(struct Kit* kit);

#endif  // ARROWBRIDGE_CONFORMANCE_CONSUMER_SCENARIOS_H
