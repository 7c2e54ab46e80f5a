"""What a package runs on."""

from dataclasses import dataclass

# Of Amazon Linux 2023, and of Amazon Linux 2 before Python 3.12 (AWS Lambda runtimes).
_GLIBC_MINOR = 34
_GLIBC_MINOR_OF_AMAZON_LINUX_2 = 26
_FIRST_ON_AMAZON_LINUX_2023 = (3, 12)
_MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """A runtime of Lambda, such as `python3.13`, on `arm64` or `x86_64`."""

    runtime: str
    architecture: str

    @property
    def label(self) -> str:
        return f"{self.runtime}-{self.architecture}"

    @property
    def is_python(self) -> bool:
        return self.runtime.startswith("python")

    @property
    def version(self) -> tuple[int, int]:
        """The Python, as in `(3, 13)`."""
        major, minor = self.runtime.removeprefix("python").split(".")
        return int(major), int(minor)

    @property
    def python(self) -> str:
        return ".".join(str(part) for part in self.version)

    @property
    def machine(self) -> str:
        """The architecture, as Linux calls it."""
        return _MACHINES[self.architecture]

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms that wheels may be made for, best first."""
        newest = _GLIBC_MINOR if self.version >= _FIRST_ON_AMAZON_LINUX_2023 else _GLIBC_MINOR_OF_AMAZON_LINUX_2
        modern = [f"manylinux_2_{minor}_{self.machine}" for minor in range(newest, 16, -1)]
        return (*modern, f"manylinux2014_{self.machine}")
