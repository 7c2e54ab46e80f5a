"""Which card it may be, from the lines of text on it.

A card has its name at the top in large letters, and at the bottom its number within the set, `4/102`, and on cards since
2023 the set's code. Older cards show their set as a picture: there, the set's printed size tells it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from handlers.rekognition_extract.sets import BY_CODE, BY_SIZE
from handlers.shared.features import Candidate, Candidates, TextBlock

_MOST = 5
_SHORTEST_NAME, _LONGEST_NAME = 3, 40
_TOP = 0.35  # share of the printed height in which a name stands

_NUMBER = re.compile(r"(?<![\w/])([A-Z]{0,3}[0-9]{1,3})\s?/\s?([A-Z]{0,3}[0-9]{2,3})(?![\w/])")
_PROMO = re.compile(r"(?<!\w)((?:SM|XY|BW|SWSH|SVP)\s?[0-9]{2,3})(?!\w)")
_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![a-z])")
_NOT_A_NAME = re.compile(
    r"^(basic|stage|evolves|put|trainer|supporter|item|stadium|energy|pok[eé]mon|hp|length|weakness|illus|no\.?)\b",
    re.IGNORECASE,
)
_BESIDE_A_NAME = re.compile(r"^(basic|stage\s?[12])\s+|\s*(\d{2,3}\s*hp|hp\s*\d{2,3})\s*", re.IGNORECASE)


def of(blocks: Sequence[TextBlock]) -> Candidates:
    """Return the candidates for name, set and number, each list with the likeliest first."""
    numbers = _likeliest(_numbers(blocks))
    return {
        "names": _likeliest(_names(blocks)),
        "sets": _likeliest([*_coded_sets(blocks), *_sized_sets(numbers)]),
        "numbers": numbers,
    }


def _names(blocks: Sequence[TextBlock]) -> Iterator[Candidate]:
    """Yield the lines at the top that can be a name; the taller the letters, the likelier."""
    top = min((block["box"]["top"] for block in blocks), default=0)
    bottom = max((block["box"]["top"] + block["box"]["height"] for block in blocks), default=1)
    high = [block for block in blocks if block["box"]["top"] <= top + _TOP * (bottom - top)]
    named = [(name, block) for block in high if (name := _name(block["text"]))]
    tallest = max((block["box"]["height"] for _, block in named), default=0) or 1
    for name, block in named:
        yield {"value": name, "confidence": round(block["confidence"] * block["box"]["height"] / tallest, 4)}


def _name(text: str) -> str | None:
    name = _BESIDE_A_NAME.sub(" ", text).strip(" .,:;-")
    letters = sum(character.isalpha() for character in name)
    fits = letters >= _SHORTEST_NAME and len(name) <= min(_LONGEST_NAME, 2 * letters)
    if not fits or _NOT_A_NAME.match(name):
        return None
    return name


def _numbers(blocks: Iterable[TextBlock]) -> Iterator[Candidate]:
    for block in blocks:
        for number, size in _NUMBER.findall(block["text"]):
            yield {"value": f"{number}/{size}", "confidence": block["confidence"]}
        for promo in _PROMO.findall(block["text"]):
            yield {"value": promo.replace(" ", ""), "confidence": block["confidence"]}


def _coded_sets(blocks: Iterable[TextBlock]) -> Iterator[Candidate]:
    for block in blocks:
        for code in _CODE.findall(block["text"]):
            if code in BY_CODE:
                yield {"value": BY_CODE[code], "confidence": block["confidence"]}


def _sized_sets(numbers: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the sets of the printed sizes; where several have one size, each is that much less likely."""
    for number in numbers:
        names = BY_SIZE.get(number["value"].partition("/")[2].lstrip("0"), ())
        for name in names:
            yield {"value": name, "confidence": round(number["confidence"] / (len(names) + 1), 4)}


def _likeliest(found: Iterable[Candidate]) -> list[Candidate]:
    best: dict[str, Candidate] = {}
    for candidate in found:
        known = best.get(candidate["value"])
        if known is None or known["confidence"] < candidate["confidence"]:
            best[candidate["value"]] = candidate
    return sorted(best.values(), key=lambda candidate: -candidate["confidence"])[:_MOST]
