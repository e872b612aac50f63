/// \file kit.h
/// The conformance kit: scenarios that test an implementation of the Arrow C interfaces and name
/// the rules that it breaks. The implementation under test is a function in a shared library: a
/// producer, a consumer, or a function that passes a stream through.
///
/// The program arrowbridge-conformance only calls KitMain(). To add scenarios, link the library,
/// pass them to KitMain() and get the same program with more scenarios:
///
///     static void Counts(struct Kit* kit) {
///       KitFunction function = KitImplementation(kit);
///       KitStep(kit, "COUNT-1", "counting rows");
///       ...
///       KitCheck(kit, rows == 250, "COUNT-1", "there are 250 rows", "there are %d", rows);
///     }
///     static const struct KitScenario kScenarios[] = {
///         {"counter-counts", "COUNT-1", "counts the rows", kKitProducer, 0, Counts},
///         {0, 0, 0, kKitProducer, 0, 0},
///     };
///     int main(int argc, char** argv) { return KitMain(argc, argv, kScenarios); }
///
/// A scenario is a function. Each scenario runs in its own process, with a time limit for each
/// step. A crash, a hang or an exit of that process is a finding. The library under test is loaded
/// only in the processes of scenarios. Before each action a scenario says which rule is at stake
/// (KitStep). If a rule is broken the scenario reports it (KitFind) and continues as far as that
/// makes sense.

#ifndef ARROWBRIDGE_CONFORMANCE_KIT_H
#define ARROWBRIDGE_CONFORMANCE_KIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arrowbridge/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define KIT_PRINTF(at, first) __attribute__((format(printf, at, first)))
#else
#define KIT_PRINTF(at, first)
#endif

/// \defgroup kit_scenarios Scenarios
/// @{

/// The role of the implementation under test: the option of the program, and the type of the
/// function. `argument` is the last part of LIB:SYMBOL:ARG; without it the function has one
/// parameter less. Every function returns 0, or an errno if it fails or refuses.
enum KitRole {
  /// --producer: int f(struct ArrowArrayStream* out[, const char* argument])
  kKitProducer,
  /// --array-producer: int f(struct ArrowArray* out, struct ArrowSchema* schema[, argument])
  kKitArrayProducer,
  /// --schema-producer: int f(struct ArrowSchema* out[, argument])
  kKitSchemaProducer,
  /// --consumer: int f(struct ArrowArrayStream* stream[, argument])
  kKitConsumer,
  /// --pass-through: int f(struct ArrowArrayStream* in, struct ArrowArrayStream* out[, argument])
  kKitPassThrough,
  /// --device-producer: int f(struct ArrowDeviceArrayStream* out[, argument])
  kKitDeviceProducer,
  /// --device-consumer: int f(struct ArrowDeviceArrayStream* stream[, argument])
  kKitDeviceConsumer,
  /// --async-producer: int f(struct ArrowAsyncDeviceStreamHandler* handler[, argument])
  kKitAsyncProducer,
  /// --async-consumer: int f(struct ArrowAsyncDeviceStreamHandler* out[, argument])
  kKitAsyncConsumer,
  kKitRoleCount
};

/// A run of one scenario, in its own process.
struct Kit;

/// \brief A scenario.
struct KitScenario {
  const char* name;   ///< "stream-end": lower case with hyphens, unique within its role, stable
  const char* rules;  ///< the rules that it can find broken, separated by spaces: "STR-5 STR-6"
  const char* about;  ///< what it does, one sentence for --list
  enum KitRole role;  ///< the role that it tests
  unsigned flags;     ///< KIT_GUARD_PAGES or 0
  void (*run)(struct Kit* kit);
};

/// Flag of a scenario: every allocation in its process ends at a guard page, and freed memory stays
/// inaccessible. Costs two pages per allocation.
#define KIT_GUARD_PAGES 1u

/// @}
/// \defgroup kit_inside Functions that scenarios call
/// @{

/// \brief Announces the next action. A crash, a hang or an exit of the process breaks `rule`.
void KitStep(struct Kit* kit, const char* rule, const char* format, ...) KIT_PRINTF(3, 4);

/// \brief Announces the call of the exported function that fills `what`, an output of the caller.
/// If the result is true the caller fills it with zeros before, else with garbage. A crash breaks
/// `rule_of_zeros` or, if it does not happen with zeros, `rule_of_garbage`: the kit runs the
/// scenario again to find out.
bool KitStepFills(struct Kit* kit, const char* rule_of_garbage, const char* rule_of_zeros,
                  const char* what);

