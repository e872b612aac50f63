"""Tests of the options of the program arrowbridge-conformance that say what is expected of a consumer.

Run as: program_consumers_test.py PROGRAM CONSUMER_MUTANTS
"""

import re
import sys
import unittest

from kit_program import run

CONSUMERS = sys.argv[2]
SYMBOLS = {"consumer": "MutantConsume", "pass-through": "MutantPass", "device-consumer": "MutantConsumeDevice"}


def run_consumer(mutant, *arguments, role="consumer"):
    return run(f"--{role}", f"{CONSUMERS}:{SYMBOLS[role]}:{mutant}", *arguments)


def only(*names):
    return [word for name in names for word in ("--only", name)]


class ConsumerOptions(unittest.TestCase):
    ORDINARY = only("consumer-ordinary")

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
        text = "only for --consumer, --pass-through and --device-consumer: "
        for role in ("--producer", "--array-producer", "--schema-producer", "--device-producer",
                     "--async-producer"):
            self.assert_refused(f"{text}--always-consumes", role, "a:b", "--always-consumes")
            self.assert_refused(f"{text}--may-stop-early", "--may-stop-early", role, "a:b")
            self.assert_refused(text.replace("for ", "for --async-consumer, ") + "--without",
                                role, "a:b", "--without", "map")
        self.assert_refused(f"{text}--always-consumes", "--async-consumer", "a:b", "--always-consumes")

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
        names = only("consumer-odd-names", "consumer-offsets")
        result = run_consumer("ok/schema", "--may-stop-early", *names)
        self.assertEqual(result.returncode, 0)
        self.assertIn("ok       consumer-odd-names", result.stdout)
        self.assertIn("why: the consumer never called get_next", result.stdout)

    def test_without_types(self):
        names = only("consumer-ordinary", "consumer-deep", "consumer-lists", "consumer-dictionaries",
                     "consumer-unknown-extensions")
        self.assertIn("5 scenarios: 0 ok", run_consumer("ok/flat", *names).stdout)
        result = run_consumer("ok/flat", *names, "--without", "nested,extension", "--without", "dictionary")
        self.assertEqual(result.returncode, 0)
        self.assertIn("5 scenarios: 1 ok, 0 broken, 0 expected failures, 4 skipped", result.stdout)
        self.assertIn("why: it is about types that --without leaves out: nested\n", result.stdout)
        self.assertIn("why: it is about types that --without leaves out: nested,dictionary\n", result.stdout)
        self.assertIn("why: it is about extension types, which --without leaves out\n", result.stdout)

    def test_without_all_types_of_the_ordinary_data(self):
        types = "int32,utf8,float64,boolean,list,struct,dictionary"
        for role in SYMBOLS:
            result = run_consumer("ok", "--without", types, *only("*-ordinary", "*-offsets", "*-cpu"), role=role)
            self.assertEqual(result.returncode, 0, result.stdout)
            self.assertRegex(result.stdout, r"[1-9] ok, 0 broken")

    def test_other_types_take_the_place_of_fillers(self):
        names = only("consumer-run-end-offsets", "consumer-sorted-maps", "consumer-list-arrays",
                     "consumer-plain-arrays")
        result = run_consumer("ok", *names, "--without", "utf8,int32,boolean")
        self.assertIn("4 scenarios: 4 ok", result.stdout)
        views = run_consumer("ok", "--only", "consumer-views", "--without", "view")
        self.assertIn("why: it is about types that --without leaves out: view\n", views.stdout)

    def test_a_count_in_a_moved_struct_is_noted(self):
        result = run_consumer("ok/counts", "--only", "consumer-unknown-counts")
        self.assertEqual(result.returncode, 0)
        self.assertIn("note: null_count of batch 0, field 'a' was -1 and is 0 at release", result.stdout)

    def test_the_printed_command_has_the_options(self):
        options = ("--may-stop-early", "--without", "dictionary,nested", "--only", "*counts")
        text = run_consumer("ARR-4/flat", *options).stdout
        self.assertIn("--only consumer-unknown-counts --seed 1 --may-stop-early --without nested,dictionary\n", text)

    def test_types_that_are_refused_are_found(self):
        text = run_consumer("ok/flat", "--only", "consumer-thread", "--only", "consumer-o*").stdout
        note = re.search(r"note: the ordinary data .* with --without (\S+)\n", text)
        self.assertIsNotNone(note, text)
        self.assertEqual(note[1], "list,large-list,fixed-size-list,list-view,map,struct,dense-union,sparse-union,"
                                  "run-end-encoded,dictionary")
        self.assertEqual(text.count("note:"), 1)
        self.assertIn("skipped", text)
        result = run_consumer("ok/flat", "--only", "consumer-offsets", "--without", note[1])
        self.assertIn("1 scenarios: 1 ok", result.stdout)

    def test_a_consumer_that_refuses_everything(self):
        text = run_consumer("ok/refuses", *self.ORDINARY).stdout
        self.assertIn("note: columns of every type are refused: it is not a matter of types\n", text)


unittest.main(argv=sys.argv[:1], verbosity=2)
