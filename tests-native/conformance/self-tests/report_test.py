"""Tests of the HTML and JSON reports of arrowbridge-conformance, and of texts that need escapes in any report.

Run as: report_test.py PROGRAM MUTANTS MISBEHAVING_PRODUCERS DOCS
"""

import base64
import hashlib
import html.parser
import json
import os
import re
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree

from kit_program import WithFolder, run

MUTANTS, MISBEHAVING, DOCS = sys.argv[2:5]
HOSTILE = "<script>x=\"&'\"</script>"
WORDS = {"ok": "ok", "broken": "BROKEN", "expected failure": "expected", "skipped": "skipped", "not run": "NOT RUN"}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def run_correct(*arguments):
    return run("--producer", f"{MUTANTS}:MutantStream:correct", "--only", "stream-end-again", *arguments)


class Page(html.parser.HTMLParser):
    """Elements and texts of a page. Fails if tags are not balanced."""

    VOID = {"meta"}

    def __init__(self, text):
        super().__init__()
        self.open = []
        self.elements = []  # (tag, attributes, list of texts)
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))
        if tag not in self.VOID:
            self.open.append(self.elements[-1])

    def handle_endtag(self, tag):
        element = self.open.pop()
        assert element[0] == tag, f"</{tag}> closes <{element[0]}>"

    def handle_data(self, data):
        for element in self.open:
            element[2].append(data)

    def texts(self, tag, **attributes):
        return ["".join(texts).strip() for name, found, texts in self.elements
                if name == tag and all(found.get(key.replace("_", "-")) == value for key, value in attributes.items())]

    def cells(self, label):
        return self.texts("td", data_label=label)


