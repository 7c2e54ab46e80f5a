"""What `terraform fmt` does to indentation, `=` and trailing comments, in one pass over the lines.

The rules are those of HCL's own formatter (hclwrite/format.go): a line's depth follows from the brackets before it, and
each run of lines that have an `=`, or a trailing comment, shares its column. Spaces inside an expression stay as they are.

Most lines stand in values whose layout is right already, but for the depth (see `hcl.literal`): those are set aside as
blocks, and are only indented here.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from unicodedata import category, normalize

Row = list[str]  # code up to `=`, from `=` on if it aligns, trailing comment


def _string_pattern(depth: int) -> str:
    """Return a pattern of a quoted string whose interpolations hold at most `depth` levels of strings or braces."""
    inside = rf"(?:[^\"{{}}\n]++{_nested(depth)})*+"
    return rf'"(?:[^"\\$%\n]++|\\.|\$\$\{{|%%\{{|[$%](?!\{{)|[$%]\{{{inside}\}})*+"'


def _nested(depth: int) -> str:
    if depth == 0:
        return ""
    return rf"|{_string_pattern(depth - 1)}|\{{(?:[^\"{{}}\n]++{_nested(depth - 1)})*+\}}"


# What follows an opening sign of the last group is not closed on its line, or is a form that no template prints.
_OPAQUE = re.compile(rf'{_string_pattern(2)}|#[^\n]*+|//[^\n]*+|(?P<refused>"|<<|/\*)')
_MARK = "\ufdd2"  # no character of a spec, nor of a template
_EQUAL = re.compile(r"(?<![=!<>])=(?![=>])")
_BLANKS = " \t\r"
_JOINER = "\u200d"
_EXTENDING = frozenset("\u200c\u200d\u0e33\u0eb3\uff9e\uff9f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_SPACING = re.compile("[\u102b\u102c\u1038\u1062-\u1064\u1067-\u106d\u1083\u1087-\u108c\u108f\u109a-\u109c]")
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))


def set_aside(value: str, blocks: list[str]) -> str:
    """Return the source of a map or list with the lines between its brackets moved to `blocks`, and a mark in their place."""
    first, _, rest = value.partition("\n")
    inner, _, last = rest.rpartition("\n")
    if not inner:
        return value
    blocks.append(inner)
    return f"{first}\n{_MARK}{len(blocks) - 1}\n{last}"


def format_source(source: str, blocks: Sequence[str] = ()) -> str:
    """Return Terraform source as `terraform fmt` leaves it, without blank lines at the edges of blocks.

    blocks: what was set aside of the source. Heredocs, block comments and strings over several lines raise ValueError.
    """
    rows = _rows(source, blocks)
    for cell in (1, 2):
        _align(rows, cell)
    return "".join(f"{row[0]}\n" for row in rows)


def columns(text: str) -> int:
    """Return how many columns a text takes as HCL counts them: one per user-perceived character."""
    if text.isascii():
        return len(text)
    count = 0
    before = ""
    for character in normalize("NFC", text):
        joined = _joins(before, character)
        count += not joined
        before = "" if joined and character in _FLAG_LETTERS else character
    return count


def _rows(source: str, blocks: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    open_brackets: list[int] = []  # of each line that opened some, how many are still open
    opened = True  # at the start of the file and after an opening bracket no blank line stays
    for number, line in enumerate(source.split("\n"), 1):
        if line.startswith(_MARK):
            rows.append([_indented(blocks[int(line[1:])], len(open_brackets) - 1), "", ""])
            opened = False
            continue
        try:
            lead, assign, comment, net = _cells(line.strip(_BLANKS))
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from error
        if not lead:
            if not opened:
                rows.append(["", "", ""])
            opened = True
            continue
        if lead[0] in "}])" and rows and not rows[-1][0]:
            rows.pop()
        if net < 0:
            _close(open_brackets, -net)
        rows.append(["  " * len(open_brackets) + lead, assign, comment])
        opened = net > 0
        if opened:
            open_brackets.append(net)
    if rows and not rows[-1][0]:
        rows.pop()
    return rows


def _indented(block: str, levels: int) -> str:
    """Return lines of a block that is `levels` deeper than it was laid out for."""
    margin = "  " * levels
    return margin + block.replace("\n", f"\n{margin}").replace(f"\n{margin}\n", "\n\n") if levels else block


def _mask(match: re.Match[str]) -> str:
    """Return a string or comment with each character replaced by one that says which of the two it is."""
    if match["refused"]:
        raise ValueError("heredocs, block comments and strings over several lines are not formatted")
    return ('"' if match[0][0] == '"' else "#") * len(match[0])


@lru_cache(maxsize=4096)  # generated code says the same thing often
def _cells(text: str) -> tuple[str, str, str, int]:
    """Return the cells of a line and how many more brackets it opens than it closes."""
    code = _OPAQUE.sub(_mask, text)
    comment_at = code.find("#")
    if comment_at == 0:
        return text, "", "", 0
    comment = ""
    if comment_at > 0:
        comment = text[comment_at:]
        text, code = text[:comment_at].rstrip(_BLANKS), code[:comment_at]
    net = _net(code)
    equal = _EQUAL.search(code, 1)
    if not equal:
        return text, "", comment, net
    lead, assign = text[: equal.start()].rstrip(_BLANKS), f"= {text[equal.end() :].lstrip(_BLANKS)}".rstrip(_BLANKS)
    if _net(code[equal.end() :]) == 0:
        return lead, assign, comment, net
    return f"{lead} {assign}", "", comment, net


def _net(code: str) -> int:
    count = code.count
    return count("{") + count("[") + count("(") - count("}") - count("]") - count(")")


def _close(depths: list[int], closed: int) -> None:
    while closed > 0 and depths:
        depths[-1], closed = depths[-1] - closed, closed - depths[-1]
        if depths[-1] <= 0:
            depths.pop()


def _align(rows: list[Row], cell: int) -> None:
    """Append a cell to the first one, at the same column in each run of rows that have it."""
    for has_cell, run in groupby(rows, key=lambda row: bool(row[cell])):
        if not has_cell:
            continue
        members = list(run)
        widths = [columns(row[0]) for row in members]
        column = max(widths) + 1
        for row, width in zip(members, widths, strict=True):
            row[0] += " " * (column - width) + row[cell]


def _joins(before: str, character: str) -> bool:
    """Tell whether a character belongs to the one before it: Unicode's grapheme rules for the scripts in use today."""
    if before in {"", '"'}:
        return False
    kind = category(character)
    if before == _JOINER and kind == "So":
        return True
    if character in _FLAG_LETTERS:
        return before in _FLAG_LETTERS
    return character in _EXTENDING or (kind in {"Mn", "Mc", "Me"} and not _SPACING.match(character))
