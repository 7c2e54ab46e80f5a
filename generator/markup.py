"""Text for the languages of the output that are not Terraform: a user's text stays text in each of them."""

import json
import re
from json.encoder import encode_basestring
from shlex import quote

from generator import tokens
from generator.tokens import TokenText

# What YAML refuses or takes for a line break, what reorders or hides text in a review; never a token's own marks.
_HIDDEN = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]")
_DOLLAR = "\\u0024"

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]")
# Entities where only CommonMark knows the backslash; both forms hold in CommonMark and in Python-Markdown.
_MARKDOWN = {character: f"\\{character}" for character in "\\`*_{}[]!#"} | {
    "<": "&lt;",
    ">": "&gt;",
    "&": "&amp;",
    "|": "&#124;",
    "~": "&#126;",
    "$": "&#36;",
}
_ACTIVE = re.compile(r"[\\`*{}\[\]!<>&|~$]|(?<![^\W_])_|_(?![^\W_])|(?<!\S)#")
_LINE_START = re.compile(r"([+=:-]|\d+(?=[.)]))(.?)")


def json_document(value: object, token_name: TokenText | None = None) -> str:
    """Return pretty JSON in the order of the value; it reads the same in YAML.

    A value with tokens becomes text for Terraform's `templatefile`: each token is `${variable}`, every other `${` and `%{`
    is doubled. A value without is for `file`, and nothing is doubled; `tokens.has_tokens` tells which one it is.

    token_name: the `templatefile` variable of a token; without it a token raises ValueError.
    """
    text = _json(value, "")
    text = _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    if tokens.START not in text:
        return text
    name = token_name or tokens.refuse
    pieces = tokens.PATTERN.split(text)
    parts = [_template_text(piece) for piece in pieces[:-1:2]]
    variables = [f"${{{name(piece)}}}" for piece in pieces[1::2]]
    return "".join(a + b for a, b in zip(parts, variables, strict=True)) + _doubled(pieces[-1])


def _json(value: object, margin: str) -> str:
    """Return what `json.dumps` with an indent of two does, which is slow: its fast encoder knows no indents."""
    inner = f"{margin}  "
    match value:
        case str():
            return encode_basestring(value)
        case dict() if value:
            entries = [f"{inner}{encode_basestring(key)}: {_json(entry, inner)}" for key, entry in value.items()]
            return "{\n" + ",\n".join(entries) + f"\n{margin}}}"
        case list() | tuple() if value:
            items = [f"{inner}{_json(item, inner)}" for item in value]
            return "[\n" + ",\n".join(items) + f"\n{margin}]"
        case bool() | None | float():
            return json.dumps(value, allow_nan=False)
        case int():
            return str(value)
        case _:
            return json.dumps(value)


def md(value: object) -> str:
    """Return a text for one line of Markdown, in a paragraph, a heading, a list or a table, with nothing active in it.

    A bare web address stays one.
    """
    text = " ".join(_CONTROL.sub("\ufffd", line) for line in tokens.as_reference(_scalar(value)).split())
    text = _ACTIVE.sub(lambda match: _MARKDOWN[match[0]], text)
    return _LINE_START.sub(_inert_start, text, count=1) if _LINE_START.match(text) else text


def sh(value: object) -> str:
    """Return a text as one word of a POSIX shell."""
    text = _scalar(value)
    if "\0" in text:
        raise ValueError("no shell can hold a text with a NUL character")
    return quote(tokens.PATTERN.sub(lambda match: tokens.refuse(match[1]), text))


def code(value: object, language: str = "") -> str:
    """Return a text of any lines as a fenced block of Markdown, which nothing in it can end."""
    text = tokens.as_reference(_scalar(value))
    lines = [_CONTROL.sub("\ufffd", line.replace("\t", "    ")) for line in text.rstrip("\n").split("\n")]
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return "\n".join([fence + language, *lines, fence])


def _template_text(piece: str) -> str:
    """Escape what stands before a token, where a last `$` would read as the escape of a plain `${`."""
    doubled = _doubled(piece)
    return doubled[:-1] + _DOLLAR if doubled.endswith("$") else doubled


def _doubled(piece: str) -> str:
    return piece.replace("${", "$${").replace("%{", "%%{")


def _inert_start(match: re.Match[str]) -> str:
    if match[1].isdigit():
        return f"{match[1]}\\{match[2]}"
    return f"&#{ord(match[1])};{match[2]}"


def _scalar(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError(f"only texts and numbers are printed here, not {type(value).__name__}")
    return str(value)
