"""A secret stands in the spec, where everybody can read it, instead of in Secrets Manager."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, SpecPath
from generator.model import Model

# What nothing but a secret looks like. Hardly ever needed, so these are compiled only where they are.
_FORMATS = {
    "an access key of AWS": r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b",
    "a token of GitHub": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})",
    "a token of GitLab": r"\bglpat-[A-Za-z0-9_-]{20,}",
    "a token of Slack": r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
    "a webhook of Slack": r"https://hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{16,}",
    "a key of Stripe": r"\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}",
    "a key of Google": r"\bAIza[A-Za-z0-9_-]{35}",
    "a key of an AI service": r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}",
    "a JSON Web Token": r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+",
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "a password inside a URL": r"[a-z][a-z0-9+.-]*://[^\s/:@${}]+:[^\s/:@${}]+@",
}
# A text without one of these matches none of the forms: one search instead of eleven.
_HINT = re.compile(r"A[KS]IA|gh[pousr]_|github_pat_|glpat-|xox|hooks\.slack|[sr]k_|AIza|sk-|eyJ|-----BEGIN|://")
# How the name of a secret ends, in words: TOKEN is one, TOKEN_TTL is not, PARTITION_KEY is not.
_NAME = re.compile(
    r"(?:.*_)?(?:passwords?|passwd|pwd|passphrase|secret|token|credentials?|apikey"
    r"|(?:api|access|secret|private|signing|encryption|master|auth|license)_key)"
)
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-.\s]")
# What is no secret whatever its name: nothing, a switch, a number, the name of a place where one is kept.
_HARMLESS = r"(?i)|true|false|none|null|[0-9.]+|arn:.*|/.*|[0-9]+[smhd]"
_SINGLE_VALUES = frozenset({"access_token", "client_secret", "password"})


def plaintext_secret(model: Model) -> Iterator[Diagnostic]:
    """Yield each text of the spec that looks like a secret, by its form or by its name."""
    for around, key, text in _texts(model.spec):
        looks = _by_form(text) or _by_name(around, key, text)
        if looks:
            message = (
                f'this looks like {looks}, and everybody who reads the spec reads it; declare it under "secrets" and '
                'write "${secrets.NAME.name}", or take it from the environment as "${variables.NAME}"'
            )
            yield Diagnostic((*around, key), message, "plaintext-secret")


def _texts(spec: Mapping[str, Any]) -> Iterator[tuple[SpecPath, str | int, str]]:
    """Yield each text that is a value: the path of what it stands in, its key there, and itself."""
    waiting: list[tuple[SpecPath, Any]] = [((), spec)]
    while waiting:
        around, value = waiting.pop()
        for key, entry in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(entry, str):
                yield around, key, entry
            elif isinstance(entry, dict | list):
                waiting.append(((*around, key), entry))


def _by_form(text: str) -> str:
    if not _HINT.search(text):
        return ""
    return next((name for name, form in _FORMATS.items() if re.search(form, text)), "")


def _by_name(around: SpecPath, key: str | int, text: str) -> str:
    name = _name(around, key)
    if not name or "${" in text or not _NAME.fullmatch(_WORDS.sub("_", name).lower()):
        return ""
    return "" if re.fullmatch(_HARMLESS, text) else f'the value of "{name}"'


def _name(around: SpecPath, key: str | int) -> str:
    """Return the name of the value that people chose, where the text is a value and not a setting of ours."""
    if isinstance(key, int):
        return ""
    match around[-2:]:
        case ("parameters", str(name)) if key == "value":
            return name
        case (_, "environment" | "values"):
            return key
        case (_, _) if key in _SINGLE_VALUES:
            return key
    return ""
