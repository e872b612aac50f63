"""Tests of the program arrowbridge-conformance: options, reports, exit codes, implementations that misbehave.

Run as: program_test.py PROGRAM MUTANTS MISBEHAVING_PRODUCERS THROWING_PRODUCERS CRASHING_LIBRARY CONSUMER_MUTANTS
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

PROGRAM, MUTANTS, MISBEHAVING, THROWING, CRASHING, CONSUMERS = sys.argv[1:7]


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60, check=False)


# The arguments of most tests: a mutant that breaks one rule in one of two scenarios.
END = ("stream-end-then-fails", "--only", "stream-end-again", "--only", "stream-contents")


def run_mutant(mutant, *arguments):
    return run("--producer", f"{MUTANTS}:MutantStream:{mutant}", *arguments)


class Options(unittest.TestCase):
    def assert_refused(self, text, *arguments):
        result = run(*arguments)
        self.assertEqual(result.returncode, 2)
        self.assertIn(text, result.stderr)

    def test_invalid_options_are_refused(self):
        self.assert_refused("no implementation to test")
        self.assert_refused("unknown option: --producers", "--producers", "a:b")
        self.assert_refused("a value is missing after: --seed", "--list", "--seed")
        self.assert_refused("not a number: x", "--seed", "x", "--list")
        self.assert_refused("not a number: 0", "--time-limit", "0", "--list")
        self.assert_refused("LIB:SYMBOL", "--producer", "libx.so")
        self.assert_refused("LIB:SYMBOL", "--producer", "libx.so:")
        self.assert_refused("only one implementation can be tested", "--producer", "a:b", "--producer", "c:d")
        self.assert_refused("no scenario matches", "--producer", "a:b", "--only", "no-such-thing")
        self.assert_refused("runs exactly one scenario", "--producer", "a:b", "--in-process")

    def test_help_and_list(self):
        self.assertIn("usage:", run("--help").stdout)
        listed = run("--list")
        self.assertEqual(listed.returncode, 0)
        self.assertIn("stream-end-again", listed.stdout)
        self.assertIn("STR-6", listed.stdout)
        some = run("--list", "--only", "stream-e*").stdout
        self.assertIn("stream-errors", some)
        self.assertNotIn("stream-moved", some)

    def test_only_and_quiet(self):
        result = run_mutant("correct", "--only", "stream-end-again", "--only", "stream-m*", "--quiet")
        self.assertEqual(result.returncode, 0)
        self.assertEqual(result.stdout, "3 scenarios: 3 ok, 0 broken, 0 expected failures, 0 skipped, 0 not run\n")

    def test_same_seed_same_run(self):
        def findings(seed):
            text = run_mutant("batch-shares-values", "--only", "stream-random", "--seed", seed).stdout
            return [line for line in text.splitlines() if not line.startswith("BROKEN")]
        self.assertEqual(findings("5"), findings("5"))
        self.assertTrue(any("--seed 5" in line for line in findings("5")))


class Implementations(unittest.TestCase):
    def test_a_library_that_cannot_be_loaded_is_not_a_finding(self):
        for implementation in ("./no-such-library.so:f", f"{MUTANTS}:NoSuchSymbol"):
            result = run("--producer", implementation, "--only", "stream-contents")
            self.assertEqual(result.returncode, 2)
            self.assertIn("0 broken", result.stdout)
            self.assertIn("1 not run", result.stdout)

    def test_why_it_cannot_be_loaded(self):
        def why(implementation, **options):
            return subprocess.run([PROGRAM, "--producer", implementation, "--only", "stream-contents"],
                                  capture_output=True, text=True, check=False, **options).stdout
        self.assertIn('is it exported, and extern "C"?', why(f"{MUTANTS}:NoSuchSymbol"))
        folder, name = os.path.split(MUTANTS)
        self.assertIn("begin it with ./", why(f"{name}:MutantStream:correct", cwd=folder))
        self.assertIn("1 ok", why(f"./{name}:MutantStream:correct", cwd=folder))
        self.assertIn("program_crashing_library.so: it crashes: signal 6", why(f"{CRASHING}:Nothing"))

    def test_a_producer_that_fails_is_skipped(self):
        result = run_mutant("no-such-mutant", "--only", "stream-contents")
        self.assertIn("why: the producer makes no stream: code 2", result.stdout)

    def test_all_skipped_is_not_a_success(self):
        result = run_mutant("no-such-mutant", "--only", "stream-c*")
        self.assertEqual(result.returncode, 2)
        self.assertIn("no scenario ran", result.stderr)

    def test_the_summary_says_what_to_fix_first(self):
        result = run_mutant("value-index-beyond", "--quiet")
        self.assertRegex(result.stdout, r", 11 skipped \(10 because contents are unsound: fix stream-contents first\), 0 not run\n")
        self.assertIn("the result is unsound; stream-contents says why",
                      run_mutant("value-index-beyond", "--only", "stream-results-moved").stdout)
        self.assertNotIn("unsound", run_mutant("correct", "--only", "stream-errors").stdout)

    def assert_blamed(self, text, mutant, *arguments):
        result = run_mutant(mutant, "--only", "stream-contents", *arguments)
        self.assertEqual(result.returncode, 1)
        self.assertIn(text, result.stdout)
        self.assertIn("while:    get_next", result.stdout)
        self.assertIn("broken rules: STR-4", result.stdout)

    def test_crash_hang_and_exit_are_findings(self):
        self.assert_blamed("it crashes: signal 6", "stream-next-crashes")
        self.assert_blamed("it hangs: no return after 0.5 seconds", "stream-next-hangs", "--time-limit", "0.5")
        self.assert_blamed("it exits the process with code 0", "stream-next-exits")

    def test_the_printed_command_reproduces_the_finding(self):
        text = run_mutant(*END).stdout
        commands = {line.split("reproduce: ")[1] for line in text.splitlines() if "reproduce:" in line}
        self.assertEqual(len(commands), 1)
        reproduced = subprocess.run(commands.pop(), shell=True, capture_output=True, text=True, check=False)
        self.assertEqual(reproduced.returncode, 1)
        self.assertIn("broken rules: STR-6", reproduced.stdout)

    def test_in_process(self):
        result = run_mutant("stream-end-then-fails", "--only", "stream-end-again", "--in-process")
        self.assertEqual(result.returncode, 1)
        self.assertIn("broken rules: STR-6", result.stdout)
        crash = run_mutant("stream-next-crashes", "--only", "stream-contents", "--in-process")
        self.assertEqual(crash.returncode, -6)

    def test_expect(self):
        self.assertEqual(run_mutant(*END, "--expect", "STR-6").returncode, 0)
        self.assertEqual(run_mutant(*END, "--expect", "STR-5").returncode, 1)
        self.assertEqual(run_mutant(*END, "--expect", "STR-6 STR-5").returncode, 1)
        self.assertEqual(run_mutant("correct", "--expect", "", "--only", "stream-end-again").returncode, 0)


def run_misbehaving(what, *arguments):
    return run("--producer", f"{MISBEHAVING}:MisbehavingStream:{what}", "--time-limit", "0.5", *arguments)


class MisbehavingProducers(unittest.TestCase):
    def assert_no_finding(self, what):
        result = run_misbehaving(what)
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("0 broken", result.stdout)
        return result

    def test_its_output_is_not_part_of_reports(self):
        result = run_misbehaving("prints", "--tap", "-", "--only", "stream-contents")
        self.assertEqual(result.stdout, "TAP version 13\n1..1\nok 1 - stream-contents\n")
        self.assertIn("printed on a thread", result.stderr)

    def test_forks_that_return(self):
        self.assert_no_finding("forks")

    def test_standard_descriptors_closed(self):
        self.assert_no_finding("closes-standard")

    def test_all_descriptors_closed(self):
        result = run_misbehaving("closes-all", "--only", "stream-contents")
        self.assertEqual(result.returncode, 2)
        self.assertIn("why: the implementation closed a file descriptor that it did not open", result.stdout)

    def test_signals_ignored_and_blocked(self):
        self.assert_no_finding("signals")
        crash = run_misbehaving("signals-crash", "--only", "stream-contents")
        self.assertIn("it crashes: signal 6", crash.stdout)

    def test_dead_lock(self):
        result = run_misbehaving("dead-locks", "--only", "stream-contents")
        self.assertEqual(result.returncode, 1)
        self.assertIn("it hangs: no return after 0.5 seconds", result.stdout)

    def test_endless_stream(self):
        result = self.assert_no_finding("endless")
        self.assertRegex(result.stdout, r"note: the stream has more than \d+ batches")
        self.assertIn("why: the stream has too many batches", result.stdout)

    def test_slow_endless_stream(self):
        begin = time.monotonic()
        result = run_misbehaving("slow", "--time-limit", "0.1", "--only", "stream-contents", "--only", "stream-two")
        self.assertLess(time.monotonic() - begin, 20)
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("why: it takes more than 1 seconds: use a shorter stream", result.stdout)

    def test_exceptions(self):
        for symbol, step in (("ThrowAtOnce", "the producer fills a zeroed stream"),
                             ("ThrowLater", "get_schema")):
            result = run("--producer", f"{THROWING}:{symbol}", "--only", "stream-contents")
            self.assertEqual(result.returncode, 1)
            self.assertIn("it crashes: signal 6", result.stdout)
            self.assertIn(f"while:    {step}", result.stdout)
            self.assertIn("broken rules: STR-4", result.stdout)
            self.assertIn("thrown", result.stderr)


class Strict(unittest.TestCase):
    LARGE = ("array-one-owner", "--only", "stream-residency")

    def test_advice_is_a_note(self):
        result = run_mutant(*self.LARGE)
        self.assertEqual(result.returncode, 0)
        self.assertIn("note: advice MOV-6: when a column is moved out", result.stdout)
        self.assertNotIn("advice", run_mutant("correct-large", "--only", "stream-residency").stdout)

    def test_strict_makes_it_a_finding(self):
        result = run_mutant(*self.LARGE, "--strict")
        self.assertEqual(result.returncode, 1)
        self.assertIn("broken rules: MOV-6", result.stdout)
        self.assertIn("--only stream-residency --seed 1 --strict", result.stdout)


def run_consumer(mutant, *arguments, role="consumer"):
    symbol = {"consumer": "MutantConsume", "pass-through": "MutantPass", "device-consumer": "MutantConsumeDevice"}[role]
    return run(f"--{role}", f"{CONSUMERS}:{symbol}:{mutant}", *arguments)


class ConsumerOptions(unittest.TestCase):
    ORDINARY = ("--only", "consumer-ordinary")

    def assert_refused(self, text, *arguments):
        result = run(*arguments)
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stderr, f"arrowbridge-conformance: {text}\n")

    def test_wrong_types(self):
        def refused(types, text):
            self.assert_refused(text, "--consumer", "a:b", "--without", types)
        refused("dictionaryy", "unknown type: dictionaryy; did you mean dictionary?")
        refused("union,run_end_encoded", "unknown type: run_end_encoded; did you mean run-end-encoded?")
        refused("int31", "unknown type: int31; did you mean int32?")
        refused("Map", "unknown type: Map; did you mean map?")
        refused("decimals", "unknown type: decimals; did you mean decimal?")
        refused("xyz", "unknown type: xyz; --help lists all types")
        refused("", "unknown type: ; --help lists all types")
        refused("map,", "unknown type: ; --help lists all types")
        refused("map,,list", "unknown type: ; --help lists all types")
        refused("n" * 100, "unknown type: " + "n" * 39 + "; --help lists all types")
        self.assert_refused("a value is missing after: --without", "--consumer", "a:b", "--without")

    def test_options_of_other_roles(self):
        only = "only for --consumer, --pass-through and --device-consumer: "
        for role in ("--producer", "--array-producer", "--schema-producer", "--device-producer", "--async-producer"):
            self.assert_refused(f"{only}--always-consumes", role, "a:b", "--always-consumes")
            self.assert_refused(f"{only}--may-stop-early", "--may-stop-early", role, "a:b")
            self.assert_refused("only for --async-consumer, --consumer, --pass-through and --device-consumer: --without",
                                role, "a:b", "--without", "map")
        self.assert_refused(f"{only}--always-consumes", "--async-consumer", "a:b", "--always-consumes")

    def test_help_lists_types(self):
        text = run("--help").stdout
        for word in ("--always-consumes", "--may-stop-early", "--without", "run-end-encoded", "extension"):
            self.assertIn(word, text)
        self.assertTrue(all(line == line.rstrip() and len(line) < 100 for line in text.splitlines()))

    def test_a_stream_that_is_left(self):
        left = run_consumer("ok/leaves", "--only", "consumer-ordinary", "--only", "consumer-schema-error")
        self.assertEqual((left.returncode, left.stdout.count("why: refused")), (2, 2), left.stdout)
        found = run_consumer("ok/leaves", *self.ORDINARY, "--always-consumes")
        self.assertEqual(found.returncode, 1)
        self.assertIn("happened: the consumer returned 95 and did not release the stream", found.stdout)
        self.assertIn("--only consumer-ordinary --seed 1 --always-consumes\n", found.stdout)
        device = run_consumer("ok/leaves", "--always-consumes", "--only", "device-consumer-cpu", role="device-consumer")
        self.assertIn("broken rules: DST-6", device.stdout)

    def test_a_consumer_that_stops_early(self):
        stops = run_consumer("STR-5/stops", *self.ORDINARY)
        self.assertIn("before the end of the stream", stops.stdout)
        self.assertEqual(run_consumer("STR-5/stops", *self.ORDINARY, "--may-stop-early").returncode, 0)
        empty = run_consumer("STR-7", "--only", "consumer-last-empty", "--may-stop-early")
        self.assertEqual(empty.returncode, 0)
        self.assertRegex(empty.stdout, r"note: .* after 3 of 3 batches, .*; the last batch had no rows")

    def test_a_consumer_of_the_schema(self):
        result = run_consumer("ok/schema", "--may-stop-early", "--only", "consumer-odd-names", "--only", "consumer-offsets")
        self.assertEqual(result.returncode, 0)
        self.assertIn("ok       consumer-odd-names", result.stdout)
        self.assertIn("why: the consumer never called get_next", result.stdout)

    def test_without_types(self):
        names = ("consumer-ordinary", "consumer-deep", "consumer-lists", "consumer-dictionaries", "consumer-unknown-extensions")
        only = [word for name in names for word in ("--only", name)]
        self.assertIn("5 scenarios: 0 ok", run_consumer("ok/flat", *only).stdout)
        result = run_consumer("ok/flat", *only, "--without", "nested,extension", "--without", "dictionary")
        self.assertEqual(result.returncode, 0)
        self.assertIn("5 scenarios: 1 ok, 0 broken, 0 expected failures, 4 skipped", result.stdout)
        self.assertIn("why: it is about types that --without leaves out: nested\n", result.stdout)
        self.assertIn("why: it is about types that --without leaves out: nested,dictionary\n", result.stdout)
        self.assertIn("why: it is about extension types, which --without leaves out\n", result.stdout)

    def test_without_all_types_of_the_ordinary_data(self):
        types = "int32,utf8,float64,boolean,list,struct,dictionary"
        for role, name in (("consumer", "consumer-o*"), ("pass-through", "pass-o*"), ("device-consumer", "device-*-cpu")):
            result = run_consumer("ok", "--without", types, "--only", name, role=role)
            self.assertEqual(result.returncode, 0, result.stdout)
            self.assertRegex(result.stdout, r"[1-9] ok, 0 broken")

    def test_other_types_take_the_place_of_fillers(self):
        names = ("consumer-run-end-offsets", "consumer-sorted-maps", "consumer-list-arrays", "consumer-plain-arrays")
        only = [word for name in names for word in ("--only", name)]
        result = run_consumer("ok", *only, "--without", "utf8,int32,boolean")
        self.assertIn("4 scenarios: 4 ok", result.stdout)
        views = run_consumer("ok", "--only", "consumer-views", "--without", "view")
        self.assertIn("why: it is about types that --without leaves out: view\n", views.stdout)

    def test_a_count_in_a_moved_struct_is_noted(self):
        result = run_consumer("ok/counts", "--only", "consumer-unknown-counts")
        self.assertEqual(result.returncode, 0)
        self.assertIn("note: null_count of batch 0, field 'a' was -1 and is 0 at release", result.stdout)

    def test_the_printed_command_has_the_options(self):
        text = run_consumer("ARR-4/flat", "--may-stop-early", "--without", "dictionary,nested", "--only", "*counts").stdout
        self.assertIn("--only consumer-unknown-counts --seed 1 --may-stop-early --without nested,dictionary\n", text)

    def test_types_that_are_refused_are_found(self):
        text = run_consumer("ok/flat", "--only", "consumer-thread", "--only", "consumer-o*").stdout
        note = re.search(r"note: the ordinary data .* with --without (\S+)\n", text)
        self.assertIsNotNone(note, text)
        self.assertEqual(note[1], "list,large-list,fixed-size-list,list-view,map,struct,dense-union,sparse-union,"
                                  "run-end-encoded,dictionary")
        self.assertEqual(text.count("note:"), 1)
        self.assertIn("skipped", text)
        self.assertNotIn("skipped  ", run_consumer("ok/flat", "--only", "consumer-offsets", "--without", note[1]).stdout)

    def test_a_consumer_that_refuses_everything(self):
        text = run_consumer("ok/refuses", *self.ORDINARY).stdout
        self.assertIn("note: columns of every type are refused: it is not a matter of types\n", text)


class Reports(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name, text=None):
        path = os.path.join(self.folder, name)
        if text is not None:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        return path

    def test_tap(self):
        result = run_mutant("stream-end-then-begins-again", "--tap", "-", "--only", "stream-e*")
        lines = result.stdout.splitlines()
        self.assertEqual(lines[:3], ["TAP version 13", "1..2", "not ok 1 - stream-end-again"])
        self.assertIn("# STR-6", lines)
        self.assertIn("ok 2 - stream-errors # SKIP this stream does not fail; test one that does", lines)
        self.assertIn("broken rules: STR-6", result.stderr)

    def test_junit(self):
        path = self.path("report.xml")
        result = run_mutant("stream-end-then-begins-again", "--junit", path, "--only", "stream-[be]*")
        suite = ElementTree.parse(path).getroot()
        cases = suite.findall("testcase")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(int(suite.get("tests")), len(cases))
        self.assertEqual(suite.get("failures"), "1")
        failed = [case for case in cases if case.find("failure") is not None]
        self.assertEqual([case.get("name") for case in failed], ["stream-end-again"])
        self.assertEqual(failed[0].find("failure").get("type"), "STR-6")
        self.assertIn("--only stream-end-again --seed 1", failed[0].find("system-out").text)
        skipped = [case.get("name") for case in cases if case.find("skipped") is not None]
        self.assertEqual(skipped, ["stream-errors"])

    def test_junit_of_strange_texts(self):
        path = self.path("report.xml")
        run("--producer", f"{MUTANTS}:MutantStream:<&>\"'\x01\xff", "--junit", path, "--only", "stream-contents")
        self.assertIn("<&>\"'", ElementTree.parse(path).getroot().get("name"))

    def test_reports_that_cannot_be_written(self):
        for option in ("--tap", "--junit"):
            result = run_mutant("correct", option, self.path("no/such/folder"), "--only", "stream-end-again")
            self.assertEqual(result.returncode, 2)
            self.assertIn("No such file", result.stderr)

    def test_expected_failures(self):
        for line in ("STR-6 stream-end-again", "STR-* *  # all of them", "\n# nothing\n  STR-6\tstream-end-?gain"):
            result = run_mutant(*END, "--expected-failures", self.path("expected", line + "\n"))
            self.assertEqual(result.returncode, 0, line)
            self.assertIn("0 broken, 1 expected failures", result.stdout)
            self.assertIn("STR-6 (expected failure)", result.stdout)

    def test_expected_failures_of_other_scenarios(self):
        expected = self.path("expected", "STR-6 stream-contents\nSTR-5 stream-end-again\n")
        result = run_mutant(*END, "--expected-failures", expected)
        self.assertEqual(result.returncode, 1)
        self.assertNotIn("did not happen", result.stderr)
        all_of_it = run_mutant("stream-end-then-fails", "--expected-failures", expected)
        self.assertIn("expected:1: the expected failure STR-6 in stream-contents did not happen", all_of_it.stderr)

    def test_expected_failures_that_cannot_be_read(self):
        result = run_mutant(*END, "--expected-failures", self.path("none"))
        self.assertEqual(result.stdout, "")  # before any scenario runs
        for path in (self.path("none"), self.path("wrong", "STR-6\n"), self.path("more", "STR-6 a b\n")):
            self.assertEqual(run_mutant(*END, "--expected-failures", path).returncode, 2)


unittest.main(argv=sys.argv[:1], verbosity=2)
