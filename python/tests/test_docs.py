"""Every public name has a docstring, every public function has an example, and all examples give what they say."""

import doctest
import importlib
import inspect
import pkgutil
import unittest

import arrowbridge as ab
from support import Case

NEEDS = {name: doctest.register_optionflag(f"NEEDS_{name.upper()}") for name in ("numpy", "pandas")}


def has(module):
    try:
        importlib.import_module(module)
    except ImportError:
        return False
    return True


def members(cls):
    """Yield the public attributes that the package defines, with those of base classes: name, object, docstring."""
    for name in dir(cls):
        owner = next(base for base in cls.__mro__ if name in vars(base) or base is object)
        if not name.startswith("_") and owner.__module__.startswith("arrowbridge"):
            value = vars(owner)[name]
            yield name, value, getattr(getattr(value, "__func__", value), "__doc__", None)


def public():
    """Yield the path, the object and the docstring of everything public."""
    for name in ab.__all__:
        value = getattr(ab, name)
        yield name, value, value.__doc__
        if inspect.isclass(value):
            for attribute, of, text in members(value):
                yield f"{name}.{attribute}", of, text


def is_function(value):
    return inspect.isroutine(getattr(value, "__func__", value)) and not inspect.isgetsetdescriptor(value)


def sources():
    """Yield the name and the docstring of everything in the package, of the extension module too."""
    modules = {module.name for module in pkgutil.iter_modules(ab.__path__)}
    left_out = {"cffi"}  # needs cffi
    if "_conformance" not in modules:
        left_out |= {"conformance", "testing", "_implementations"}
    for name in sorted(modules - left_out):
        found = importlib.import_module(f"arrowbridge.{name}")
        for key, value in vars(found).items():
            if getattr(value, "__module__", None) != found.__name__ or inspect.ismodule(value):
                continue
            yield f"{name}.{key}", value.__doc__
            for attribute, of in vars(value).items() if inspect.isclass(value) else ():
                yield f"{name}.{key}.{attribute}", getattr(getattr(of, "__func__", of), "__doc__", None)


class Docstrings(unittest.TestCase):
    def test_every_public_name_has_one(self):
        missing = [path for path, _, text in public() if not (text or "").strip()]
        self.assertEqual(missing, [])

    def test_every_public_function_has_an_example(self):
        missing = [path for path, value, text in public() if is_function(value) and ">>> " not in (text or "")]
        self.assertEqual(missing, [])
        self.assertGreater(len(list(public())), 150)

    def test_every_parameter_is_described(self):
        missing = []
        for path, value, text in public():
            if not is_function(value) or "see `" in text.split("\n")[0]:
                continue
            names = [name for name in inspect.signature(getattr(value, "__func__", value)).parameters]
            for name in names:
                if name not in ("self", "cls", "type") and name not in text.split("Examples")[0].split("\n", 1)[-1]:
                    missing.append(f"{path}({name})")
        self.assertEqual(missing, [])


class Examples(Case):
    def test_all(self):
        # Modules are imported and objects are made for good when they are first needed.
        parser, count = doctest.DocTestParser(), 0
        runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.FAIL_FAST)
        printed = []
        for path, text in sources():
            test = parser.get_doctest(text or "", {"ab": ab}, path, None, 0)
            test.examples = [
                example
                for example in test.examples
                if all(has(name) for name, flag in NEEDS.items() if example.options.get(flag))
            ]
            count += len(test.examples)
            runner.run(test, out=printed.append)
        self.assertEqual("".join(printed), "")
        self.assertGreater(count, 150)


if __name__ == "__main__":
    unittest.main()
