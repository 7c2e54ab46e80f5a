"""Which data reaches each state of a machine, and which paths look for what no state before has written.

Only JSONPath is followed; what a state in JSONata makes may be anything.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.facts import Fact
from generator.workflows import shapes
from generator.workflows.shapes import ANYTHING, PLAIN, Missing, Record, Row, Shape

State = Mapping[str, Any]

_ERROR = Record({"Error": PLAIN, "Cause": PLAIN})
_INVOKE = "arn:aws:states:::lambda:invoke"
_READING = ("SecondsPath", "TimestampPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "ErrorPath", "CausePath")


class Handler(Fact):
    """What a function says of its data. needed: the fields that it cannot do without."""

    needed: frozenset[str]
    output: Shape


class Lost(Fact):
    """A read of what is not there. path: as it is written, empty where a function needs the field."""

    state: str
    path: str
    missing: Missing


class Flow:
    """One walk through a machine. handlers: by ARN. lost: what was found so far, each once."""

    def __init__(self, handlers: Mapping[str, Handler], language: str) -> None:
        self._handlers = handlers
        self._language = language
        self.lost: dict[Lost, None] = {}

    def through(self, machine: State, given: Shape) -> Shape:
        """Return what comes out of a machine; what its states read in vain is added to `lost`."""
        states, start = machine.get("States", {}), str(machine.get("StartAt"))
        reaching: dict[str, Shape] = {start: given} if start in states else {}
        waiting, made = list(reaching), dict[str, Shape]()
        while waiting:
            name = waiting.pop()
            for target, shape in self._following(name, states[name], reaching[name], made):
                merged = shapes.met([reaching[target], shape]) if target in reaching else shape
                if target in states and reaching.get(target) != merged:
                    reaching[target] = merged
                    waiting.append(target)
        ends = [made[name] for name in made if states[name].get("End") or states[name].get("Type") == "Succeed"]
        return shapes.met(ends) if ends else ANYTHING

    def _following(self, name: str, state: State, given: Shape, made: dict[str, Shape]) -> Iterator[tuple[str, Shape]]:
        """Yield each state that may come next with what it gets."""
        made[name] = self._made(name, state, given)
        yield from ((state[word], made[name]) for word in ("Next", "Default") if word in state)
        yield from ((choice["Next"], made[name]) for choice in state.get("Choices", ()) if "Next" in choice)
        for catcher in state.get("Catch", ()):
            if "Next" in catcher:
                kept = catcher.get("ResultPath", "$")
                yield catcher["Next"], given if kept is None else shapes.written(given, kept, _ERROR)

    def _made(self, name: str, state: State, given: Shape) -> Shape:
        """Return what a state hands on."""
        if state.get("QueryLanguage", self._language) == "JSONata":
            return ANYTHING
        read = self._reader(name)
        entering = read(given, state.get("InputPath", "$"))
        for word in _READING:
            if isinstance(state.get(word), str):
                read(entering, state[word])
        for choice in state.get("Choices", ()):
            self._chosen(name, choice, entering)
        if state.get("Type") in ("Choice", "Wait", "Succeed", "Fail"):
            return read(entering, state.get("OutputPath", "$"))
        effective = self._filled(name, state["Parameters"], entering) if "Parameters" in state else entering
        result = self._result(name, state, effective)
        if "ResultSelector" in state:
            result = self._filled(name, state["ResultSelector"], result)
        kept = state.get("ResultPath", "$")
        return read(given if kept is None else shapes.written(given, kept, result), state.get("OutputPath", "$"))

    def _result(self, name: str, state: State, effective: Shape) -> Shape:
        match state.get("Type"):
            case "Pass":
                return shapes.of_value(state["Result"]) if "Result" in state else effective
            case "Parallel":
                return Row(tuple(self.through(branch, effective) for branch in state.get("Branches", ())), ANYTHING)
            case "Map":
                return self._mapped(name, state, effective)
            case "Task":
                return self._called(name, state, effective)
            case _:
                return ANYTHING

    def _mapped(self, name: str, state: State, effective: Shape) -> Shape:
        items = self._reader(name)(effective, state.get("ItemsPath", "$"))
        item = items.rest if isinstance(items, Row) and not items.first else ANYTHING
        if "ItemSelector" in state:
            item = self._filled(name, state["ItemSelector"], effective)
        machine = state.get("ItemProcessor") or state.get("Iterator") or {}
        made = self.through(machine, ANYTHING if "ItemBatcher" in state or "ItemReader" in state else item)
        return ANYTHING if "ResultWriter" in state else Row((), made)

    def _called(self, name: str, state: State, effective: Shape) -> Shape:
        resource = str(state.get("Resource", ""))
        if resource != _INVOKE:
            return self._handled(name, resource, effective)
        called = state.get("Parameters") or {}
        payload = effective.fields.get("Payload", ANYTHING) if isinstance(effective, Record) else ANYTHING
        answer = self._handled(name, str(called.get("FunctionName", "")), payload)
        facts = (
            "ExecutedVersion",
            "SdkHttpMetadata",
            "SdkResponseMetadata",
            "StatusCode",
            "FunctionError",
            "LogResult",
        )
        return Record({"Payload": answer, **dict.fromkeys(facts, ANYTHING)})

    def _handled(self, name: str, function: str, payload: Shape) -> Shape:
        handler = self._handlers.get(function)
        if handler is None:
            return ANYTHING
        if isinstance(payload, Record):
            for needed in sorted(handler.needed - payload.fields.keys()):
                self.lost[Lost(name, "", Missing(needed, tuple(sorted(payload.fields))))] = None
        return handler.output

    def _chosen(self, name: str, rule: State, entering: Shape) -> None:
        """Read what a rule compares; what a rule asks to be there may be missing in it."""
        inner = [*rule.get("And", ()), *rule.get("Or", ()), *([rule["Not"]] if "Not" in rule else [])]
        if any("IsPresent" in one for one in (rule, *inner)):
            return
        for one in inner:
            self._chosen(name, one, entering)
        for word, path in rule.items():
            if isinstance(path, str) and (word == "Variable" or word.endswith("Path")):
                self._reader(name)(entering, path)

    def _filled(self, name: str, template: Any, data: Shape) -> Shape:
        """Return what a payload template makes of data."""
        match template:
            case Mapping():
                return Record({
                    key.removesuffix(".$"): self._expression(name, entry, data) if key.endswith(".$") else self._filled(name, entry, data)
                    for key, entry in template.items()
                })  # fmt: skip
            case list():
                return Row(tuple(self._filled(name, entry, data) for entry in template), ANYTHING)
            case _:
                return PLAIN

    def _expression(self, name: str, text: Any, data: Shape) -> Shape:
        found = [self._reader(name)(data, path) for path in shapes.paths_in(str(text))]
        return found[0] if len(found) == 1 and str(text).startswith("$") else ANYTHING

    def _reader(self, name: str) -> Callable[[Shape, str | None], Shape]:
        def read(data: Shape, path: str | None) -> Shape:
            if path is None:
                return PLAIN
            found = shapes.looked_up(data, path)
            if isinstance(found, Missing):
                self.lost[Lost(name, path, found)] = None
                return ANYTHING
            return found

        return read
