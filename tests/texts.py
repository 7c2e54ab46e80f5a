"""Texts and values that try to act in a language of the output."""

import unicodedata
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from generator import hcl

T = TypeVar("T")

NASTY = (
    *"\"\\$%{}[]()<>#=+-*_`|~&!:;'\n\t ",
    *(
        "${",
        "%{",
        "$${",
        "${x}",
        "%{ if true }",
        "${{ x }}",
        "//",
        "/*",
        "<<EOT\n",
        "\nEOT\n",
        "1. ",
        "- ",
        "[a](b)",
        "<b>",
        "&lt;",
    ),
    *(
        "é",
        "e\u0301",
        "🧑‍🚀",
        "👍🏽",
        "🇨🇭🇸🇪",
        "हिन्दी",
        "น้ำ",
        "한국어",
        "العربية",
        "\u2028",
        "\u202e",
        "\x00",
        "\x1b",
        "\x85",
        "\ufeff",
    ),
)
TEXTS = st.lists(st.sampled_from(NASTY) | st.text(st.characters(max_codepoint=0x2FF), max_size=8), max_size=6).map(
    "".join
)
WORDS = st.from_regex(r"[a-z_][a-z0-9_-]{0,12}", fullmatch=True) | st.sampled_from(["for", "null", "true", "in", "if"])
SCALARS = TEXTS | st.integers(-(10**12), 10**12) | st.booleans() | st.none()
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(WORDS | TEXTS, inner, max_size=5),
    max_leaves=20,
)


def samples(strategy: st.SearchStrategy[T], count: int) -> list[T]:
    """Return examples, always the same, so that one run of a slow judge sees all of them."""
    found: list[T] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example: T) -> None:
        found.append(example)

    collect()
    return found


def composed(value: Any) -> Any:
    """Return what Terraform makes of a value: it composes all Unicode text (NFC)."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case dict():
            return {composed(key): composed(entry) for key, entry in value.items()}
        case list():
            return [composed(item) for item in value]
        case _:
            return value


def commented(value: Any) -> Any:
    """Put a comment on every second entry of each map."""
    if isinstance(value, list):
        return [commented(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: hcl.Commented(f"why {key}", commented(entry)) if number % 2 else commented(entry)
        for number, (key, entry) in enumerate(value.items())
    }
