"""Reads options that are plainly written, without an import: argparse takes as long to import as a small system to check."""

Options = tuple[dict[str, str], set[str]]

_SHORT = {"-q": "--quiet"}


def read(words: list[str], valued: frozenset[str], flags: frozenset[str]) -> Options | None:
    """Return the values of options by name, and the flags that stand in the words; None where these are not plain options and nothing else.

    valued: the options that take a value, which is never empty and begins with no dash.
    """
    values: dict[str, str] = {}
    found: set[str] = set()
    left = iter(words)
    for word in left:
        name, has_value, value = _SHORT.get(word, word).partition("=")
        if name in valued:
            value = value if has_value else next(left, "")
            if not value or value.startswith("-"):
                return None
            values[name] = value
        elif name in flags and not has_value:
            found.add(name)
        else:
            return None
    return values, found
