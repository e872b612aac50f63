"""A differential test: random cases, judged by exact arithmetic in Python that shares no code with the library.

`python3 -m differential --help` in the folder of the tests lists the options.

Values are Python values that name no layout: counts of units for times, unscaled integers for decimals, tuples for
structs, lists of pairs for maps, and the values themselves for dictionaries and runs.
"""
