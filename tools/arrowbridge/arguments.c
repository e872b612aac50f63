#include <stdlib.h>
#include <string.h>

#include "command.h"

const struct OptionRule kOptionRules[] = {
    {kOptionHelp, "help", 'h', false, NULL},
    {kOptionStats, "stats", 0, false, NULL},
    {kOptionRows, "rows", 'n', true, NULL},
    {kOptionWidth, "width", 'w', true, NULL},
    {kOptionCell, "cell", 0, true, NULL},
    {kOptionAll, "all", 'a', false, NULL},
    {kOptionLevel, "level", 'l', true, "minimal default full"},
    {kOptionMetadata, "metadata", 'm', false, NULL},
    {kOptionBatches, "batches", 'b', false, NULL},
    {kOptionQuiet, "quiet", 'q', false, NULL},
    {kOptionColumns, "columns", 'c', true, NULL},
    {kOptionCodec, "codec", 0, true, "none lz4 zstd"},
    {kOptionFormat, "format", 'f', true, "file stream csv ndjson"},
    {kOptionCsv, "csv", 0, false, NULL},
    {kOptionNdjson, "ndjson", 0, false, NULL},
    {kOptionThreads, "threads", 't', true, NULL},
};
enum { kRuleCount = sizeof(kOptionRules) / sizeof(kOptionRules[0]) };
const int kOptionRuleCount = kRuleCount;

enum { kMostThreads = 64 };

/* Edit distance: the number of insertions, deletions and substitutions between two short words. */
static int EditDistance(const char* a, const char* b) {
  enum { kLongest = 31 };
  size_t length_a = strlen(a);
  size_t length_b = strlen(b);
  if (length_a > kLongest || length_b > kLongest) return kLongest;
  int row[kLongest + 1];
  for (size_t j = 0; j <= length_b; ++j) row[j] = (int)j;
  for (size_t i = 1; i <= length_a; ++i) {
    int diagonal = row[0];
    row[0] = (int)i;
    for (size_t j = 1; j <= length_b; ++j) {
      int best = diagonal + (a[i - 1] != b[j - 1]);
      if (row[j] + 1 < best) best = row[j] + 1;
      if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
      diagonal = row[j];
      row[j] = best;
    }
  }
  return row[length_b];
}

const char* FindClosest(const char* word, const char* const* words, int n) {
  const char* closest = NULL;
  int limit = strlen(word) > 3 ? 3 : 2; /* only smaller distances count as similar */
  for (int i = 0; i < n; ++i) {
    int distance = EditDistance(word, words[i]);
    if (distance < limit) {
      limit = distance;
      closest = words[i];
    }
  }
  return closest;
}

static int UnknownOption(const struct Command* command, const char* text) {
  const char* names[kRuleCount];
  int n = 0;
  for (int i = 0; i < kRuleCount; ++i) {
    if (command->options & (unsigned)kOptionRules[i].id) names[n++] = kOptionRules[i].name;
  }
  const char* closest = strncmp(text, "--", 2) == 0 ? FindClosest(text + 2, names, n) : NULL;
  if (closest != NULL) {
    return Fail("%s has no option '%s'; did you mean '--%s'?", command->name, text, closest);
  }
  return Fail("%s has no option '%s'; see: arrowbridge %s --help", command->name, text,
              command->name);
}

static int ParseNumber(const char* name, const char* text, int64_t minimum, int64_t* out) {
  char* end;
  long long value = strtoll(text, &end, 10);
  /* The limit of 2^53 also rejects values that overflow. */
  if (*text == '\0' || *end != '\0' || value < minimum || value > (1LL << 53)) {
    return Fail("--%s must be an integer of %d or more, not '%s'", name, (int)minimum, text);
  }
  *out = value;
  return kExitOk;
}

static int ParseLevel(const char* text, int* out) {
  static const char* const levels[] = {"none", "minimal", "default", "full"};
  for (int i = ARROWBRIDGE_VALIDATE_MINIMAL; i <= ARROWBRIDGE_VALIDATE_FULL; ++i) {
    if (strcmp(text, levels[i]) == 0) {
      *out = i;
      return kExitOk;
    }
  }
  return Fail("--level must be minimal, default or full, not '%s'", text);
}

/* Parses a codec name, optionally followed by a level as in zstd:9. */
static int ParseCodec(const char* text, struct Arguments* out) {
  static const struct {
    const char* name;
    int codec;
  } codecs[] = {{"none", ARROWBRIDGE_IPC_CODEC_NONE},
                {"lz4", ARROWBRIDGE_IPC_CODEC_LZ4_FRAME},
                {"zstd", ARROWBRIDGE_IPC_CODEC_ZSTD}};
  size_t length = strcspn(text, ":");
  for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); ++i) {
    if (strlen(codecs[i].name) != length || strncmp(text, codecs[i].name, length) != 0) continue;
    out->codec = codecs[i].codec;
    if (text[length] == '\0') return kExitOk;
    char* end;
    long level = strtol(text + length + 1, &end, 10);
    if (end == text + length + 1 || *end != '\0' || level < -100 || level > 100) break;
    out->codec_level = (int)level;
    return kExitOk;
  }
  return Fail("--codec must be none, lz4 or zstd, optionally with a level as in zstd:9, not '%s'",
              text);
}

