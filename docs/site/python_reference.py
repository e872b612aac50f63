"""Writes the reference of the Python package as pages for Doxygen: python_reference.py FOLDER. For the target `site`.

The package must be importable. Docstrings are in the style of NumPy; what is public is in `__all__`, without an underscore.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import arrowbridge
import arrowbridge.testing


def parts(docstring: str) -> Iterator[tuple[str, str]]:
    """Yield the sections of a docstring: names, the first of which is empty, and texts."""
    pieces = re.split(r"^(\w[\w ]*)\n-{3,}\n", docstring, flags=re.M)
    yield "", pieces[0]
    yield from zip(pieces[1::2], pieces[2::2])


def items(text: str) -> str:
    """Turn a list of names, each with its type and an indented text, into a list of Markdown."""
    lines = []
    for line in text.strip().splitlines():
        if line and not line.startswith(" "):
            name, _, kind = line.partition(" : ")
            lines.append(f"- **{name}**" + (f" : {kind}" if kind else ""))
        else:
            lines.append(f"  {line.strip()}" if line else "")
        if len(lines) > 1 and lines[-2].startswith("- ") and lines[-1].startswith("  "):
            lines[-2] += "<br>"
    return "\n".join(lines)


def examples(text: str) -> str:
    """Put the statements, with what they print, into blocks of code."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(f"```python\n{block}\n```" if block.startswith(">>>") else block for block in blocks)


def document(what: Any) -> str:
    texts = []
    for name, text in parts(inspect.getdoc(what) or ""):
        if name in ("", "Examples"):
            texts.append(examples(text))
        else:
            is_list = name in ("Parameters", "Returns", "Yields", "Raises", "Attributes")
            texts.append(f"**{name}**\n\n{items(text) if is_list else text.strip()}")
    return "\n\n".join(texts)


def signature(what: Any) -> str:
    try:
        text = str(inspect.signature(what))
    except (TypeError, ValueError):  # has none
        return ""
    text = re.sub(r"""(: |-> )(["']?)'([^'"]*)'\2""", r"\1\3", text)  # annotations are texts
    return re.sub(r"\((?:self|cls)?(?:: \w+)?(?:, )?(?:/(?:, )?)?", "(", text, count=1)


def members(cls: type) -> Iterator[tuple[str, Any]]:
    """Yield the public members of a class, those of bases in private modules too."""
    seen = set()
    for base in cls.__mro__:
        if not base.__module__.startswith("arrowbridge"):
            continue
        for name, value in vars(base).items():
            is_public = not name.startswith("_") or name.startswith("__arrow_c_")
            if is_public and name not in seen and (inspect.getdoc(value) or "").strip():
                seen.add(name)
                yield name, value


def describe(name: str, what: Any, level: int) -> str:
    code = name + (signature(what) if callable(what) else "")
    return f"{'#' * level} {name}\n\n```python\n{code}\n```\n\n{document(what)}\n"


def describe_class(name: str, cls: type) -> str:
    text = [describe(name, cls, 2)]
    for member, value in sorted(members(cls)):
        if isinstance(value, (staticmethod, classmethod)):
            value = value.__func__
        text.append(describe(f"{name}.{member}", value, 3))
    return "\n".join(text)


def page(identifier: str, title: str, names: list[str], module: ModuleType, text: str = "") -> str:
    lines = [f"# {title} {{#{identifier}}}\n", text]
    for name in sorted(names, key=str.lower):
        what = getattr(module, name)
        lines.append(describe_class(name, what) if inspect.isclass(what) else describe(name, what, 2))
    return "\n".join(lines)


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    public = [name for name in arrowbridge.__all__ if not inspect.ismodule(getattr(arrowbridge, name))]
    classes = [name for name in public if inspect.isclass(getattr(arrowbridge, name))]
    functions = [name for name in public if name not in classes]
    pages = {
        "python_classes": ("Python: classes", classes, arrowbridge),
        "python_functions": ("Python: functions", functions, arrowbridge),
        "python_testing": ("Python: arrowbridge.testing", arrowbridge.testing.__all__, arrowbridge.testing),
    }
    for identifier, (title, names, module) in pages.items():
        intro = document(module) if module is not arrowbridge else ""
        (folder / f"{identifier}.md").write_text(page(identifier, title, list(names), module, intro))


if __name__ == "__main__":
    main()
