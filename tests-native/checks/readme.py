"""Follows the commands of README.md, in their order, on a copy of the source tree.

    readme.py SOURCE COPY demo [OPTION]...
                                    copies the tree and runs the first command
    readme.py SOURCE COPY rest      runs all other commands

It runs the blocks marked `sh` and the sessions, whose lines begin with `$ `. The output must be what README.md shows:
the table of `demo`, and the output of sessions. app.c is the C program of README.md, and PREFIX is a new folder.
Options after `demo`, such as -DNAME=VALUE, are set in the build folder after the first command.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

# Runs this test itself.
TEST_COMMAND = "cmake --workflow --preset test"
NOT_COPIED = shutil.ignore_patterns(".git", "obj", "bin", "node_modules", "__pycache__")


def fail(text):
    sys.exit(f"README.md: {text}")


def blocks(text):
    """The language and the text of each block."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(text):
    """The lines to run, each with the output that is shown for it, or None."""
    for language, body in blocks(text):
        if language == "sh":
            for line in body.splitlines():
                yield re.sub(r"\s+#.*$", "", line), None
        elif language == "" and body.startswith("$ "):
            for line, shown in re.findall(r"^\$ (.*\n)((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
                yield line.rstrip("\n"), shown


def one_block(text, language, marker):
    found = [body for kind, body in blocks(text) if kind == language and marker in body]
    if len(found) != 1:
        fail(f"{len(found)} blocks of {language or 'output'} have '{marker}', where one is expected")
    return found[0]


def check_presets(text):
    presets = (Path("CMakePresets.json")).read_text(encoding="utf-8")
    for name in re.findall(r"--preset (\w+)", text):
        if f'"name": "{name}"' not in presets:
            fail(f"there is no preset '{name}'")


class Shell:
    """Runs commands one after the other; what one sets, such as PATH, the next one sees."""

    def __init__(self, copy):
        self.state = copy.parent / "readme-shell-variables"
        self.state.write_text("", encoding="utf-8")

    def run(self, command):
        print(f"$ {command}", flush=True)
        script = f'. "{self.state}"\n{command}\nstatus=$?\nexport -p > "{self.state}"\nexit $status\n'
        done = subprocess.run(["sh", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
        print(done.stdout, flush=True)
        return done


def demo(source, copy, text, options):
    shutil.rmtree(copy, ignore_errors=True)

    def not_copied(folder, names):
        return NOT_COPIED(folder, names) | ({"build"} & set(names) if Path(folder) == source else set())

    shutil.copytree(source, copy, ignore=not_copied)
    os.chdir(copy)
    check_presets(text)
    first = next(commands(text))[0]
    done = Shell(copy).run(first)
    if done.returncode != 0:
        fail(f"'{first}' ended with {done.returncode}")
    if one_block(text, "", "├─ zone: utf8") not in done.stdout:
        fail(f"'{first}' prints another table than the one shown")
    if options and subprocess.run(["cmake", *options, "build/demo"]).returncode != 0:
        fail(f"build/demo cannot be configured with {options}")


def prepare(copy, text):
    """What the commands need: a Python to install into, a prefix, and app.c."""
    prefix = copy.parent / "prefix"
    shutil.rmtree(prefix, ignore_errors=True)
    venv = copy.parent / "venv"
    shutil.rmtree(venv, ignore_errors=True)
    has_venv = subprocess.run([sys.executable, "-m", "venv", venv], stdout=subprocess.DEVNULL).returncode == 0
    if has_venv:
        os.environ["PATH"] = f"{venv / 'bin'}:{os.environ['PATH']}"
    for name in ("COLUMNS", "PYTHONPATH", "ARROWBRIDGE_LIBRARY"):
        os.environ.pop(name, None)
    os.environ.update(
        PREFIX=str(prefix),
        PKG_CONFIG_PATH=f"{prefix}/lib/pkgconfig",
        PIP_NO_INDEX="1",
        PIP_DISABLE_PIP_VERSION_CHECK="1",
    )
    Path("app.c").write_text(one_block(text, "c", "int main("), encoding="utf-8")
    return prefix, has_venv


def why_skipped(command, has_venv):
    if command == TEST_COMMAND:
        return "it runs this test"
    if "pip install" in command and not has_venv:
        return "this Python makes no virtual environment"
    if "pkg-config" in command and shutil.which("pkg-config") is None:
        return "there is no pkg-config"
    return None


def require(*patterns):
    for pattern in patterns:
        if not list(Path().glob(pattern)):
            fail(f"its commands made no {pattern}")


def link_by_cmake(prefix, text):
    """The lines of CMake for a program that links the library."""
    folder = prefix.parent / "by-cmake"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    lines = one_block(text, "cmake", "target_link_libraries(app")
    start = "cmake_minimum_required(VERSION 3.25)\nproject(app LANGUAGES C)\nadd_executable(app app.c)\n"
    (folder / "CMakeLists.txt").write_text(start + lines, encoding="utf-8")
    shutil.copy("app.c", folder)
    configured = subprocess.run(["cmake", "-S", folder, "-B", folder / "build", f"-DCMAKE_PREFIX_PATH={prefix}"])
    if configured.returncode != 0 or subprocess.run(["cmake", "--build", folder / "build"]).returncode != 0:
        fail("its lines of CMake do not link app.c")
    check_program(folder / "build/app")


def check_program(program):
    done = subprocess.run([program, "examples/data/timezones.arrow"], stdout=subprocess.PIPE, encoding="utf-8")
    if done.returncode != 0 or not done.stdout.startswith("a batch of 64 rows\n"):
        fail(f"app.c prints\n{done.stdout}")


def rest(copy, text):
    os.chdir(copy)
    prefix, has_venv = prepare(copy, text)
    shell = Shell(copy)
    for command, shown in list(commands(text))[1:]:
        reason = why_skipped(command, has_venv)
        if reason:
            print(f"$ {command}\nskipped: {reason}\n", flush=True)
            continue
        done = shell.run(command)
        if shown is not None and done.stdout != shown:
            fail(f"'{command}' prints something else than\n{shown}")
        if shown is None and done.returncode != 0:
            fail(f"'{command}' ended with {done.returncode}")
    require("build/demo/nuget/ArrowBridge.*.nupkg", "build/wheel/arrowbridge-*.whl")
    require("build/packages/arrowbridge-*.tar.gz", "build/packages/libarrowbridge*.deb")
    if Path("a.out").exists():
        os.environ["LD_LIBRARY_PATH"] = f"{prefix}/lib"
        check_program("./a.out")
        del os.environ["LD_LIBRARY_PATH"]
    link_by_cmake(prefix, text)
    if has_venv and subprocess.run(["python3", "-c", "import arrowbridge"], cwd=prefix).returncode != 0:
        fail("the wheel that its command installs cannot be imported")


def main():
    source, copy, part = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    text = (source / "README.md").read_text(encoding="utf-8")
    if part == "demo":
        demo(source, copy, text, sys.argv[4:])
    else:
        rest(copy, text)


if __name__ == "__main__":
    main()
