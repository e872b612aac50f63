"""Reads what the platform tag of a wheel needs from ELF files: the architecture, and the version of glibc.

The numbers are those of the System V ABI and of the GNU extension for symbol versions.
"""

import re
import struct

MACHINES = {62: "x86_64", 183: "aarch64"}
# The oldest version of glibc that pip knows for each architecture: it refuses wheels for older ones.
OLDEST = {"x86_64": (2, 5), "aarch64": (2, 17)}
NEEDED_VERSIONS = 0x6FFFFFFE  # SHT_GNU_verneed
# Names of glibc that are no version, and the version that introduced them.
NAMED = {"GLIBC_ABI_DT_RELR": (2, 36)}


class NotSupported(Exception):
    """A file from which no tag follows."""


def is_elf(content):
    return content[:4] == b"\x7fELF"


def machine(content):
    """Return the architecture as platform tags name it."""
    if content[4:6] != b"\x02\x01":
        raise NotSupported("only 64-bit little-endian ELF files are supported")
    number = int.from_bytes(content[18:20], "little")
    if number not in MACHINES:
        raise NotSupported(f"no wheel is for ELF machine {number}")
    return MACHINES[number]


def _sections(content):
    """Yield type, offset, size and link of each section."""
    (start,) = struct.unpack_from("<Q", content, 0x28)
    size, count = struct.unpack_from("<HH", content, 0x3A)
    for i in range(count if start else 0):
        fields = struct.unpack_from("<IIQQQQII", content, start + i * size)
        yield fields[1], fields[4], fields[5], fields[6]


def _text(content, at):
    return content[at : content.index(b"\0", at)].decode("ascii")


def needed_versions(content):
    """Return the names of all symbol versions that the file needs from other libraries."""
    sections = list(_sections(content))
    found = []
    for kind, position, _, link in sections:
        if kind != NEEDED_VERSIONS:
            continue
        names = sections[link][1]
        more = 1
        while more:
            _, count, _, first, more = struct.unpack_from("<HHIII", content, position)
            at = position + first
            for _ in range(count):
                _, _, _, name, step = struct.unpack_from("<IHHII", content, at)
                found.append(_text(content, names + name))
                at += step
            position += more
    return found


def glibc_version(content):
    """Return the version of glibc that the file needs; None if it needs none."""
    versions = []
    for name in needed_versions(content):
        found = re.fullmatch(r"GLIBC_(\d+)\.(\d+)(\.\d+)?", name)
        if found is not None:
            versions.append((int(found.group(1)), int(found.group(2))))
        elif name in NAMED:
            versions.append(NAMED[name])
    return max(versions, default=None)


def platform_tag(contents):
    """Return the platform tag of a wheel with these files."""
    machines = {machine(content) for content in contents}
    if len(machines) > 1:
        raise NotSupported(f"the files of the wheel are of different architectures: {', '.join(sorted(machines))}")
    versions = [version for version in map(glibc_version, contents) if version is not None]
    (name,) = machines
    return "manylinux_{}_{}_{}".format(*max(*versions, OLDEST[name]), name) if versions else f"linux_{name}"
