"""Runbooks: a page for each, with what holds in every environment, and their index."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from generator.kinds.alarm import Alarm, Watched
from generator.kinds.function import Function
from generator.kinds.runbook import Runbook, Step
from generator.kinds.slo import Burn, Slo
from generator.markup import sh
from generator.model import Model, Stack
from generator.references import TITLES
from generator.scope import Thing, section_of
from generator.targets import consoles, words
from generator.targets.file import File
from generator.tokens import PATTERN, tokens_in

INDEX = PurePosixPath("docs/runbooks.md")
_PROGRAM = "collectiq"


def files(model: Model) -> Iterator[File]:
    """Yield the page of each runbook and the index of all."""
    keys = sorted({key for stack in model.stacks for key in stack.runbooks})
    if not keys:
        return
    for key in keys:
        # What can hurt users stands first.
        stacks = sorted((one for one in model.stacks if key in one.runbooks), key=lambda one: not _careful(one))
        first = stacks[0].runbooks[key]
        view = {"title": first.title, "impact": first.impact, "stacks": [_stack(model, stack, key) for stack in stacks]}
        yield File(PurePosixPath(stacks[0].names.runbook(key)), "docs/runbook.md.j2", view)
    yield File(INDEX, "docs/runbooks_index.md.j2", _index(model, keys))


def _careful(stack: Stack) -> bool:
    return stack.environment.approval or stack.environment.protect_data


def _index(model: Model, keys: list[str]) -> dict[str, Any]:
    entries = [next(stack.runbooks[key] for stack in model.stacks if key in stack.runbooks) for key in keys]
    pages = [{"title": one.title, "impact": one.impact, "link": f"runbooks/{_page(one.key)}"} for one in entries]
    called = {alarm.runbook.key for stack in model.stacks for alarm in stack.alarms.values() if alarm.runbook}
    called |= {slo.runbook.key for stack in model.stacks for slo in stack.slos.values() if slo.runbook}
    called |= {key for stack in model.stacks for key in keys if _turned_back(stack, key)}
    return {
        "alarms": [page for page, key in zip(pages, keys, strict=True) if key in called],
        "procedures": [page for page, key in zip(pages, keys, strict=True) if key not in called],
    }


def _page(key: str) -> str:
    return f"{quote(key, safe='')}.md"


def _stack(model: Model, stack: Stack, key: str) -> dict[str, Any]:
    """Return what a page says of one environment and region."""
    runbook = stack.runbooks[key]
    alarms = [alarm for alarm in stack.alarms.values() if alarm.runbook and alarm.runbook.key == key]
    slos = [slo for slo in stack.slos.values() if slo.runbook and slo.runbook.key == key]
    steps = [_step(stack, step) for step in runbook.steps]
    commands = [command for step in runbook.steps for command in step.commands]
    return {
        "name": stack.names.stack,
        "region": stack.names.region,
        "account": stack.names.account,
        "asks_account": bool(tokens_in(commands)),
        "checkout": _checkout(model, stack) if any(words[0] == _PROGRAM for words in commands) else "",
        "first": steps[0] if steps else None,
        "steps": steps,
        "alarms": [_alarm(stack, alarm, watched) for alarm in alarms for watched in alarm.watched]
        + [row for function in _turned_back(stack, key) for row in _rollback_alarms(stack, function)]
        + [_burn(stack, slo, burn) for slo in slos for burn in slo.burns],
        "slos": [_slo(slo) for slo in slos],
        "dashboards": _dashboards(stack, [*alarms, *slos], runbook),
        "logs": _logs(stack, alarms, slos, runbook),
        "escalation": _escalation(stack, runbook),
    }


def _alarm(stack: Stack, alarm: Alarm, watched: Watched) -> dict[str, Any]:
    return {
        "name": watched.name,
        "link": consoles.of_alarm(watched.name, stack.names.region),
        "of": _reference(watched.metric.owner, stack),
        "metric": words.measured(watched.metric),
        "limit": words.limit(alarm, watched),
        "told": [words.told(stack, topic) for topic in alarm.notify],
    }


def _turned_back(stack: Stack, key: str) -> list[Function]:
    """Return the functions whose deployments lead to a page when they are turned back."""
    shifting = [function for function in stack.functions.values() if function.deployment.shifts]
    return [one for one in shifting if one.deployment.runbook and one.deployment.runbook.key == key]


def _rollback_alarms(stack: Stack, function: Function) -> Iterator[dict[str, Any]]:
    """Yield the two alarms by which CodeDeploy turns a deployment back, as a page shows them."""
    names = stack.names
    limit = f"above {function.deployment.rollback_above_percent:g} % while a deployment runs"
    calls = {
        names.rollback_alarm(function.name): "all calls",
        names.new_version_alarm(function.name): "the new version's calls",
    }
    for alarm, of in calls.items():
        yield {
            "name": alarm,
            "link": consoles.of_alarm(alarm, names.region),
            "of": _reference(function.thing, stack),
            "metric": f"failed share of {of}",
            "limit": limit,
            "told": ["CodeDeploy, which turns the deployment back"],
        }


def _burn(stack: Stack, slo: Slo, burn: Burn) -> dict[str, Any]:
    return {
        "name": burn.name,
        "link": consoles.of_alarm(burn.name, stack.names.region),
        "of": {"name": slo.thing.reference, "link": ""},
        "metric": "burn rate",
        "limit": words.burn(burn),
        "told": [words.told(stack, topic) for topic in burn.notify],
    }


def _slo(slo: Slo) -> dict[str, str]:
    return {"key": slo.key, "description": slo.description, "goal": words.goal(slo)}


def _dashboards(stack: Stack, alarms: list[Alarm | Slo], runbook: Runbook) -> list[dict[str, str]]:
    named = [alarm.dashboard for alarm in alarms if alarm.dashboard]
    named += [thing for step in runbook.steps for thing in step.things if thing.section == "dashboards"]
    return [_thing(stack, thing) for thing in {thing.key: thing for thing in named}.values()]


def _logs(stack: Stack, alarms: list[Alarm], slos: list[Slo], runbook: Runbook) -> list[dict[str, str]]:
    """Return the logs of what the alarms and objectives watch and the steps look at."""
    watched = [metric.owner for alarm in alarms for one in alarm.watched for metric in (one.metric, *one.metric.plain)]
    watched += [metric.owner for slo in slos for metric in slo.failing.plain]
    things = [thing for thing in watched if thing] + [thing for step in runbook.steps for thing in step.things]
    groups = {group for thing in things if (group := thing.attributes.get("log_group"))}
    return [{"name": group, "link": consoles.of_log_group(group, stack.names.region)} for group in sorted(groups)]


def _step(stack: Stack, step: Step) -> dict[str, Any]:
    queries = [stack.queries[thing.key] for thing in step.things if thing.section == "queries"]
    return {
        "do": step.do,
        "things": [_thing(stack, thing) for thing in step.things],
        "queries": [{"name": one.name, "groups": list(one.log_groups), "text": one.text} for one in queries],
        "link": {"title": consoles.TITLES.get(step.link, step.link), "address": _link(stack, step.link)},
        "commands": [
            {"of": _thing(stack, step.each[place]) if step.each else None, "text": _command(command)}
            for place, command in enumerate(step.commands)
        ],
        "others": len(step.commands[1:]),
        "check": step.check,
    }


def _link(stack: Stack, link: str) -> str:
    return consoles.of_link(link, stack.names.region) if link else ""


def _thing(stack: Stack, thing: Thing) -> dict[str, str]:
    if thing.section == "runbooks":
        return {"title": "Runbook", "name": stack.runbooks[thing.key].title, "link": _page(thing.key)}
    title = TITLES[section_of(thing)].capitalize()
    return {"title": title, "name": thing.name, "link": consoles.of_thing(thing, stack.names.region)}


def _reference(owner: Thing | None, stack: Stack) -> dict[str, str] | None:
    """Return what is watched as the spec calls it, and where AWS shows it."""
    if owner is None:
        return None
    return {"name": owner.reference, "link": consoles.of_thing(owner, stack.names.region)}


def _checkout(model: Model, stack: Stack) -> str:
    """Return where our own commands are run: they read the spec."""
    repository = model.system.get("repository")
    source = f"the branch {stack.environment.branch} of {repository}" if repository else "what is deployed here"
    return f"Run {_PROGRAM} in a checkout of {source}, in the folder of {PurePosixPath(model.spec_name).name}."


def _command(command: tuple[str, ...]) -> str:
    return " ".join(_word(word) for word in command)


def _word(word: str) -> str:
    """Return one word for a shell; the account, where the spec leaves it out, is the shell's variable."""
    if not word:
        return sh(word)
    pieces = PATTERN.split(word)
    quoted = [f'"${{{piece}}}"' if number % 2 else sh(piece) for number, piece in enumerate(pieces) if piece]
    return "".join(quoted)


def _escalation(stack: Stack, runbook: Runbook) -> dict[str, Any] | None:
    if runbook.escalate_to is None or runbook.escalate_after_s is None:
        return None
    team = stack.access[runbook.escalate_to.key]
    return {
        "after": words.duration(runbook.escalate_after_s),
        "team": team.key,
        "description": team.description,
        "members": list(team.members),
    }
