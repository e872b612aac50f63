/// \file run.h
/// Internal to the program: options, results of scenarios, and the functions that make them.

#ifndef ARROWBRIDGE_CONFORMANCE_RUN_H
#define ARROWBRIDGE_CONFORMANCE_RUN_H

#include <stdio.h>
#include <sys/types.h>

#include "fault.h"
#include "kit.h"

enum { kKitTimeLimit = 30 };

// If the exported function crashes with garbage in its outputs, the scenario runs again with zeros,
// which tells a function that reads its outputs from one that always crashes.
enum KitFillingCrash { kKitNoFillingCrash, kKitCrashesOnGarbage, kKitCrashesAlways };

// How a program of another kind reaches its implementation, such as a Python object. Functions of
// shared libraries need none.
struct KitHost {
  const char* command;  // begin of the command that repeats a scenario, up to the implementation
  pid_t (*fork)(void);
  // Called in the process of a scenario. KitGiveUp() if there is no implementation.
  KitFunction (*load)(struct Kit* kit, const struct KitScenario* scenario);
};

struct KitOptions {
  const struct KitHost* host;  // NULL: the implementation is a function of a shared library
  const char* program;
  enum KitRole role;
  const char* implementation;  // as given: LIB:SYMBOL[:ARG]
  char* library;
  char* symbol;
  char* argument;  // NULL: none
  const char* only[64];
  int n_only;
  const char* expected_failures;  // path of the file, or NULL
  const char* tap;                // "-" is standard output
  const char* junit;
  const char* html;
  const char* json;
  const char* rules_url;  // of docs/rules.md, for links in the HTML report
  const char* expect;  // NULL, or the rules that must be broken, and no others, separated by spaces
  uint64_t seed;
  double time_limit;  // seconds per step; kKitTimeLimit is the default
  bool list;
  bool quiet;
  bool strict;           // advice counts as a finding
  bool always_consumes;  // consumers: the stream is released in every outcome
  bool may_stop_early;   // consumers: the stream need not be read to its end
  uint64_t without;      // consumers: types that are left out
  const char* probe;     // array specification of the probe that runs, see consumer/probe.c
  bool in_process;       // run the one scenario in this process, for debuggers
};

enum KitOutcome { kKitPassed, kKitFailed, kKitExpectedFailure, kKitSkipped, kKitNotRun };

struct KitFound {
  char* rule;
  char* expected;
  char* happened;
  char* step;
  char* stack;       // of a crash, lines separated by '\n'; "" if there is none
  bool is_expected;  // listed in the file of expected failures
};

struct KitResult {
  const struct KitScenario* scenario;
  enum KitOutcome outcome;
  double seconds;
  struct KitFound* found;
  int n_found;
  char** notes;
  int n_notes;
  char* why;    // reason, if kKitSkipped or kKitNotRun
  char* first;  // if kKitSkipped: NULL, or the scenario that it waits for
};

// A line of the file of expected failures.
struct KitExpectedFailure {
  char* rule;  // patterns, both
  char* scenario;
  int line;
  bool seen;
};

struct KitRun {
  const struct KitOptions* options;
  struct KitResult* results;
  int n_results;
  int counts[5];                       // by outcome
  enum KitFillingCrash filling_crash;  // what is known of the exported function
  struct KitExpectedFailure* expected_failures;
  int n_expected_failures;
};

// options.c
int KitParseOptions(int argc, char** argv, struct KitOptions* out);
bool KitOptionTakesValue(const char* name);
const char* KitRoleOption(enum KitRole role);
void KitPrintUsage(FILE* file);
void KitPrintConsumerOptions(const struct KitOptions* options, FILE* file);  // as they were given

// consumer/without.c: the types that --without leaves out, a bit each. KitParseWithout() prints
// what is wrong. KitProbeColumn() writes the array specification of a stream of one type, "" if
// there is none; false after the last type.
int KitParseWithout(const char* names, uint64_t* without);
const char* KitWithoutNames(uint64_t without);
void KitPrintTypes(FILE* file);
bool KitProbeColumn(int index, const char* leaf, char spec[200], uint64_t* bit);

