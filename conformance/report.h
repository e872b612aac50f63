/// \file report.h
/// Internal to the program: what several reports share.

#ifndef ARROWBRIDGE_CONFORMANCE_REPORT_H
#define ARROWBRIDGE_CONFORMANCE_REPORT_H

#include "run.h"

/// A rule of docs/rules.md.
struct KitRule {
  const char* id;
  const char* meaning;  ///< one sentence
  const char* section;  ///< anchor of its section in docs/rules.md
};

/// All rules, in the order of docs/rules.md; the last has no id. conformance/rules.cmake writes the
/// table when the build is configured.
extern const struct KitRule kKitRules[];

/// \brief The rule with that id. NULL for rules that are not in docs/rules.md, as those of
/// additional scenarios.
const struct KitRule* KitRuleOf(const char* id);

/// \brief "ok", "broken", "expected failure", "skipped" or "not run".
const char* KitOutcomeName(enum KitOutcome outcome);

/// \brief "producer", "array-producer", ...: the option of the role without its hyphens.
const char* KitRoleName(enum KitRole role);

/// \brief Prints a text for XML and HTML, in which control characters and bytes that are not UTF-8
/// become \xNN.
void KitPrintXml(const char* text, FILE* file);

/// \brief Prints a JSON string with its quotes. Bytes that are not UTF-8 become \xNN.
void KitPrintJson(const char* text, FILE* file);

/// \brief The command that reproduces a scenario. Release it with free().
char* KitReproduce(const struct KitRun* run, const struct KitScenario* scenario);

/// \brief Length of the printable UTF-8 character that `text` begins with, or 0 if it begins with a
/// control character or with bytes that are not UTF-8.
int KitPrintable(const char* text);

/// \brief Copies the next line of a text without its '\n'. False at the end of the text.
bool KitNextLine(const char** text, char* line, size_t size);

/// \brief Seconds of all scenarios.
double KitSeconds(const struct KitRun* run);

/// \brief The time now in UTC, as in 2026-01-31T23:59:59Z.
void KitDate(char out[32]);

/// \brief The system and libc of this process, as in "Linux 6.1.0 x86_64, glibc 2.36".
void KitSystem(char* out, size_t size);

#endif  // ARROWBRIDGE_CONFORMANCE_REPORT_H