class Reports(WithFolder):
    def run_kit(self, implementation, *arguments):
        """The finished process, the page and the JSON."""
        page, data = self.path("report.html"), self.path("report.json")
        result = run("--producer", implementation, "--html", page, "--json", data, *arguments, errors="surrogateescape")
        return result, Page(read(page)), json.loads(read(data))

    def run_mutant(self, mutant, *arguments):
        return self.run_kit(f"{MUTANTS}:MutantStream:{mutant}", *arguments)

    def text_of(self, data):
        """The text report, made from the JSON report."""
        lines = []
        for scenario in data["scenarios"]:
            lines.append(f"{WORDS[scenario['outcome']]:8} {scenario['name']} ({scenario['seconds']:.2f} s)")
            for found in scenario["findings"]:
                lines += [f"    {found['rule']}{' (expected failure)' if found['expected_failure'] else ''}",
                          f"      expected: {found['expected']}", f"      happened: {found['happened']}"]
                lines += [f"      while:    {found['step']}"] if found["step"] else []
                labels = ["stack:   "] + [" " * 9] * len(found["stack"])
                lines += [f"      {label} {frame}" for label, frame in zip(labels, found["stack"])]
            lines += [f"    note: {note}" for note in scenario["notes"]]
            lines += [f"    why: {scenario['why']}"] if scenario["why"] is not None else []
            lines += [f"    reproduce: {scenario['reproduce']}"] if scenario["findings"] else []
        counts = data["summary"]
        waiting = [scenario["waits_for"] for scenario in data["scenarios"] if scenario["waits_for"] is not None]
        why = f" ({len(waiting)} because contents are unsound: fix {waiting[0]} first)" if waiting else ""
        lines.append("{scenarios} scenarios: {ok} ok, {broken} broken, {expected_failures} expected failures, "
                     "{skipped} skipped{why}, {not_run} not run".format(why=why, **counts))
        lines += [f"broken rules: {' '.join(counts['broken_rules'])}"] if counts["broken_rules"] else []
        return lines

    def assert_same(self, text, data):
        """Times are rounded twice in the JSON, so they are compared only roughly."""
        def without_times(lines):
            return [re.sub(r" \(\d+\.\d\d s\)$", " (s)", line) for line in lines]
        self.assertEqual(without_times(text.splitlines()), without_times(self.text_of(data)))
        for line, scenario in zip(re.findall(r"\((\d+\.\d\d) s\)", text), data["scenarios"]):
            self.assertAlmostEqual(float(line), scenario["seconds"], delta=0.011)

    # Runs with findings, notes and skipped scenarios.
    RUNS = (("stream-end-then-begins-again", "--only", "stream-[be]*"), ("array-one-owner", "--only", "stream-re*"),
            ("stream-next-crashes", "--only", "stream-m*"), ("correct", "--only", "stream-e*"),
            ("no-such-mutant", "--only", "stream-c*"), ("batch-frees-last", "--only", "stream-b*", "--strict"))

    results = []  # of RUNS, once they ran

    def all_runs(self):
        if not self.results:
            self.results.extend(self.run_mutant(*run) for run in self.RUNS)
        return self.results

    def test_json_has_what_the_text_has(self):
        outcomes, notes = set(), 0
        for result, _, data in self.all_runs():
            self.assert_same(result.stdout, data)
            outcomes |= {scenario["outcome"] for scenario in data["scenarios"]}
            notes += sum(len(scenario["notes"]) for scenario in data["scenarios"])
        self.assertEqual(outcomes, {"ok", "broken", "skipped"})
        self.assertGreater(notes, 0)

    def test_html_has_what_the_json_has(self):
        for _, page, data in self.all_runs():
            found = [(scenario, found) for scenario in data["scenarios"] for found in scenario["findings"]]
            self.assertEqual([cell.split("while:")[0].strip() for cell in page.cells("Happened")],
                             [item["happened"] for _, item in found])
            self.assertEqual(page.cells("Expected"), [item["expected"] for _, item in found])
            self.assertEqual(page.cells("Rule"), [item["rule"] + item["meaning"] for _, item in found])
            self.assertEqual(page.cells("See it again"), [scenario["reproduce"] + "Copy" for scenario, _ in found])
            self.assertEqual(page.cells("Note"), [note for item in data["scenarios"] for note in item["notes"]])
            self.assertEqual(page.cells("Why"), [item["why"] for item in data["scenarios"] if item["why"]])
            self.assertEqual(page.cells("What it does"), [item["about"] for item in data["scenarios"]])
            self.assertEqual(page.cells("Outcome")[len(found):], [item["outcome"] for item in data["scenarios"]])
            self.assertEqual([int(item.split()[0]) for item in page.texts("li")], list(data["summary"].values())[:6])
            run_data = page.texts("dd")
            for value in (data["date"], data["system"], data["implementation"]["library"],
                          f"arrowbridge-conformance {data['arrowbridge_version']}"):
                self.assertIn(value, run_data)

    def test_run_is_described(self):
        expected = self.path("expected", "STR-6 stream-end-again\n")
        _, page, data = self.run_mutant("stream-end-then-fails", "--seed", "18446744073709551615",
                                        "--time-limit", "12.5", "--only", "stream-end-again", "--strict",
                                        "--expected-failures", expected)
        self.assertEqual(data["options"], {"seed": 18446744073709551615, "time_limit": 12.5, "strict": True,
                                           "only": ["stream-end-again"], "expected_failures": expected,
                                           "always_consumes": False, "may_stop_early": False, "without": None})
        self.assertEqual(data["implementation"], {"role": "producer", "library": MUTANTS, "symbol": "MutantStream",
                                                  "argument": "stream-end-then-fails"})
        self.assertIn("--seed 18446744073709551615 --strict --time-limit 12.5", data["scenarios"][0]["reproduce"])
        self.assertRegex(data["date"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertTrue({"18446744073709551615", "12.5 s per step", expected} <= set(page.texts("dd")))
        self.assertEqual(data["scenarios"][0]["outcome"], "expected failure")
        self.assertEqual(page.cells("Outcome"), ["expected failure"] * 2)
        self.assertEqual(page.texts("p"), ["No rule is broken, apart from expected failures."])

    def test_expected_failures_not_seen(self):
        expected = self.path("expected", "\nSTR-6 stream-end-again\nSTR-* <b>\n")
        _, page, data = self.run_mutant("stream-end-then-fails", "--expected-failures", expected)
        self.assertEqual(data["expected_failures_not_seen"], [{"rule": "STR-*", "scenario": "<b>", "line": 3}])
        self.assertIn("<b>", page.cells("Scenario"))
        self.assertEqual(page.texts("h2").count("Expected failures that did not happen"), 1)

    def test_results_in_one_sentence(self):
        def sentence(*arguments):
            return self.run_mutant(*arguments)[1].texts("p")
        self.assertEqual(sentence("stream-end-then-fails", "--only", "stream-end-again"), ["Broken rules: STR-6"])
        self.assertEqual(sentence("correct", "--only", "stream-end-again"), ["No rule is broken."])
        self.assertEqual(sentence("no-such-mutant", "--only", "stream-c*"), ["No scenario ran: all were skipped."])
        _, page, data = self.run_kit(f"{MUTANTS}:NoSuchSymbol")
        self.assertEqual(page.texts("p"), ["The kit could not do its work."])
        self.assertEqual([scenario["outcome"] for scenario in data["scenarios"]], ["not run"])
        self.assertIn("Not run", page.texts("h2"))

    def test_rules_are_explained(self):
        _, page, data = self.run_mutant("stream-end-then-fails", "--only", "stream-end-again", "--rules-url",
                                        "https://a.b/r.md?x&y")
        rules = read(os.path.join(DOCS, "rules.md"))
        found = data["scenarios"][0]["findings"][0]
        self.assertIn(f"| STR-6 | {found['meaning']} |", rules)
        links = {attributes["href"] for tag, attributes, _ in page.elements if tag == "a"}
        self.assertEqual(links, {"https://a.b/r.md?x&y#arrowarraystream"})
        headings = {re.sub("[^a-z -]", "", line[3:].lower()).replace(" ", "-")
                    for line in rules.splitlines() if line.startswith("## ")}
        page = self.run_mutant("correct", "--only", "stream-contents")[1]
        links = {attributes["href"].split("#")[0]: None for tag, attributes, _ in page.elements if tag == "a"}
        self.assertEqual(list(links), ["docs/rules.md"])
        anchors = {attributes["href"].split("#")[1] for tag, attributes, _ in page.elements if tag == "a"}
        self.assertGreater(len(anchors), 3)
        self.assertLessEqual(anchors, headings)

    def test_page_needs_nothing_else(self):
        page = self.run_mutant("stream-end-then-fails", "--only", "stream-end-again")[1]
        self.assertEqual({tag for tag, _, _ in page.elements} & {"img", "link", "iframe", "object"}, set())
        self.assertFalse([tag for tag, attributes, _ in page.elements if "src" in attributes])
        self.assertNotRegex("".join(page.texts("style")), r"url\(|@import")
        policy = [attributes["content"] for tag, attributes, _ in page.elements if "http-equiv" in attributes][0]
        script = [texts for tag, _, texts in page.elements if tag == "script"]
        self.assertEqual(len(script), 1)
        digest = base64.b64encode(hashlib.sha256("".join(script[0]).encode()).digest()).decode()
        self.assertIn(f"script-src 'sha256-{digest}'", policy)
        self.assertIn("default-src 'none'", policy)

    def test_hostile_texts(self):
        result, page, data = self.run_kit(f"{MISBEHAVING}:MisbehavingStream:{HOSTILE}", "--only", "stream-contents")
        self.assertIn(HOSTILE, data["scenarios"][0]["findings"][0]["happened"])
        self.assert_same(result.stdout, data)
        self.assertIn(HOSTILE, page.cells("Happened")[0])
        self.assertIn(HOSTILE, page.texts("title")[0])
        self.assertEqual(len(page.texts("script")), 1)

    def test_texts_that_are_not_utf8(self):
        argument = os.fsdecode("\x01é\u0085\\\"'".encode() + b"\xff\xed\xa0\x80\xf0\x9f")
        path = self.path("report.xml")
        _, page, data = self.run_kit(f"{MUTANTS}:MutantStream:{argument}", "--junit", path, "--only", "stream-contents")
        self.assertEqual(data["implementation"]["argument"], "\x01é\\xc2\\x85\\\"'\\xff\\xed\\xa0\\x80\\xf0\\x9f")
        shown = "\\x01é\\xc2\\x85\\\"'\\xff\\xed\\xa0\\x80\\xf0\\x9f"
        self.assertIn(shown, page.texts("dd"))
        self.assertIn(shown, ElementTree.parse(path).getroot().get("name"))

    def test_the_command_reproduces_any_argument(self):
        for argument in ("a b'c\\d$e", os.fsdecode(b"\x01'\\\xff\xc3\xa9")):
            command = self.run_mutant(argument, "--only", "stream-contents")[2]["scenarios"][0]["reproduce"]
            printed = subprocess.run(["bash", "-c", f"printf '%s\\n' {command}"], capture_output=True,
                                     check=True).stdout
            self.assertIn(os.fsencode(f":MutantStream:{argument}\n"), printed)

    def test_standard_output(self):
        for option, first in (("--html", "<!DOCTYPE html>"), ("--json", "{")):
            result = run_correct(option, "-")
            self.assertEqual(result.returncode, 0)
            self.assertEqual(result.stdout.splitlines()[0], first)
            self.assertIn("1 scenarios: 1 ok", result.stderr)
        result = run_correct("--html", "-", "--json", "-")
        self.assertEqual(result.returncode, 2)
        self.assertIn("only one report can go to standard output", result.stderr)

    def test_reports_that_cannot_be_written(self):
        places = {self.path("no/such/folder"): "No such file", "/dev/full": "No space left"}
        for option in ("--tap", "--junit", "--html", "--json"):
            for place, why in places.items():
                result = run_correct(option, place)
                self.assertEqual(result.returncode, 2, (option, place))
                self.assertIn(why, result.stderr)

    def test_members_are_documented(self):
        def members(value, path):
            if isinstance(value, list):
                return set().union(*(members(item, path + "[]") for item in value))
            if not isinstance(value, dict):
                return set()
            prefix = f"{path}." if path else ""
            return {prefix + name for name in value}.union(
                *(members(item, prefix + name) for name, item in value.items()))
        expected = self.path("expected", "STR-5 *\n")
        data = self.run_mutant("stream-end-then-fails", "--expected-failures", expected)[2]
        rows = re.findall(r"^\| `([a-z_.\[\]]+)` \|", read(os.path.join(DOCS, "conformance-reports.md")), re.MULTILINE)
        self.assertEqual(sorted(members(data, "")), sorted(rows))


unittest.main(argv=sys.argv[:1], verbosity=2)
