"""Alarms, objectives, dashboards and owners: each alarm leads to its runbook, its dashboard and its owner, and these lead back."""

from collections.abc import Iterator

from generator.documents.markdown import Inline, Joined, Lines, Link, bullets, heading, page, paragraph, table
from generator.documents.page import Page, console
from generator.kinds.alarm import Alarm, Watched
from generator.kinds.slo import Slo
from generator.model import Model, Stack
from generator.scope import Thing
from generator.targets import consoles, words

ALARMS, OBJECTIVES, DASHBOARDS, OWNERS = "alarms.md", "objectives.md", "dashboards.md", "owners.md"
HEADER = ("Alarm", "In", "Fires when", "What to do", "Where to look", "Owner")


def pages(model: Model) -> Iterator[Page]:
    """Yield the pages of alarms, of objectives, of dashboards, and of who answers for what."""
    if any(stack.alarms for stack in model.stacks):
        yield Page(ALARMS, page(heading(1, "Alarms"), *_alarms(model)))
    if any(stack.slos for stack in model.stacks):
        yield Page(OBJECTIVES, page(heading(1, "Objectives"), *_objectives(model)))
    if any(stack.dashboards for stack in model.stacks):
        yield Page(DASHBOARDS, page(heading(1, "Dashboards"), *_dashboards(model)))
    yield Page(OWNERS, page(heading(1, "Owners and teams"), *_owners(model)))


def rows(stack: Stack, up: str, *, of: Thing) -> Iterator[list[Inline]]:
    """Yield a row for each alarm on one thing. up: from the page to the site's root."""
    for alarm in stack.alarms.values():
        for watched in alarm.watched:
            if any(metric.owner == of for metric in (watched.metric, *watched.metric.plain)):
                yield _row(stack, alarm, watched, up)


def _row(stack: Stack, alarm: Alarm, watched: Watched, up: str = "") -> list[Inline]:
    """Return an alarm with where it leads; see HEADER."""
    name = Link(watched.key, f"{up}{ALARMS}#{alarm.key}")
    fires = f"{words.metric(watched.metric)} {words.limit(alarm, watched)}"
    return [name, stack.names.stack, fires, _runbook(stack, alarm, up), _dashboard(stack, alarm, up), _owner(alarm, up)]


def _runbook(stack: Stack, alarm: Alarm | Slo, up: str) -> Inline:
    if alarm.runbook is None:
        return ""
    key = alarm.runbook.key
    return Link(stack.runbooks[key].title, f"{up}{stack.names.runbook(key).removeprefix('docs/')}")


def _dashboard(stack: Stack, alarm: Alarm | Slo, up: str) -> Inline:
    if alarm.dashboard is None:
        return ""
    key = alarm.dashboard.key
    return Link(stack.dashboards[key].title or key, f"{up}{DASHBOARDS}#{key}")


def _owner(alarm: Alarm | Slo, up: str) -> Inline:
    return Link(alarm.owner, f"{up}{OWNERS}") if alarm.owner else ""


def _alarms(model: Model) -> Iterator[str]:
    keys = list(dict.fromkeys(key for stack in model.stacks for key in stack.alarms))
    for key in keys:
        here = [stack for stack in model.stacks if key in stack.alarms]
        alarm = here[0].alarms[key]
        yield heading(2, key, key)
        yield paragraph(alarm.description) if alarm.description else ""
        yield paragraph("Told: ", Lines(tuple(words.told(here[0], topic) for topic in alarm.notify)))
        yield _leads(here[0], alarm)
        yield table(["In", "Name in AWS", "Fires when"], [
            [stack.names.stack, Link(one.name, consoles.of_alarm(one.name, stack.names.region)),
             f"{words.metric(one.metric)} {words.limit(stack.alarms[key], one)}"]
            for stack in here for one in stack.alarms[key].watched
        ])  # fmt: skip


def _objectives(model: Model) -> Iterator[str]:
    keys = list(dict.fromkeys(key for stack in model.stacks for key in stack.slos))
    for key in keys:
        here = [stack for stack in model.stacks if key in stack.slos]
        slo = here[0].slos[key]
        yield heading(2, key, key)
        yield paragraph(slo.description) if slo.description else ""
        yield paragraph(f"Goal: {words.goal(slo)}, of {', '.join(thing.reference for thing in slo.things)}.")
        yield _leads(here[0], slo)
        yield table(["In", "Name in AWS", "Fires when what fails is", "Told"], [
            [stack.names.stack, Link(one.name, consoles.of_alarm(one.name, stack.names.region)), words.burn(one),
             ", ".join(words.told(stack, topic) for topic in one.notify)]
            for stack in here for one in stack.slos[key].burns
        ])  # fmt: skip


def _leads(stack: Stack, alarm: Alarm | Slo) -> str:
    """Return where an alarm or an objective leads."""
    leads = (
        ("Runbook: ", _runbook(stack, alarm, "")),
        ("Dashboard: ", _dashboard(stack, alarm, "")),
        ("Owner: ", _owner(alarm, "")),
    )
    return bullets(Joined((title, link)) for title, link in leads if link)


def _link(alarm: Alarm | Slo) -> Link:
    return Link(alarm.key, f"{ALARMS if alarm.thing.section == 'alarms' else OBJECTIVES}#{alarm.key}")


def _dashboards(model: Model) -> Iterator[str]:
    keys = list(dict.fromkeys(key for stack in model.stacks for key in stack.dashboards))
    for key in keys:
        here = [stack for stack in model.stacks if key in stack.dashboards]
        dashboard = here[0].dashboards[key]
        yield heading(2, dashboard.title or key, key)
        yield bullets(Joined((f"{stack.names.stack}: ", console(stack, stack.dashboards[key].thing))) for stack in here)
        yield table(["Shows", "Of what"], [
            [one.title, ", ".join(dict.fromkeys(words.metric(series.metric) for series in one.series))] for one in dashboard.widgets
        ])  # fmt: skip
        leading: list[Alarm | Slo] = [*here[0].alarms.values(), *here[0].slos.values()]
        alarms = [alarm for alarm in leading if alarm.dashboard and alarm.dashboard.key == key]
        yield paragraph("Alarms and objectives that lead here:") if alarms else ""
        yield bullets(_link(alarm) for alarm in alarms)


def _owners(model: Model) -> Iterator[str]:
    """Yield what each owner answers for, and the teams that runbooks call."""
    alarms: dict[str, Alarm | Slo] = {}
    for stack in model.stacks:
        alarms |= {f"alarms.{key}": alarm for key, alarm in stack.alarms.items()}
        alarms |= {f"slos.{key}": slo for key, slo in stack.slos.items()}
    owners = list(dict.fromkeys(filter(None, [model.system.get("owner", ""), *(one.owner for one in alarms.values())])))
    for owner in owners:
        yield heading(2, owner)
        yield paragraph("Answers for the whole system.") if owner == model.system.get("owner") else ""
        yield bullets(_link(one) for one in alarms.values() if one.owner == owner)
    teams = {team.key: team for stack in model.stacks for team in stack.access.values()}
    yield heading(2, "Teams") if teams else ""
    yield table(["Team", "May", "In", "Approves", "What it is"], [
        [team.key, team.role, ", ".join(team.environments), ", ".join(team.approves), team.description] for team in teams.values()
    ])  # fmt: skip
