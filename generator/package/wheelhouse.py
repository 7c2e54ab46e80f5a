"""Wheels on the disk, by hash: downloaded once by pip, checked each time they are used.

dist/.wheels/<sha256>/<wheel>          shared by all targets that it suits
dist/.wheels/chosen/<target>/<pin>     which wheel pip chose: "<sha256>/<wheel>"
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

from generator.package import wheel
from generator.package.lock import Lock, Pin
from generator.package.target import Target
from generator.package.wheel import NotAWheel, Wheel


class WheelError(Exception):
    """Wheels cannot be had; the message is for a person."""


@dataclass(frozen=True, slots=True)
class Wheelhouse:
    """The wheels of one target. beside: the lock's folder, which its relative paths start from. tell: hears of downloads, which take a while."""

    folder: Path
    target: Target
    beside: Path
    tell: Callable[[str], None]
    _known: dict[str, Wheel] = field(default_factory=dict)

    def fetch(self, lock: Lock, names: Iterable[str]) -> Mapping[str, Wheel]:
        """Return the wheels of these locked distributions, downloading what is not here.

        Raises WheelError where one cannot be had, OSError where the disk refuses.
        """
        wanted = sorted(set(names))
        pins = [lock.pins[name] for name in wanted if name not in self._known]
        missing = [pin for pin in pins if not self._found(pin)]
        if missing:
            self._download(missing, lock.sources)
        return {name: self._known[name] for name in wanted}

    def _found(self, pin: Pin) -> bool:
        chosen = self._chosen(pin)
        if chosen:
            self._known[pin.name] = chosen
        return chosen is not None

    def _chosen(self, pin: Pin) -> Wheel | None:
        """Return the wheel that pip chose for a pin, if it is still here and whole."""
        note = self._note(pin)
        if not note.is_file():
            return None
        digest, _, name = note.read_text(encoding="utf-8").partition("/")
        path = self.folder / digest / Path(name).name
        if digest not in pin.hashes or not path.is_file() or _sha256(path) != digest:
            return None
        return wheel.read(path, pin.name, pin.version, digest)

    def _note(self, pin: Pin) -> Path:
        return self.folder / "chosen" / self.target.label / f"{pin.name}-{pin.digest[:16]}"

    def _download(self, pins: list[Pin], sources: tuple[str, ...]) -> None:
        self.tell(f"Downloading {len(pins)} wheel{'' if len(pins) == 1 else 's'} for {self._for_whom}.")
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="new-") as place:
            self._run_pip(Path(place), pins, sources)
            downloaded = {_sha256(path): path for path in sorted(Path(place).glob("*.whl"))}
            for pin in pins:
                self._keep(pin, downloaded)

    def _keep(self, pin: Pin, downloaded: Mapping[str, Path]) -> None:
        digest = next((one for one in pin.hashes if one in downloaded), None)
        if digest is None:
            raise WheelError(f"pip brought no wheel of {pin.name} {pin.version} for {self._for_whom}")
        path = downloaded[digest]
        kept = self.folder / digest / path.name
        kept.parent.mkdir(exist_ok=True)
        path.replace(kept)
        try:
            self._known[pin.name] = wheel.read(kept, pin.name, pin.version, digest)
        except NotAWheel:
            raise WheelError(f"{path.name} is not a wheel") from None
        note = self._note(pin)
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(f"{digest}/{path.name}", encoding="utf-8")

    def _run_pip(self, place: Path, pins: list[Pin], sources: tuple[str, ...]) -> None:
        wanted = place / "requirements.txt"
        lines = [*sources, *(_requirement(pin) for pin in pins)]
        wanted.write_text("\n".join(lines) + "\n", encoding="utf-8")
        platforms = [word for platform in self.target.platforms for word in ("--platform", platform)]
        options = ["--python-version", self.target.python, "--implementation", "cp", "--only-binary", ":all:"]
        checks = ["--require-hashes", "--no-deps", "--no-input", "--disable-pip-version-check", "--quiet"]
        command = [sys.executable, "-m", "pip", "download", *platforms, *options, *checks]
        answer = subprocess.run(  # noqa: S603 - no shell, and every word is ours
            [*command, "--requirement", str(wanted.resolve()), "--dest", str(place.resolve())],
            cwd=self.beside,
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode != 0:
            names = ", ".join(f"{pin.name} {pin.version}" for pin in pins)
            raise WheelError(f"pip cannot download wheels for {self._for_whom} ({names}): {_why(answer.stderr)}")

    @property
    def _for_whom(self) -> str:
        return f"Python {self.target.python} on {self.target.architecture}"


def _requirement(pin: Pin) -> str:
    return " ".join([f"{pin.name}=={pin.version}", *(f"--hash=sha256:{one}" for one in pin.hashes)])


def _why(stderr: str) -> str:
    """Return what pip says is wrong, the end of it where it does not say."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    if any("No module named pip" in line for line in lines):
        return 'pip is not installed beside this program; "python -m ensurepip" installs it'
    return "; ".join(errors or lines[-1:] or ["it does not say why"])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
