/// \file run.h
/// Internal to the program: options, results of scenarios, and the functions that make them.

#ifndef ARROWBRIDGE_CONFORMANCE_RUN_H
#define ARROWBRIDGE_CONFORMANCE_RUN_H

#include <stdio.h>
#include <sys/types.h>

#include "kit.h"

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
  const char* expect;  // NULL, or the rules that must be broken, and no others, separated by spaces
  uint64_t seed;
  double time_limit;  // seconds per step
  bool list;
  bool quiet;
  bool strict;      // advice counts as a finding
  bool in_process;  // run the one scenario in this process, for debuggers
};

enum KitOutcome { kKitPassed, kKitFailed, kKitExpectedFailure, kKitSkipped, kKitNotRun };

struct KitFound {
  char* rule;
  char* expected;
  char* happened;
  char* step;
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
  char* why;  // reason, if kKitSkipped or kKitNotRun
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
  int counts[5];  // by outcome
  struct KitExpectedFailure* expected_failures;
  int n_expected_failures;
};

// options.c
int KitParseOptions(int argc, char** argv, struct KitOptions* out);
bool KitOptionTakesValue(const char* name);
const char* KitRoleOption(enum KitRole role);
void KitPrintUsage(FILE* file);

// kit.c: runs the scenarios and reports. Returns the exit code.
int KitRunScenarios(const struct KitOptions* options, const struct KitScenario* const* scenarios,
                    int count);

void KitFreeResult(struct KitResult* result);

// groups.c: the scenarios of a role that match --only, in order.
int KitSelect(const struct KitOptions* options, const struct KitScenario* more,
              const struct KitScenario** out, int capacity);
void KitPrintList(const struct KitOptions* options, const struct KitScenario* more);

// process.c
void KitRunScenario(const struct KitOptions* options, const struct KitScenario* scenario,
                    struct KitResult* result);

// child.c: runs the scenario. Writes records to `pipe` and the current step to `step`, which is
// shared memory.
struct KitStepRecord {
  volatile unsigned count;  // number of steps so far; the time limit is per step
  volatile bool mute;       // writing to the pipe failed: findings are lost
  char rule[16];            // "" if no rule is at stake, as while the library is loaded
  char text[240];
};
void KitChild(const struct KitOptions* options, const struct KitScenario* scenario, int pipe,
              struct KitStepRecord* step);

// A record in the pipe: the head, then its four texts.
enum KitRecord { kKitRecordFound = 'F', kKitRecordNote = 'N', kKitRecordSkip = 'S' };
enum { kKitRecordDone = 'D', kKitRecordNotRun = 'B', kKitRecordText = 900 };
struct KitRecordHead {
  uint16_t kind;
  uint16_t sizes[4];  // of rule, expected, happened, step; other kinds than kKitRecordFound use
                      // only the third
};

// expected_failures.c: reads the file; marks the findings that it lists; prints the lines that no
// finding matched, and frees the list.
int KitLoadExpectedFailures(struct KitRun* run);
void KitMarkExpectedFailures(struct KitRun* run, struct KitResult* result);
void KitCloseExpectedFailures(struct KitRun* run);

// report_text.c, report_xml.c
void KitReportResult(const struct KitRun* run, const struct KitResult* result, FILE* file);
const char* KitBrokenRules(const struct KitRun* run);
void KitReportEnd(const struct KitRun* run, FILE* file);
void KitReportTap(const struct KitRun* run, FILE* file);
void KitReportJunit(const struct KitRun* run, FILE* file);
void KitPrintReproduce(const struct KitRun* run, const struct KitScenario* scenario, FILE* file);

// guarded_malloc.c: starts to count live memory; gives every later allocation a guard page; counts
// the blocks of another allocator too.
void KitMemoryStart(void);
void KitEnableGuardPages(void);
void KitCountBlocks(int64_t (*blocks)(void));

#endif  // ARROWBRIDGE_CONFORMANCE_RUN_H
