"""What the spec's exceptions do to the problems that were found: each silences one rule at one place, until it expires."""

from collections.abc import Iterable, Iterator
from datetime import date

from generator import pages
from generator.diagnostics import Diagnostic, Severity, SpecPath, did_you_mean
from generator.kinds.exception import Accepted, AcceptedWarning
from generator.model import Model

# How many parts name an entry; a shorter place is a whole section, and accepts only what is said of the section itself.
_ENTRY = 2


def applied(problems: Iterable[Diagnostic], model: Model, today: date | None) -> list[Diagnostic]:
    """Return the problems that nothing accepts, and what is wrong with the exceptions themselves.

    today: None where output is made, which is the same on every day; nothing expires then.
    """
    found = list(problems)
    accepted = {one.key: one for stack in model.stacks for one in stack.exceptions.values()}
    warnings = [one for one in accepted.values() if isinstance(one, AcceptedWarning)]
    left = [problem for problem in found if not any(_silences(one, problem) for one in warnings)]
    left += [wrong for one in warnings if (wrong := _idle(one, found, model))]
    return left + list(_expired(accepted.values(), today))


def _silences(one: AcceptedWarning, problem: Diagnostic) -> bool:
    return problem.severity is Severity.WARNING and _is_about(one, problem)


def _is_about(one: AcceptedWarning, problem: Diagnostic) -> bool:
    """Tell whether a problem is of this rule and at this place, wherever an environment overrides the place."""
    if problem.rule != one.rule:
        return False
    places = [tuple(map(str, path)) for path in (problem.path, _without_override(problem.path))]
    if len(one.place) < _ENTRY:
        return one.place in places
    return any(place[: len(one.place)] == one.place for place in places)


def _without_override(path: SpecPath) -> SpecPath:
    return path[3:] if path[:1] in (("environments",), ("phases",)) and path[2:3] == ("set",) else path


def _idle(one: AcceptedWarning, problems: Iterable[Diagnostic], model: Model) -> Diagnostic | None:
    """Return that an exception accepts nothing, or what cannot be accepted."""
    about = [problem for problem in problems if _is_about(one, problem)]
    if any(problem.severity is Severity.ERROR for problem in about):
        message = f'"{one.rule}" is an error there, which no exception accepts; correct it'
        return Diagnostic(("exceptions", one.key, "rule"), message, "exception-of-error")
    if about or not model.complete:
        return None
    known = pages.ids()
    if one.rule not in known and (near := did_you_mean(one.rule, known)):
        message = f'no rule is called "{one.rule}"{near}'
    else:
        message = f'"{one.rule}" finds nothing at {".".join(one.place)}; remove this exception'
    return Diagnostic(("exceptions", one.key), message, "unused-exception", Severity.WARNING, at_key=True)


def _expired(accepted: Iterable[Accepted], today: date | None) -> Iterator[Diagnostic]:
    for one in accepted if today else ():
        if today and _day(one.expires) < today:
            message = (
                f"this has not been accepted since {one.expires}; decide again, and say until when: {one.owner} owns it"
            )
            place = ("exceptions", one.key, "expires")
            yield Diagnostic(place, message, "expired-exception", Severity.WARNING)


def _day(text: str) -> date:
    """Return a day; the last of all where the text is none, which is told already."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.max
