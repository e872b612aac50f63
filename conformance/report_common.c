// What several reports share: escaped texts, the command of a scenario, date and system.
#include "report.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

#include "type.h"

const struct KitRule* KitRuleOf(const char* id) {
  for (const struct KitRule* rule = kKitRules; rule->id != NULL; ++rule) {
    if (strcmp(rule->id, id) == 0) return rule;
  }
  return NULL;
}

const char* KitOutcomeName(enum KitOutcome outcome) {
  static const char* const kNames[] = {"ok", "broken", "expected failure", "skipped", "not run"};
  return kNames[outcome];
}

const char* KitRoleName(enum KitRole role) { return KitRoleOption(role) + 2; }

// XML and HTML forbid control characters (U+0080 to U+009F included), U+FFFE and U+FFFF.
int KitPrintable(const char* text) {
  const unsigned char* bytes = (const unsigned char*)text;
  if (bytes[0] < 0x80) return bytes[0] >= 0x20 && bytes[0] != 0x7f ? 1 : 0;
  int size = bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
  if (strnlen(text, (size_t)size) < (size_t)size || !KitIsUtf8(text, (size_t)size)) return 0;
  if (bytes[0] == 0xc2 && bytes[1] < 0xa0) return 0;
  if (bytes[0] == 0xef && bytes[1] == 0xbf && bytes[2] >= 0xbe) return 0;
  return size;
}

void KitPrintXml(const char* text, FILE* file) {
  while (*text != '\0') {
    int size = KitPrintable(text);
    if (size == 0) {
      fprintf(file, "\\x%02x", (unsigned char)*text++);
      continue;
    }
    const char* name = *text == '<'    ? "&lt;"
                       : *text == '>'  ? "&gt;"
                       : *text == '&'  ? "&amp;"
                       : *text == '"'  ? "&quot;"
                       : *text == '\'' ? "&#39;"
                                       : NULL;
    if (name != NULL) {
      fputs(name, file);
    } else {
      fwrite(text, 1, (size_t)size, file);
    }
    text += size;
  }
}

void KitPrintJson(const char* text, FILE* file) {
  fputc('"', file);
  while (*text != '\0') {
    unsigned char byte = (unsigned char)*text;
    int size = KitPrintable(text);
    if (size > 0) {
      if (byte == '"' || byte == '\\') fputc('\\', file);
      fwrite(text, 1, (size_t)size, file);
      text += size;
    } else {
      fprintf(file, byte < 0x80 ? "\\u%04x" : "\\\\x%02x", byte);
      ++text;
    }
  }
  fputc('"', file);
}

char* KitReproduce(const struct KitRun* run, const struct KitScenario* scenario) {
  char* text = NULL;
  size_t size = 0;
  FILE* memory = open_memstream(&text, &size);
  if (memory != NULL) {
    KitPrintReproduce(run, scenario, memory);
    fclose(memory);
  }
  if (text == NULL) {
    fprintf(stderr, "arrowbridge-conformance: out of memory\n");
    exit(2);
  }
  return text;
}

bool KitNextLine(const char** text, char* line, size_t size) {
  if (**text == '\0') return false;
  size_t length = strcspn(*text, "\n");
  snprintf(line, size, "%.*s", (int)length, *text);
  *text += length + ((*text)[length] == '\n');
  return true;
}

double KitSeconds(const struct KitRun* run) {
  double seconds = 0;
  for (int i = 0; i < run->n_results; ++i) seconds += run->results[i].seconds;
  return seconds;
}

void KitDate(char out[32]) {
  time_t now = time(NULL);
  struct tm parts;
  out[0] = '\0';
  if (gmtime_r(&now, &parts) != NULL) strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

void KitSystem(char* out, size_t size) {
  struct utsname system;
  if (uname(&system) < 0) memset(&system, 0, sizeof(system));
#if defined(__GLIBC__)
  const char* libc = gnu_get_libc_version();
  snprintf(out, size, "%s %s %s, glibc %s", system.sysname, system.release, system.machine, libc);
#else
  snprintf(out, size, "%s %s %s", system.sysname, system.release, system.machine);
#endif
}
