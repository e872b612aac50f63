/* Completions of bash, zsh and fish: the commands, the options of each, and the values of those
   that have a few. Other words are files. */

#include <stdio.h>
#include <string.h>

#include "command.h"
#include "documentation.h"

bool IsOption(const char* line) {
  return strncmp(line, "  -", 3) == 0 || strncmp(line, "      --", 8) == 0;
}

/* Copies the first clause of the help of an option, which may be spread over lines, to `out`. */
static void Summary(const char* help, const char* name, char* out, size_t size) {
  char wanted[32];
  size_t used = 0;
  snprintf(wanted, sizeof(wanted), "--%s ", name);
  for (const char* line = help; *line != '\0'; line += strcspn(line, "\n") + 1) {
    const char* found = strstr(line, wanted);
    if (!IsOption(line) || found == NULL || found - line > kTextColumn) continue;
    const char* text = line + kTextColumn;
    while (used + 1 < size && *text != '\0' && strchr(".;:", *text) == NULL) {
      if (*text == '\n') {
        text += 1 + strspn(text + 1, " ");
        out[used++] = ' ';
      } else {
        out[used++] = *text++;
      }
    }
    break;
  }
  out[used] = '\0';
}

/* The help of an option of a command. */
static void SummaryOf(const struct Documentation* documentation, const struct Command* command,
                      const struct OptionRule* rule, char* out, size_t size) {
  Summary(command->help, rule->name, out, size);
  if (out[0] == '\0') Summary(documentation->common_options, rule->name, out, size);
}

static bool Has(const struct Command* command, const struct OptionRule* rule) {
  return (command->options & (unsigned)rule->id) != 0;
}

static void Bash(const struct Documentation* documentation) {
  OutText(
      "_arrowbridge() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} words=\n"
      "  COMPREPLY=()\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    words='--help --version");
  for (int i = 0; i < documentation->n_commands; ++i) {
    OutFormat(" %s", documentation->commands[i]->name);
  }
  OutText(
      "'\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n    return\n  fi\n"
      "  case ${COMP_WORDS[COMP_CWORD-1]} in\n");
  for (int i = 0; i < kOptionRuleCount; ++i) {
    const struct OptionRule* rule = &kOptionRules[i];
    if (!rule->has_value) continue;
    OutText("    ");
    if (rule->letter != 0) OutFormat("-%c|", rule->letter);
    OutFormat("--%s) COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n", rule->name,
              rule->values != NULL ? rule->values : "");
  }
  OutText("  esac\n  if [[ $word == -* ]]; then\n    case ${COMP_WORDS[1]} in\n");
  for (int i = 0; i < documentation->n_commands; ++i) {
    OutFormat("      %s) words='", documentation->commands[i]->name);
    for (int j = 0; j < kOptionRuleCount; ++j) {
      if (Has(documentation->commands[i], &kOptionRules[j]))
        OutFormat("--%s ", kOptionRules[j].name);
    }
    OutText("' ;;\n");
  }
  OutText(
      "    esac\n"
      "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
      "  else\n"
      "    local IFS=$'\\n'\n"
      "    COMPREPLY=($(compgen -f -- \"$word\"))\n"
      "  fi\n"
      "}\n"
      "complete -o filenames -F _arrowbridge arrowbridge\n");
}

static void Zsh(const struct Documentation* documentation) {
  char summary[200];
  OutText(
      "#compdef arrowbridge\n\n_arrowbridge() {\n  local -a commands\n  if (( CURRENT == 2 )); "
      "then\n"
      "    commands=(\n");
  for (int i = 0; i < documentation->n_commands; ++i) {
    OutFormat("      \"%s:%s\"\n", documentation->commands[i]->name,
              documentation->commands[i]->summary);
  }
  OutText(
      "    )\n    _describe command commands\n    return\n  fi\n"
      "  shift words\n  (( CURRENT-- ))\n  case $words[1] in\n");
  for (int i = 0; i < documentation->n_commands; ++i) {
    const struct Command* command = documentation->commands[i];
    OutFormat("    %s)\n      _arguments", command->name);
    for (int j = 0; j < kOptionRuleCount; ++j) {
      const struct OptionRule* rule = &kOptionRules[j];
      if (!Has(command, rule)) continue;
      SummaryOf(documentation, command, rule, summary, sizeof(summary));
      OutText(" \\\n        ");
      if (rule->letter != 0)
        OutFormat("'(-%c --%s)'{-%c,--%s}", rule->letter, rule->name, rule->letter, rule->name);
      OutFormat("\"%s%s[%s]", rule->letter != 0 ? "" : "--", rule->letter != 0 ? "" : rule->name,
                summary);
      if (rule->has_value)
        OutFormat(":%s:(%s)", rule->name, rule->values != NULL ? rule->values : "");
      OutText("\"");
    }
    OutText(" \\\n        '*:file:_files'\n      ;;\n");
  }
  OutText("  esac\n}\n\n_arrowbridge \"$@\"\n");
}

static void Fish(const struct Documentation* documentation) {
  char summary[200];
  for (int i = 0; i < documentation->n_commands; ++i) {
    const struct Command* command = documentation->commands[i];
    OutFormat("complete -c arrowbridge -n __fish_use_subcommand -f -a %s -d \"%s\"\n",
              command->name, command->summary);
    for (int j = 0; j < kOptionRuleCount; ++j) {
      const struct OptionRule* rule = &kOptionRules[j];
      if (!Has(command, rule)) continue;
      SummaryOf(documentation, command, rule, summary, sizeof(summary));
      OutFormat("complete -c arrowbridge -n '__fish_seen_subcommand_from %s'", command->name);
      if (rule->letter != 0) OutFormat(" -s %c", rule->letter);
      OutFormat(" -l %s", rule->name);
      if (rule->has_value) OutFormat(" -x -a '%s'", rule->values != NULL ? rule->values : "");
      OutFormat(" -d \"%s\"\n", summary);
    }
  }
}

int PrintCompletion(const struct Documentation* documentation, const char* shell) {
  if (strcmp(shell, "bash") == 0) {
    Bash(documentation);
  } else if (strcmp(shell, "zsh") == 0) {
    Zsh(documentation);
  } else if (strcmp(shell, "fish") == 0) {
    Fish(documentation);
  } else {
    return Fail("--completion must be bash, zsh or fish, not '%s'", shell);
  }
  return kExitOk;
}
