"""Tests of the program arrowbridge-conformance: options, reports, exit codes, implementations that misbehave.

Run as: program_test.py PROGRAM MUTANTS MISBEHAVING_PRODUCERS THROWING_PRODUCERS CRASHING_LIBRARY
"""

import os
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

from kit_program import WithFolder, run

MUTANTS, MISBEHAVING, THROWING, CRASHING = sys.argv[2:6]

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
            return run("--producer", implementation, "--only", "stream-contents", **options).stdout
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
        self.assertRegex(result.stdout, r", 11 skipped \(10 because contents are unsound: "
                                        r"fix stream-contents first\), 0 not run\n")
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


# A sanitizer has its own reports instead, and no guard pages.
GUARDED = "live memory cannot be counted" not in run_mutant("correct", "--only", "stream-memory").stdout


@unittest.skipUnless(GUARDED, "memory is not guarded: a build with a sanitizer, or another libc than glibc")
class Faults(unittest.TestCase):
    """The report names what cannot be read, and where the implementation crashes."""

    def report(self, mutant, *arguments, role="producer", symbol="MutantStream"):
        result = run(f"--{role}", f"{MUTANTS}:{symbol}:{mutant}", "--only", "*-contents", *arguments)
        self.assertEqual(result.returncode, 1, result.stdout)
        return result.stdout

    def test_metadata_that_is_longer_than_its_block(self):
        for role, symbol in (("producer", "MutantStream"), ("schema-producer", "MutantSchema")):
            text = self.report("schema-metadata-long-value", role=role, symbol=symbol)
            self.assertIn("broken rules: SCH-7", text)
            self.assertIn("schema: metadata, the value of pair 0, of length 100000: byte 16 of 100000 cannot be read",
                          text)
            self.assertIn("(just past the end of a block of 32 bytes)", text)

    def test_the_field_and_the_buffer_are_named(self):
        self.assertRegex(self.report("schema-wild-name"),
                         r"schema > child 3: name cannot be read, at address 0x[0-9a-f]+")
        self.assertIn("child 3: name has no NUL: byte 3 cannot be read, at address 0x", run(
            "--schema-producer", f"{MUTANTS}:MutantSchema:schema-endless-name", "--only", "*-contents").stdout)
        self.assertRegex(self.report("array-wild-values"),
                         r"batch 1 > child 4 \(long\): buffer 1 \(values\): byte 0 of 40 cannot be read, at address 0x")
        self.assertIn("buffer 3 (lengths of the variadic buffers): byte 0 of 8", self.report("array-wild-lengths"))
        self.assertIn("byte 39 of 40 cannot be read, at address", self.report("array-one-byte-short"))

    def test_a_changed_batch_that_was_freed(self):
        text = run_mutant("batch-frees-last", "--only", "stream-batches-held").stdout
        self.assertRegex(text, r"reading byte 0 of the \d+ bytes of buffer 1 of child 4")
        self.assertIn("bytes that was freed), reading", text)

    def test_crashes_have_address_and_stack(self):
        text = self.report("stream-next-past-end")
        self.assertRegex(text, r"signal 11 \(Segmentation fault\) at address 0x[0-9a-f]+ "
                               r"\(3 bytes past the end of a block of 32 bytes\)\n"
                               r" +while:    get_next\n"
                               r" +stack:    #0 MutantNextPastEnd\+0x[0-9a-f]+ \([a-z_]+.so\+0x[0-9a-f]+\)\n")
        self.assertIn("(byte 8 of a block of 40 bytes that was freed)", self.report("stream-next-uses-freed"))
        self.assertIn("stack:    #", self.report("stream-next-crashes"))
        self.assertRegex(run_mutant("array-frees-twice", "--only", "stream-contents").stdout,
                         r"signal 6 \(Aborted\): free is called for memory that is not allocated, 0x[0-9a-f]+ "
                         r"\(byte 0 of a block of \d+ bytes that was freed\)")

    def test_stack_overflow(self):
        text = self.report("stream-next-overflows")
        self.assertIn("signal 11 (Segmentation fault): the stack overflows, at address 0x", text)
        self.assertIn("#1 MutantNextOverflows+0x", text)

    def test_other_reports_have_the_stack(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "report.xml")
            tap = self.report("stream-next-past-end", "--tap", "-", "--junit", path)
            self.assertIn("#   stack:    #0 MutantNextPastEnd+0x", tap)
            failure = ElementTree.parse(path).getroot().find("testcase/failure").text
            self.assertIn("while: get_next\nstack: #0 MutantNextPastEnd+0x", failure)

    def test_in_process_the_fault_is_left_to_the_debugger(self):
        for mutant in ("stream-next-past-end", "schema-wild-name"):
            self.assertEqual(run_mutant(mutant, "--only", "stream-contents", "--in-process").returncode, -11)


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


class Reports(WithFolder):
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
