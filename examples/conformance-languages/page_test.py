"""Compares docs/conformance-languages.md with the sources here, which ctest builds and runs.

Run as: page_test.py PAGE
"""

import os
import re
import sys
import unittest

PAGE = sys.argv[1]
FOLDER = os.path.dirname(os.path.abspath(__file__))
ADAPTERS = ("rust/adapter.rs", "go/adapter.go", "csharp/Adapter.cs", "cpp/adapter.cc", "java/adapter.c",
            "java/Adapter.java")
MOST_LINES = 20


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Page(unittest.TestCase):
    def setUp(self):
        self.blocks = re.findall(r"^```[a-z+]*\n(.*?)^```$", read(PAGE), re.MULTILINE | re.DOTALL)

    def test_adapters_are_shown(self):
        for adapter in ADAPTERS:
            self.assertEqual(self.blocks.count(read(os.path.join(FOLDER, adapter))), 1, adapter)

    def test_adapters_are_short(self):
        for adapter in ADAPTERS:
            self.assertLessEqual(len(read(os.path.join(FOLDER, adapter)).splitlines()), MOST_LINES, adapter)

    def test_sources_are_linked(self):
        links = set(re.findall(r"\]\(\.\./examples/conformance-languages/([^)]+)\)", read(PAGE)))
        for link in links:
            self.assertTrue(os.path.exists(os.path.join(FOLDER, link)), link)
        sources = {os.path.join(folder, name) for folder in ("rust", "go", "csharp", "java")
                   for name in os.listdir(os.path.join(FOLDER, folder))
                   if name.lower().startswith(("stream.", "numbers."))}
        self.assertLessEqual(sources, links)

    def test_functions_are_run(self):
        """Each function of the commands in the page is one of an adapter."""
        adapters = "".join(read(os.path.join(FOLDER, adapter)) for adapter in ADAPTERS)
        functions = set(re.findall(r"adapter\.so:(\w+)", "".join(self.blocks)))
        self.assertEqual({re.sub("(Stream|Consume)$", "", name) for name in functions},
                         {"Rust", "Go", "Csharp", "Cpp", "Java"})
        for name in functions:
            self.assertIn(name, adapters)


unittest.main(argv=sys.argv[:1], verbosity=2)
