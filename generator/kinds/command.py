"""Commands of runbooks: one command with its options, as the words that a shell would pass on."""

import re
import shlex
from functools import cache

from generator import tokens
from generator.scope import Scope

# A reference stands in one word, whatever quotes it holds itself.
_REFERENCE = re.compile(r"\$\$?\{[^}]*\}")
_HIDDEN = re.compile("\ue000([0-9]+)\ue000")
# What a shell acts on, and a reader cannot check: each word is quoted, so it would not act here.
_SHELL = re.compile(r"[|&;<>]+|.*\$\(.*", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def from_spec(text: str, scope: Scope) -> tuple[str, ...]:
    """Return a command's words, references resolved; one of `aws` that names no region gets that of the stack."""
    references = _REFERENCE.findall(text)
    count = iter(range(len(references)))
    try:
        words = _split(_REFERENCE.sub(lambda _: f"\ue000{next(count)}\ue000", text))
    except ValueError:
        scope.problem("a quote is opened here and never closed", "command-form")
        return ()
    if any(_SHELL.fullmatch(word) for word in words):
        scope.problem("one command is expected here, without pipes, redirection or $(...)", "command-form")
        return ()
    resolved = tuple(_HIDDEN.sub(lambda match: scope.text(references[int(match[1])]), word) for word in words)
    _refuse_unprintable(resolved, scope)
    in_region = resolved[:1] != ("aws",) or "--region" in resolved
    return resolved if in_region else (*resolved, "--region", scope.names.region)


@cache
def _split(text: str) -> tuple[str, ...]:
    """Return the words of a command, which every stack asks for; raise ValueError where a quote is not closed."""
    return tuple(shlex.split(text))


def _refuse_unprintable(words: tuple[str, ...], scope: Scope) -> None:
    """Report what nobody could paste; the account alone may be a shell's variable."""
    if any(_CONTROL.search(word) for word in words):
        scope.problem("a command is one line", "command-form")
    for token in tokens.tokens_in(words):
        if token != "account":
            message = f'the value of "{token}" is known only at run time; let the command ask AWS for it'
            scope.problem(message, "command-form")