/// \brief Makes every following step a step of `rule`, whatever KitStep() says. NULL ends that.
void KitBlame(struct Kit* kit, const char* rule);

/// \brief Reports that `rule` is broken: what it expects, and what happened instead.
/// Can be called from any thread. Bytes that are not printable ASCII are escaped. Only the first 40
/// findings of a run are kept.
void KitFind(struct Kit* kit, const char* rule, const char* expected, const char* happened, ...)
    KIT_PRINTF(4, 5);

/// \brief Calls KitFind() unless `ok`. The value is `ok`.
#define KitCheck(kit, ok, ...) ((ok) ? true : (KitFind((kit), __VA_ARGS__), false))

/// \brief Reports a violation of what the specification only recommends or allows: as a note, once
/// per rule, or with --strict as a finding.
void KitAdvise(struct Kit* kit, const char* rule, const char* expected, const char* happened, ...)
    KIT_PRINTF(4, 5);

/// \brief Adds a note to the report. A note is not a finding.
void KitNote(struct Kit* kit, const char* format, ...) KIT_PRINTF(2, 3);

/// \brief Reports that the scenario cannot be run on this implementation, and why. The scenario
/// returns after this call; earlier findings still count.
void KitSkip(struct Kit* kit, const char* format, ...) KIT_PRINTF(2, 3);

/// \brief Like KitSkip(), because this needs what the scenario `first` finds broken. The summary
/// says how many scenarios wait for it.
void KitSkipUntil(struct Kit* kit, const char* first, const char* format, ...) KIT_PRINTF(3, 4);

/// \brief Number of findings so far.
int KitFindings(const struct Kit* kit);

/// \brief Ends the process because the kit itself cannot continue. This is not a finding.
void KitGiveUp(struct Kit* kit, const char* why);

/// \brief Ends the process as if the scenario had returned. From any thread and signal handler.
void KitEnd(struct Kit* kit);

/// \brief False once the scenario has run longer than the time limit of one step: loops that repeat
/// an action only to see more end then.
bool KitHasTime(const struct Kit* kit);

/// \brief The next number of a pseudo-random sequence, determined by --seed and the scenario's
/// name.
uint64_t KitRandom(struct Kit* kit);

/// \brief The role of the implementation under test.
enum KitRole KitRoleOf(const struct Kit* kit);

/// \brief The argument of the implementation under test, or NULL.
const char* KitArgument(const struct Kit* kit);

/// A function of any type. Cast it back before the call.
typedef void (*KitFunction)(void);

/// \brief The function under test. The first call loads its library. If that fails the process ends
/// and the run fails with a message, which is not a finding.
KitFunction KitImplementation(struct Kit* kit);

/// Live memory of the process: allocated by malloc and not yet freed.
struct KitMemory {
  int64_t blocks;
  int64_t bytes;
};

/// \brief The live memory now. False if it is not counted: with a libc other than glibc, or under a
/// sanitizer.
bool KitLiveMemory(struct KitMemory* out);

/// \brief Runs `work(argument)` in a new thread and waits until it returns.
void KitOnThread(struct Kit* kit, void (*work)(void*), void* argument);

/// @}
/// \defgroup kit_program The program
/// @{

/// The kit's own scenarios. Each array ends with an entry whose name is NULL.
extern const struct KitScenario kKitStreamScenarios[];
extern const struct KitScenario kKitLifetimeScenarios[];
extern const struct KitScenario kKitChildrenScenarios[];
extern const struct KitScenario kKitRandomScenarios[];
extern const struct KitScenario kKitContentScenarios[];
extern const struct KitScenario kKitApartScenarios[];
extern const struct KitScenario kKitThreadScenarios[];
extern const struct KitScenario kKitMemoryScenarios[];
extern const struct KitScenario kKitResidencyScenarios[];
extern const struct KitScenario kKitConsumerScenarios[];
extern const struct KitScenario kKitPassScenarios[];
extern const struct KitScenario kKitDeviceScenarios[];
extern const struct KitScenario kKitAsyncScenarios[];

/// \brief The whole program.
/// \param more  NULL, or scenarios in addition to those of the kit; the last has no name.
/// \return 0: no rule is broken, apart from expected failures. 1: some rules are broken. 2: the kit
/// could not do its work: invalid options, a library that cannot be loaded, a report that cannot be
/// written, or every scenario was skipped.
int KitMain(int argc, char** argv, const struct KitScenario* more);

/// @}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_CONFORMANCE_KIT_H
