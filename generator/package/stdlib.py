"""Which modules are part of a Python, whichever Python runs this."""

import sys

# What's New in Python 3.11 to 3.14; modules nobody imports by name (with an underscore) are left out.
_CAME = {
    (3, 11): {"tomllib"},
    (3, 14): {"annotationlib", "compression"},
}
_WENT = {
    (3, 11): {"binhex"},
    (3, 12): {"asynchat", "asyncore", "distutils", "imp", "smtpd"},
    (3, 13): {
        "aifc", "audioop", "cgi", "cgitb", "chunk", "crypt", "imghdr", "lib2to3", "mailcap", "msilib", "nis", "nntplib",
        "ossaudiodev", "pipes", "sndhdr", "spwd", "sunau", "telnetlib", "uu", "xdrlib",
    },
}  # fmt: skip


def modules(version: tuple[int, int]) -> frozenset[str]:
    """Return the top-level modules of this version's standard library."""
    changed = {name for change in (_CAME, _WENT) for names in change.values() for name in names}
    lasting = set(sys.stdlib_module_names) - changed
    came = {name for since, names in _CAME.items() if since <= version for name in names}
    stayed = {name for until, names in _WENT.items() if version < until for name in names}
    return frozenset(lasting | came | stayed | {"__future__"})
