/// \file run.h
/// What the parts of the program share: options, the results of scenarios, and who makes them.

#ifndef ARROWBRIDGE_CONFORMANCE_RUN_H
#define ARROWBRIDGE_CONFORMANCE_RUN_H

#include <stdio.h>

#include "kit.h"

struct KitOptions {
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
  const char*
      expect;  // NULL, or the rules that must be found broken, with blanks between, no other
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
  char* why;  // of kKitSkipped and kKitNotRun
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
const char* KitRoleOption(enum KitRole role);
void KitPrintUsage(FILE* file);

// groups.c: all scenarios of a role that --only wants, in order.
int KitSelect(const struct KitOptions* options, const struct KitScenario* more,
              const struct KitScenario** out, int capacity);
void KitPrintList(const struct KitOptions* options, const struct KitScenario* more);

// process.c
void KitRunScenario(const struct KitOptions* options, const struct KitScenario* scenario,
                    struct KitResult* result);

// child.c: the scenario itself; records go to `pipe`, the step to `step` (shared memory).
struct KitStepRecord {
  volatile unsigned count;  // of steps: the time limit is that of one
  volatile bool mute;       // the pipe is gone, and with it what the scenario has to say
  char rule[16];            // "" where no rule is at stake, as while the subject is loaded
  char text[240];
};
void KitChild(const struct KitOptions* options, const struct KitScenario* scenario, int pipe,
              struct KitStepRecord* step);

// Records in the pipe: the kind, then three texts.
enum KitRecord { kKitRecordFound = 'F', kKitRecordNote = 'N', kKitRecordSkip = 'S' };
enum { kKitRecordDone = 'D', kKitRecordNotRun = 'B', kKitRecordText = 900 };
struct KitRecordHead {
  uint16_t kind;
  uint16_t sizes[4];  // of rule, expected, happened, step; notes and the others use the third
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

// guarded_malloc.c: starts to count live memory; gives every later allocation a guard page.
void KitMemoryStart(void);
void KitEnableGuardPages(void);

#endif  // ARROWBRIDGE_CONFORMANCE_RUN_H
