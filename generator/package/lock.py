"""Reads the lock of the handlers' dependencies: pip's format, one version and its hashes each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from generator.package.target import Target

LOCK = "requirements.txt"

_HASH = re.compile(r"\s--hash[= ]sha256:([0-9a-f]{64})\b")
_COMMENT = re.compile(r"(^|\s)#.*$")
# Where wheels come from, which pip is told as it stands.
_SOURCES = ("--index-url", "--extra-index-url", "--find-links", "--trusted-host", "--no-index", "-i ", "-f ")


@dataclass(frozen=True, slots=True)
class Pin:
    """One locked distribution. name: normalised. hashes: SHA-256 of each file that it may come in, sorted."""

    name: str
    version: str
    extras: frozenset[str]
    hashes: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Names the pin, hashes and all."""
        return sha256("\n".join((self.name, self.version, *self.hashes)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Lock:
    """What is locked for one target. sources: options of pip that say where to look."""

    pins: Mapping[str, Pin]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that cannot be used, and why."""

    line: int
    message: str


def read(text: str, target: Target) -> Lock | Unreadable:
    """Return what the lock says for this target."""
    pins: dict[str, Pin] = {}
    sources: list[str] = []
    for number, line in _lines(text):
        if line.startswith(_SOURCES):
            sources.append(line)
            continue
        pin = _pin(line, target)
        if isinstance(pin, str):
            return Unreadable(number, pin)
        if pin is None:
            continue
        if pin.name in pins:
            return Unreadable(number, f'"{pin.name}" is locked twice')
        pins[pin.name] = pin
    return Lock(pins, tuple(sources))


def extra_names(text: str) -> list[Requirement] | Unreadable:
    """Return what a package asks for beside its imports: names with extras; versions are the lock's."""
    found: list[Requirement] = []
    for number, line in _lines(text):
        requirement = _requirement(line)
        if isinstance(requirement, str):
            return Unreadable(number, requirement)
        if requirement.specifier or requirement.url or requirement.marker:
            return Unreadable(number, f'"{line}" is more than a name; versions stand in the lock')
        found.append(requirement)
    return found


def environment(target: Target) -> dict[str, str]:
    """Return what markers such as `python_version < "3.12"` are held against, all of it, so that this machine never counts."""
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{target.python}.0",
        "os_name": "posix",
        "platform_machine": target.machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Linux",
        "platform_version": "",
        "python_full_version": f"{target.python}.0",
        "python_version": target.python,
        "sys_platform": "linux",
        "extra": "",
    }


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something, continued ones as one, with the number of their first."""
    start, parts = 0, list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        start = start if parts else number
        said = _COMMENT.sub("", line).strip()
        parts.append(said.removesuffix("\\").strip())
        if said.endswith("\\"):
            continue
        if whole := " ".join(filter(None, parts)):
            yield start, whole
        parts = []
    if whole := " ".join(filter(None, parts)):
        yield start, whole


def _pin(line: str, target: Target) -> Pin | str | None:
    """Return what a line locks, None where it is not for this target, or what is wrong with it."""
    if line.startswith("-"):
        return f'"{line}" cannot be used here; the lock holds names with versions and hashes'
    requirement = _requirement(_HASH.sub("", line))
    if isinstance(requirement, str):
        return requirement
    if requirement.marker and not requirement.marker.evaluate(environment(target)):
        return None
    versions = [one.version for one in requirement.specifier if one.operator == "==" and "*" not in one.version]
    if len(versions) != 1 or len(requirement.specifier) != 1:
        return f'"{requirement}" is not locked; write one version, "{requirement.name}==1.2.3"'
    hashes = tuple(sorted(set(_HASH.findall(line))))
    if not hashes:
        return f'"{requirement.name}" has no hash; make the lock with "uv pip compile --generate-hashes"'
    return Pin(canonicalize_name(requirement.name), versions[0], frozenset(requirement.extras), hashes)


def _requirement(text: str) -> Requirement | str:
    try:
        return Requirement(text)
    except InvalidRequirement:
        return f'"{text}" names no distribution'
