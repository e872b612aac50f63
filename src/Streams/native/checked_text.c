/* Texts of findings, and the environment variable of checked streams. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checked_stream.h"

/* Number of bytes of the UTF-8 character that begins here; 0 if it is not UTF-8. The NUL at the end
 * stops every sequence. */
static int character_size(const unsigned char* at) {
  if (at[0] < 0x80) return 1;
  const int size = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
  if (at[0] < 0xc2 || at[0] > 0xf4) return 0;
  for (int i = 1; i < size; i++) {
    if ((at[i] & 0xc0) != 0x80) return 0;
  }
  const int is_overlong = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
  const int is_no_character = (at[0] == 0xed && at[1] > 0x9f) || (at[0] == 0xf4 && at[1] > 0x8f);
  return is_overlong || is_no_character ? 0 : size;
}

int ab_is_utf8(const char* text) {
  const unsigned char* at = (const unsigned char*)text;
  while (*at != 0) {
    const int size = character_size(at);
    if (size == 0) return 0;
    at += size;
  }
  return 1;
}

/* Appends the characters that fit whole, on one line. */
static size_t append(char* out, size_t size, size_t used, const char* text) {
  while (*text != '\0') {
    int length = character_size((const unsigned char*)text);
    const int is_shown = length != 0 && (unsigned char)*text >= 0x20 && *text != 0x7f;
    if (length == 0) length = 1;
    if (used + (size_t)length >= size) break;
    for (int i = 0; i < length; i++) out[used++] = is_shown ? text[i] : '?';
    text += length;
  }
  out[used] = '\0';
  return used;
}

void ab_finding_text(const struct ArrowBridgeFinding* finding, char* out, size_t size) {
  char number[32];
  size_t used = append(out, size, 0, finding->operation);
  used = append(out, size, used, ": ");
  used = append(out, size, used, finding->rule);
  used = append(out, size, used, ": ");
  if (finding->batch >= 0) {
    snprintf(number, sizeof(number), "batch %lld: ", (long long)finding->batch);
    used = append(out, size, used, number);
  }
  if (finding->field[0] != '\0') {
    used = append(out, size, used, "field '");
    used = append(out, size, used, finding->field);
    used = append(out, size, used, "': ");
  }
  if (finding->row >= 0) {
    snprintf(number, sizeof(number), "row %lld: ", (long long)finding->row);
    used = append(out, size, used, number);
  }
  append(out, size, used, finding->message);
}

static void print_line(const char* first, const char* second) {
  char line[AB_TEXT_SIZE + 128];
  size_t used = append(line, sizeof(line) - 1, 0, "arrowbridge: ");
  used = append(line, sizeof(line) - 1, used, first);
  used = append(line, sizeof(line) - 1, used, second);
  line[used++] = '\n';
  ab_write(2, ab_may_break(2), line, (int64_t)used, NULL, 0);
}

void ab_print_finding(const struct ArrowBridgeFinding* finding) {
  static const char* const sides[] = {"either side: ", "producer: ", "consumer: "};
  char head[64];
  char text[AB_TEXT_SIZE];
  snprintf(head, sizeof(head), "%s, %s",
           finding->severity == ARROWBRIDGE_SEVERITY_ERROR ? "error" : "warning",
           sides[finding->side]);
  ab_finding_text(finding, text, sizeof(text));
  print_line(head, text);
}

static int read_level(const char* text, size_t size) {
  static const char* const names[] = {"off", "minimal", "default", "full"};
  for (int level = 0; level < 4; level++) {
    if (strlen(names[level]) == size && memcmp(names[level], text, size) == 0) return level;
  }
  return -1;
}

/* Two threads may read it at the same time: both find the same, and one of them reports an error in
 * it. */
const CheckEnvironment* ab_check_environment(void) {
  static const CheckEnvironment all[4][2] = {
      {{0, 0}, {0, 0}},
      {{ARROWBRIDGE_VALIDATE_MINIMAL, 0},
       {ARROWBRIDGE_VALIDATE_MINIMAL, ARROWBRIDGE_SEVERITY_ERROR}},
      {{ARROWBRIDGE_VALIDATE_DEFAULT, 0},
       {ARROWBRIDGE_VALIDATE_DEFAULT, ARROWBRIDGE_SEVERITY_ERROR}},
      {{ARROWBRIDGE_VALIDATE_FULL, 0}, {ARROWBRIDGE_VALIDATE_FULL, ARROWBRIDGE_SEVERITY_ERROR}},
  };
  static _Atomic(const CheckEnvironment*) known;
  const CheckEnvironment* environment = atomic_load_explicit(&known, memory_order_acquire);
  if (environment != NULL) return environment;
  const char* text = getenv("ARROWBRIDGE_CHECK");
  if (text == NULL) text = "";
  const char* comma = strchr(text, ',');
  int level =
      *text == '\0' ? 0 : read_level(text, comma == NULL ? strlen(text) : (size_t)(comma - text));
  const int is_known = level >= 0 && (comma == NULL || strcmp(comma, ",fail") == 0);
  if (!is_known) level = 0;
  const CheckEnvironment* expected = NULL;
  if (atomic_compare_exchange_strong(&known, &expected, &all[level][comma != NULL]) && !is_known) {
    print_line(
        "the environment variable ARROWBRIDGE_CHECK is not minimal, default or full, with or "
        "without ,fail after it: nothing is checked: ",
        text);
  }
  return atomic_load(&known);
}