// consumer/probe.c: if the consumer refused the scenario, finds out which types it refuses and adds
// a note, once per run.
void KitProbe(const struct KitOptions* options, struct KitResult* result);

// kit.c: KitRunNext() runs a scenario and counts its outcome. KitRunScenarios() runs all and
// reports; it returns the exit code.
void KitRunNext(struct KitRun* run, const struct KitScenario* scenario, struct KitResult* result);
int KitRunScenarios(const struct KitOptions* options, const struct KitScenario* const* scenarios,
                    int count);

// groups.c: the scenarios of a role that match --only, in order.
int KitSelect(const struct KitOptions* options, const struct KitScenario* more,
              const struct KitScenario** out, int capacity);
void KitPrintList(const struct KitOptions* options, const struct KitScenario* more);

// process.c
void KitRunScenario(const struct KitOptions* options, const struct KitScenario* scenario,
                    enum KitFillingCrash* known, struct KitResult* result);
void KitAddNote(struct KitResult* result, const char* note);
void KitFreeResult(struct KitResult* result);

// child.c: runs the scenario. Writes records to `pipe` and the current step to `step`, which is
// shared memory.
struct KitStepRecord {
  volatile unsigned count;  // number of steps so far; the time limit is per step
  volatile bool mute;       // writing to the pipe failed: findings are lost
  volatile bool fills;      // the step is the call that fills the outputs of the exported function
  volatile bool zeroed;     // these outputs are filled with zeros, not with garbage
  char rule[16];            // "" if no rule is at stake, as while the library is loaded
  char text[240];
  struct KitCrash crash;
};
void KitChild(const struct KitOptions* options, const struct KitScenario* scenario, int pipe,
              struct KitStepRecord* step);
const struct KitOptions* KitOptionsOf(const struct Kit* kit);

// A record in the pipe: the head, then its four texts.
enum KitRecord { kKitRecordFound = 'F', kKitRecordNote = 'N', kKitRecordSkip = 'S' };
enum { kKitRecordDone = 'D', kKitRecordNotRun = 'B', kKitRecordText = 900 };
struct KitRecordHead {
  uint16_t kind;
  uint16_t sizes[4];  // of rule, expected, happened, step; other kinds than kKitRecordFound use
                      // only the third, and kKitRecordSkip the first for KitSkipUntil()
};

// expected_failures.c: reads the file; marks the findings that it lists; prints the lines that no
// finding matched; frees the list.
int KitLoadExpectedFailures(struct KitRun* run);
void KitMarkExpectedFailures(struct KitRun* run, struct KitResult* result);
bool KitDidNotHappen(const struct KitRun* run, const struct KitExpectedFailure* expected);
void KitPrintNotHappened(const struct KitRun* run);
void KitFreeExpectedFailures(struct KitRun* run);

// report_text.c, report_xml.c, report_html.c, report_json.c
void KitReportResult(const struct KitRun* run, const struct KitResult* result, FILE* file);
const char* KitBrokenRules(const struct KitRun* run);
void KitReportEnd(const struct KitRun* run, FILE* file);
void KitReportTap(const struct KitRun* run, FILE* file);
void KitReportJunit(const struct KitRun* run, FILE* file);
void KitReportHtml(const struct KitRun* run, FILE* file);
void KitReportJson(const struct KitRun* run, FILE* file);
void KitPrintReproduce(const struct KitRun* run, const struct KitScenario* scenario, FILE* file);

// guarded_malloc.c: starts to count live memory; gives every later allocation a guard page; counts
// the blocks of another allocator too.
void KitMemoryStart(void);
void KitEnableGuardPages(void);
void KitCountBlocks(int64_t (*blocks)(void));
// Called before an invalid free ends the process. A call, since guarded malloc may be a preloaded
// library, which cannot refer to the program.
void KitExplainAborts(void (*explain)(const char* text, const void* address));

#endif  // ARROWBRIDGE_CONFORMANCE_RUN_H
