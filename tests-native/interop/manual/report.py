"""Counts of comparisons, and the differences found."""

import collections


class Report:
    def __init__(self, title):
        self._title = title
        self._done = 0
        self._different = 0
        self._left_out = collections.Counter()

    def add(self, name, difference):
        """One comparison; `difference` is None or a sentence."""
        self._done += 1
        if difference is not None:
            self._different += 1
            print(f"DIFFERENT {name}: {difference}")

    def leave_out(self, name, reason):
        self._left_out[reason] += 1

    def end(self, at_least):
        """Prints the sums; the exit code of the program."""
        print(f"{self._title}: {self._done} compared, {self._different} different")
        for reason, count in self._left_out.items():
            print(f"left out, {count} times: {reason}")
        if self._done < at_least:
            print(f"at least {at_least} comparisons were expected")
        return 1 if self._different or self._done < at_least else 0
