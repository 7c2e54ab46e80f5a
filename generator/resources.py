"""Where the files that ship with the program are."""

from pathlib import Path

_HERE = Path(__file__).parent

# What lies elsewhere in the checkout than at its top.
_WITHIN = {"rules": "tests/rules", "audit_rules": "tests/audit/rules", "change_rules": "tests/changes"}


def resource_folder(name: str) -> Path:
    """Return the folder `name` ("schema", "templates", "rules", ...) of the checkout, or its copy inside an installed wheel."""
    shipped = _HERE / f"_{name}"
    return shipped if shipped.is_dir() else _HERE.parent / _WITHIN.get(name, name)
