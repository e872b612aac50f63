// The style sheet and the script of the HTML report. On narrow windows each row of a table becomes
// a block, whose cells have the column as a label. The buttons are hidden until the script knows
// that it can copy; a click on a command selects it in any case.
#include "report_html.h"

#include <stddef.h>

const char* const kKitStyle[] = {
    ":root { color-scheme: light dark; --back: #fff; --text: #1b1f24; --soft: #57606a;",
    "  --line: #d0d7de; --panel: #f6f8fa; --link: #0550ae; --bad: #b3261e; --good: #176639;",
    "  --warn: #7d4e00; }",
    "@media (prefers-color-scheme: dark) { :root { --back: #0e1116; --text: #e6e9ee;",
    "  --soft: #9ba5b1; --line: #343c46; --panel: #181d24; --link: #7ab7ff; --bad: #ff8a80;",
    "  --good: #6fd28f; --warn: #f0b44c; } }",
    "* { box-sizing: border-box; }",
    "body { margin: 0 auto; max-width: 80rem; padding: 1rem 1.25rem 3rem; background: var(--back);",
    "  color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }",
    "h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0 .25rem; }",
    "h1, .result, dd, td { overflow-wrap: anywhere; }",
    "h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }",
    "a { color: var(--link); }",
    "code { font: .875em/1.5 ui-monospace, monospace; }",
    ".bad { color: var(--bad); } .good { color: var(--good); } .warn { color: var(--warn); }",
    ".soft, dt, th { color: var(--soft); }",
    ".result { font-size: 1.15rem; font-weight: 600; margin: 0 0 1rem; }",
    ".counts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: 1rem 0;",
    "  padding: 0; }",
    ".counts li { flex: 1 1 7rem; padding: .4rem .75rem; background: var(--panel);",
    "  border: 1px solid var(--line); border-radius: .4rem; }",
    ".counts b { display: block; font-size: 1.35rem; line-height: 1.3; }",
    "dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0; }",
    "dd { margin: 0; min-width: 0; }",
    "table { width: 100%; border-collapse: collapse; }",
    "th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; }",
    "th { font-weight: 600; font-size: .875rem; border-bottom: 1px solid var(--line); }",
    "th:last-child, td:last-child { padding-right: 0; }",
    "tbody { border-bottom: 1px solid var(--line); }",
    ".list tr + tr td { border-top: 1px solid var(--line); }",
    "th { white-space: nowrap; } .rule, .name { width: 20%; } .half { width: 30%; }",
    "td.outcome { white-space: nowrap; }",
    "td .id { font-weight: 600; white-space: nowrap; } .rules .id { font-weight: 400; }",
    ".meaning, .step { display: block; }",
    ".meaning, .step, .rules { font-size: .875rem; }",
    ".again td { padding-top: 0; }",
    ".again div { display: flex; align-items: flex-start; gap: .5rem; }",
    ".again code { flex: 1; padding: .4rem .6rem; background: var(--panel); border-radius: .4rem;",
    "  border: 1px solid var(--line); user-select: all; -webkit-user-select: all; }",
    "button { flex: none; font: inherit; font-size: .875rem; padding: .3rem .7rem;",
    "  color: var(--text); background: var(--panel); border: 1px solid var(--line);",
    "  border-radius: .4rem; cursor: pointer; }",
    "button:focus-visible, a:focus-visible { outline: 2px solid var(--link);",
    "  outline-offset: 2px; }",
    "@media (max-width: 48rem) {",
    "  body { padding: .75rem 1rem 2rem; }",
    "  thead { display: none; }",
    "  table, tbody, tr, td { display: block; width: auto; padding: 0; }",
    "  tbody { padding: .6rem 0; }",
    "  .list tbody { padding: 0; } .list tr { padding: .6rem 0; }",
    "  .list tr + tr { border-top: 1px solid var(--line); } .list tr + tr td { border: 0; }",
    "  td[data-label] { margin-bottom: .35rem; }",
    "  td[data-label]::before { content: attr(data-label); display: block; color: var(--soft);",
    "    font-size: .8rem; }",
    "  td.outcome, td.seconds { display: inline-block; margin-right: 2rem; }",
    "  .again td { padding-top: .3rem; }",
    "}",
    "@media print { button { display: none; } }",
    NULL,
};

const char kKitScript[] =
    "if (navigator.clipboard) for (const button of document.querySelectorAll('button')) {\n"
    "  button.hidden = false;\n"
    "  button.onclick = async () => {\n"
    "    try {\n"
    "      await navigator.clipboard.writeText(button.previousElementSibling.textContent);\n"
    "      button.textContent = 'Copied';\n"
    "    } catch {\n"
    "      button.textContent = 'Not copied';\n"
    "    }\n"
    "    setTimeout(() => { button.textContent = 'Copy'; }, 1500);\n"
    "  };\n"
    "}\n";
const char kKitScriptHash[] = "tuqoU+2TJY4QbBICycOsKjWyhpFTDzKe64t6uLsA4KM=";
