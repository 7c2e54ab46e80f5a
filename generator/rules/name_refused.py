"""AWS would refuse a name: it is too long or too short, or holds a character that names of its kind may not hold.

Source: the API reference or user guide of each service, November 2026. Where only one form works with what this
system does, that form is asked for: state machines that log take no other characters than these.
"""

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, SpecPath
from generator.facts import Fact
from generator.model import Model
from generator.names import token
from generator.rules.name_clash import Named, named
from generator.tokens import has_tokens

_ACCOUNT = "0" * 12


class _Form(Fact):
    """What names of a kind look like. words: how to say it."""

    shortest: int
    longest: int
    pattern: re.Pattern[str]
    words: str


def _form(shortest: int, longest: int, pattern: str, words: str) -> _Form:
    return _Form(shortest, longest, re.compile(pattern), words)


_PLAIN = (r"[A-Za-z0-9_-]+", "letters, digits, dashes and underscores")
_DOTTED = (r"[A-Za-z0-9_.-]+", "letters, digits, dots, dashes and underscores")
_FORMS = {
    "function": _form(1, 64, *_PLAIN),
    "role": _form(1, 64, r"[A-Za-z0-9+=,.@_-]+", "letters, digits and +=,.@_-"),
    "bucket": _form(3, 63, r"(?!xn--|sthree-|amzn-s3-demo-)(?!.*\.\.)(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)"
                    r"(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]*[a-z0-9]",
                    "lower-case letters, digits and dashes, a letter or digit at both ends, and none of the forms that S3 keeps for itself"),
    "table": _form(3, 255, *_DOTTED),
    "queue": _form(1, 80, r"[A-Za-z0-9_-]+(\.fifo)?", "letters, digits, dashes and underscores, and .fifo at the end of a FIFO queue's"),
    "topic": _form(1, 256, r"[A-Za-z0-9_-]+(\.fifo)?", "letters, digits, dashes and underscores, and .fifo at the end of a FIFO topic's"),
    "bus": _form(1, 256, r"(?!aws\.)[A-Za-z0-9_./-]+", "letters, digits and _./-, and no aws. in front"),
    "rule": _form(1, 64, *_DOTTED),
    "schedule": _form(1, 64, *_DOTTED),
    "state machine": _form(1, 80, *_PLAIN),
    "alarm": _form(1, 255, r"[^\x00-\x1f]+", "visible characters"),
    "dashboard": _form(1, 255, *_PLAIN),
    "secret": _form(1, 512, r"[A-Za-z0-9/_+=.@-]+", "letters, digits and /_+=.@-"),
    "parameter": _form(2, 1011, r"/(?i:(?!aws|ssm))[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+){0,14}",
                       "a slash, then up to 15 parts of letters, digits and _.-, parted by slashes, and no aws or ssm in front"),
    "user pool": _form(1, 128, r"[\w\s+=,.@-]+", "letters, digits, blanks and _+=,.@-"),
    "domain prefix": _form(1, 63, r"(?!.*(aws|amazon|cognito))[a-z0-9]([a-z0-9-]*[a-z0-9])?",
                           "lower-case letters, digits and dashes, a letter or digit at both ends, and no aws, amazon or cognito"),
    "budget": _form(1, 100, r'[^:\\"]+', "everything but : and \\"),
    "sampling rule": _form(1, 32, *_DOTTED),
    "trace group": _form(1, 32, *_DOTTED),
}  # fmt: skip


def name_refused(model: Model) -> Iterator[Diagnostic]:
    """Yield each entry of which AWS would refuse a name, once, with the worst of its names."""
    refused: dict[SpecPath, tuple[Named, str]] = {}
    for one in (one for stack in model.stacks for one in named(stack)):
        wrong = _wrong(one)
        before = refused.get(one.path)
        if wrong and (before is None or (before[0].kind == one.kind and len(before[0].name) < len(one.name))):
            refused[one.path] = one, wrong
    for one, wrong in refused.values():
        yield _diagnostic(model, one, wrong)


def _wrong(one: Named) -> str:
    """Return what is wrong with a name; nothing can be said of one that only Terraform knows whole."""
    form = _FORMS[one.kind]
    name = one.name.replace(token("account"), _ACCOUNT)
    if has_tokens(name):
        return ""
    if len(name) > form.longest:
        return f"it has {len(name)} characters, and AWS takes at most {form.longest}"
    if len(name) < form.shortest:
        return f"it has {len(name)} characters, and AWS wants at least {form.shortest}"
    if not form.pattern.fullmatch(name):
        return f"AWS takes {form.words}"
    return ""


def _diagnostic(model: Model, one: Named, wrong: str) -> Diagnostic:
    path, at_key = one.written(model)
    where = f"in {one.names.environment}, {one.names.region}"
    cure = "; choose another key" if at_key else ""
    message = f'the {one.kind} would be named "{one.shown}" {where}: {wrong}{cure}'
    return Diagnostic(path, message, "name-refused", at_key=at_key)
