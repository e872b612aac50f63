/// \file kit.h
/// The conformance kit: scenarios that drive a producer or a consumer of the Arrow C interfaces and
/// name the rules that it breaks. The program arrowbridge-conformance is KitMain() and nothing
/// else; who has scenarios of their own links the library, hands them to KitMain() and has the same
/// program with more in it.
///
/// A scenario is a function. It runs in a process of its own, with a time limit for each step: it
/// may crash, hang or leave, and that is a finding. The subject's library is loaded in that process
/// and nowhere else. Before each thing a scenario does it says which rule is at stake (KitStep);
/// where it sees that a rule is broken it says so (KitFind), and goes on as far as that makes
/// sense.

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

/// What a subject is, by the option that names it. A scenario is for one of these.
enum KitRole {
  kKitProducer,        ///< --producer: int f(struct ArrowArrayStream* out[, const char* argument])
  kKitArrayProducer,   ///< --array-producer: int f(struct ArrowArray*, struct ArrowSchema*[,
                       ///< argument])
  kKitSchemaProducer,  ///< --schema-producer: int f(struct ArrowSchema* out[, const char*
                       ///< argument])
  kKitConsumer,     ///< --consumer: int f(struct ArrowArrayStream* stream[, const char* argument])
  kKitPassThrough,  ///< --pass-through: int f(struct ArrowArrayStream* in, struct ArrowArrayStream*
                    ///< out[, argument])
  kKitDeviceProducer,  ///< --device-producer: int f(struct ArrowDeviceArrayStream* out[, argument])
  kKitDeviceConsumer,  ///< --device-consumer: int f(struct ArrowDeviceArrayStream*[, argument])
  kKitAsyncProducer,   ///< --async-producer: int f(struct ArrowAsyncDeviceStreamHandler*[,
                       ///< argument])
  kKitAsyncConsumer,   ///< --async-consumer: int f(struct ArrowAsyncDeviceStreamHandler* out[,
                       ///< argument])
  kKitRoleCount
};

/// One run of one scenario, in its own process.
struct Kit;

/// \brief A scenario.
struct KitScenario {
  const char* name;   ///< "stream-end": lower case with hyphens, unique within its role, stable
  const char* rules;  ///< the rules it can find broken, with blanks between: "STR-5 STR-6"
  const char* about;  ///< what it does, one sentence for --list
  enum KitRole role;
  unsigned flags;  ///< KIT_… bits
  void (*run)(struct Kit* kit);
};

/// Flag of a scenario: every allocation of its process ends at a guard page, and freed memory stays
/// inaccessible. Costs two pages per allocation.
#define KIT_GUARD_PAGES 1u

/* ---------------------------------------------------------------------------- inside a scenario */

/// \brief Says what comes next. A crash, a hang or an end of the process is blamed on `rule`.
void KitStep(struct Kit* kit, const char* rule, const char* format, ...) KIT_PRINTF(3, 4);

/// \brief From now on every step is `rule`'s, whatever it says; NULL ends that.
void KitBlame(struct Kit* kit, const char* rule);

/// \brief Reports that `rule` is broken: what it asks for, and what happened instead.
/// From any thread. Bytes that are not printable ASCII are escaped. The first 40 of a run are kept.
void KitFind(struct Kit* kit, const char* rule, const char* expected, const char* happened, ...)
    KIT_PRINTF(4, 5);

/// \brief Calls KitFind() unless `ok`; gives `ok` back.
#define KitCheck(kit, ok, ...) ((ok) ? true : (KitFind((kit), __VA_ARGS__), false))

/// \brief The same of what the specification only recommends or allows: a note, once per rule, and
/// a finding with --strict.
void KitAdvise(struct Kit* kit, const char* rule, const char* expected, const char* happened, ...)
    KIT_PRINTF(4, 5);

/// \brief Adds a line to the report that is no finding.
void KitNote(struct Kit* kit, const char* format, ...) KIT_PRINTF(2, 3);

/// \brief Says that this subject does not allow the scenario to be driven, and why. The scenario
/// returns afterwards; findings made before count nonetheless.
void KitSkip(struct Kit* kit, const char* format, ...) KIT_PRINTF(2, 3);

/// \brief Number of findings so far.
int KitFindings(const struct Kit* kit);

/// \brief Ends the process because the kit cannot do its work, which is no finding.
void KitGiveUp(struct Kit* kit, const char* why);

/// \brief Ends the process, as if the scenario had returned. From any thread and signal handler.
void KitEnd(struct Kit* kit);

/// \brief False once the scenario takes longer than one step may: what repeats, only to see more,
/// ends then.
bool KitHasTime(const struct Kit* kit);

/// \brief The next number of a sequence that --seed and the scenario's name determine.
uint64_t KitRandom(struct Kit* kit);

/// \brief What the subject is.
enum KitRole KitRoleOf(const struct Kit* kit);

/// \brief The subject's argument, NULL where none was given.
const char* KitArgument(const struct Kit* kit);

/// A function of any type; cast it back before it is called.
typedef void (*KitFunction)(void);

/// \brief The subject's function; the library is loaded with the first call. Where it cannot be had
/// the process ends and the run fails with a text, which is not a finding.
KitFunction KitImplementation(struct Kit* kit);

/// Memory of the process that came from malloc and was not freed.
struct KitMemory {
  int64_t blocks;
  int64_t bytes;
};

/// \brief How much that is now; false where it is not counted (another libc than glibc,
/// sanitizers).
bool KitLiveMemory(struct KitMemory* out);

/// \brief Runs `work(argument)` in a new thread and waits for its end.
void KitOnThread(struct Kit* kit, void (*work)(void*), void* argument);

/* --------------------------------------------------------------------------------- the program */

/// Scenarios; the last one has no name.
extern const struct KitScenario kKitStreamScenarios[];
extern const struct KitScenario kKitLifetimeScenarios[];
extern const struct KitScenario kKitChildrenScenarios[];
extern const struct KitScenario kKitRandomScenarios[];
extern const struct KitScenario kKitContentScenarios[];
extern const struct KitScenario kKitMemoryScenarios[];
extern const struct KitScenario kKitResidencyScenarios[];
extern const struct KitScenario kKitConsumerScenarios[];
extern const struct KitScenario kKitPassScenarios[];
extern const struct KitScenario kKitDeviceScenarios[];
extern const struct KitScenario kKitAsyncScenarios[];

/// \brief The whole program. `more` is NULL, or scenarios beside those of the kit.
/// \return 0: no rule is broken, expected failures apart. 1: some are. 2: the kit could not do its
/// work: wrong options, a subject that cannot be loaded, a report that cannot be written.
int KitMain(int argc, char** argv, const struct KitScenario* more);

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_CONFORMANCE_KIT_H