static int ParseFormat(const char* text, int* out) {
  *out = strcmp(text, "file") == 0     ? ARROWBRIDGE_IPC_FORMAT_FILE
         : strcmp(text, "stream") == 0 ? ARROWBRIDGE_IPC_FORMAT_STREAM
         : strcmp(text, "csv") == 0    ? kFormatCsv
         : strcmp(text, "ndjson") == 0 ? kFormatNdjson
                                       : 0;
  return *out != 0 ? kExitOk : Fail("--format must be file, stream, csv or ndjson, not '%s'", text);
}

static int SetOption(const struct OptionRule* rule, const char* value, struct Arguments* out) {
  switch (rule->id) {
    case kOptionHelp:
      out->help = true;
      break;
    case kOptionStats:
      out->stats = true;
      break;
    case kOptionAll:
      out->all = true;
      break;
    case kOptionMetadata:
      out->metadata = true;
      break;
    case kOptionBatches:
      out->batches = true;
      break;
    case kOptionQuiet:
      out->quiet = true;
      break;
    case kOptionCsv:
    case kOptionNdjson:
      if (out->format != 0) return Fail("--csv and --ndjson exclude each other");
      out->format = rule->id == kOptionCsv ? kFormatCsv : kFormatNdjson;
      break;
    case kOptionRows:
      return ParseNumber(rule->name, value, 0, &out->rows);
    case kOptionWidth:
      return ParseNumber(rule->name, value, 0, &out->width);
    case kOptionCell:
      return ParseNumber(rule->name, value, 0, &out->cell);
    case kOptionThreads:
      if (ParseNumber(rule->name, value, 0, &out->threads) != kExitOk) return kExitError;
      if (out->threads > kMostThreads) return Fail("--threads must be at most %d", kMostThreads);
      break;
    case kOptionColumns:
      out->columns = value;
      break;
    case kOptionCodec:
      return ParseCodec(value, out);
    case kOptionFormat:
      return ParseFormat(value, &out->format);
    case kOptionLevel:
      return ParseLevel(value, &out->level);
  }
  return kExitOk;
}

/* Parses --name, --name=value, --name value, -x, -xvalue or -x value. `*index` is the index of the
   option in `argv`; it is advanced if the value is the next element. */
static int ParseOption(const struct Command* command, int argc, char** argv, int* index,
                       struct Arguments* out) {
  const char* text = argv[*index];
  bool is_long = text[1] == '-';
  const char* value = is_long ? strchr(text, '=') : text[2] != '\0' ? text + 2 : NULL;
  size_t length = value != NULL && is_long ? (size_t)(value - text) - 2 : strlen(text) - 2;
  if (value != NULL && is_long) ++value;
  for (int i = 0; i < kRuleCount; ++i) {
    const struct OptionRule* rule = &kOptionRules[i];
    if (!(command->options & (unsigned)rule->id)) continue;
    if (is_long ? strlen(rule->name) != length || strncmp(rule->name, text + 2, length) != 0
                : rule->letter == 0 || rule->letter != text[1]) {
      continue;
    }
    if (!rule->has_value && value != NULL) {
      return Fail("--%s takes no value, but got '%s'", rule->name, value);
    }
    if (rule->has_value && value == NULL) {
      if (*index + 1 >= argc) return Fail("--%s needs a value", rule->name);
      value = argv[++*index];
    }
    return SetOption(rule, value, out);
  }
  return UnknownOption(command, text);
}

int ParseArguments(const struct Command* command, int argc, char** argv, struct Arguments* out) {
  memset(out, 0, sizeof(*out));
  out->rows = out->width = out->cell = -1;
  out->level = ARROWBRIDGE_VALIDATE_FULL;
  /* Operands are moved to the front of `argv`, where they replace what was parsed already. */
  out->files = (const char* const*)argv;
  bool only_files = false;
  for (int i = 0; i < argc; ++i) {
    if (!only_files && strcmp(argv[i], "--") == 0) {
      only_files = true;
    } else if (!only_files && argv[i][0] == '-' && argv[i][1] != '\0') {
      int code = ParseOption(command, argc, argv, &i, out);
      if (code != kExitOk || out->help) return code;
    } else if (out->n_files == command->n_files) {
      return Fail("unexpected argument '%s'; usage: arrowbridge %s [OPTIONS] %s", argv[i],
                  command->name, command->files);
    } else {
      argv[out->n_files++] = argv[i];
    }
  }
  int least = command->min_files > 0 ? command->min_files : command->n_files;
  if (command->n_files == kAnyNumber) least = 1;
  /* A program that reads one input reads the pipe that it is given. */
  if (out->n_files == 0 && least == 1 && InputIsPipe() && strncmp(command->files, "FILE", 4) == 0) {
    static const char* const standard[] = {"-"};
    out->files = standard;
    out->n_files = 1;
  }
  if (out->n_files < least) {
    return Fail("%s needs %s (a path, or - for standard input); see: arrowbridge %s --help",
                command->name, command->files, command->name);
  }
  return kExitOk;
}
