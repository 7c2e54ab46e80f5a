"""What an entry can see while it is read: its stack, its place in the spec, and the things declared beside it."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from generator import arns
from generator.diagnostics import Diagnostic, Related, Severity, SpecPath, did_you_mean
from generator.effective import origin
from generator.facts import Fact
from generator.names import SINGLE_THINGS, THINGS, Names, token
from generator.references import TITLES, a, called, no_part, nothing, one_of, undeclared

_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_REFERENCE = re.compile(r'(?:[^."]+|"[^"]*")(?:\.(?:[^."]+|"[^"]*"))*')
_SEGMENT = re.compile(r'"([^"]*)"|([^."]+)')
_PLACEHOLDER = re.compile(r"\$\$\{|\$\{([^}]*)\}")


class Thing(Fact):
    """Something declared that others can refer to.

    section: `functions`, `tables`, ...; `indexes` and `clients` for the parts of a table and of the user pool.
    path: where it is declared. name, arn: physical, literal wherever they can be. parent: the table of an index.
    """

    section: str
    key: str
    path: SpecPath
    name: str
    arn: str
    attributes: Mapping[str, str] = MappingProxyType({})
    entry: Mapping[str, Any] = MappingProxyType({})
    parent: "Thing | None" = None

    @property
    def reference(self) -> str:
        """What a spec writes to name it, such as `tables.orders.indexes.by_day`."""
        return ".".join(str(part) for part in self.path)


class Scope(Fact):
    """The stack's facts, the declared things, and the place of the entry being read.

    Every problem found through a scope lands in `problems`, at the place where the value was written.
    attachments: text of each file that the spec names. cut: settings that are misshapen, and taken for unsaid.
    """

    spec: Mapping[str, Any]
    tree: Mapping[str, Any]
    names: Names
    things: Mapping[tuple[str, str], Thing]
    problems: list[Diagnostic]
    attachments: Mapping[str, str]
    cut: frozenset[SpecPath] = frozenset()
    path: SpecPath = ()

    @property
    def key(self) -> str:
        """The entry's name: the second part of its path, or the section's own."""
        return str(self.path[1] if len(self.path) > 1 else self.path[0])

    @property
    def environment(self) -> Mapping[str, Any]:
        entry: Mapping[str, Any] = self.tree["environments"][self.names.environment]
        return entry

    @property
    def home(self) -> bool:
        """True in the environment's first region, which owns what holds data."""
        return self.names.region == self.names.home_region

    @property
    def this(self) -> Thing:
        """The thing that the entry declares."""
        return self.things[(str(self.path[0]), self.key if len(self.path) > 1 else "")]

    def at(self, *path: str | int) -> "Scope":
        """Return the scope of a place below this one."""
        # `replace` takes much longer, and this is asked for every setting of every stack.
        return Scope(
            self.spec,
            self.tree,
            self.names,
            self.things,
            self.problems,
            self.attachments,
            self.cut,
            (*self.path, *path),
        )

    def problem(self, message: str, rule: str, *, at_key: bool = False, related: tuple[Related, ...] = (),
                severity: Severity = Severity.ERROR) -> None:  # fmt: skip
        """Report a problem at this place."""
        place = origin(self.spec, self.names.environment, self.path)
        self.problems.append(Diagnostic(place, message, rule, severity, related, at_key))

    def seconds(self, value: int | str, least: int = 0, most: int | None = None) -> int:
        """Return a duration in seconds: `30`, `"30s"`, `"5m"`, `"1h"`, `"14d"` (the schema has checked its form).

        least, most: what AWS takes; anything else is a problem at this place.
        """
        seconds = value if isinstance(value, int) else int(value[:-1]) * _UNIT_SECONDS[value[-1]]
        if most is not None and not least <= seconds <= most:
            self.problem(f'"{value}" is out of range; AWS takes {least} to {most} seconds here', "out-of-range")
        return seconds

    def thing(self, reference: str, *sections: str) -> Thing:
        """Return what `tables.orders` or `tables.orders.indexes.by_day` names; report it where nothing or the wrong kind does."""
        found = self._find(reference, sections)
        if isinstance(found, str):
            self.problem(found, "dangling-reference")
        elif sections and not {found.section, section_of(found)}.issubset(sections):
            expected = one_of(section for section in sections if section != "imports")
            kind = f" ({found.entry.get('kind')})" if found.section == "imports" else ""
            message = f'"{reference}" is {a(found.section)}{kind}; {expected} is expected here'
            self.problem(message, "wrong-reference", related=(Related(found.path, "declared here"),))
        else:
            return found
        return Thing(sections[0] if sections else "", reference.rpartition(".")[2], self.path, reference, reference)

    def declared_environment(self, name: str) -> str:
        """Return the name of an environment; report it where no such environment is declared."""
        known = self.spec["environments"]
        if name not in known:
            way_out = did_you_mean(name, known) or f"; declared here: {', '.join(known)}"
            self.problem(f'environment "{name}" is not declared{way_out}', "dangling-reference")
        return name

    def text(self, value: str) -> str:
        """Return the text with every `${...}` replaced; `$${` becomes `${`."""
        if "${" not in value:
            return value
        return _PLACEHOLDER.sub(self._replacement, value)

    def texts(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return a mapping with all its texts resolved, each at its own place."""
        return {key: self.at(key).text(text) if "${" in (text := str(value)) else text for key, value in values.items()}

    def resolved(self, value: Any) -> Any:
        """Return a value with all texts in it resolved, at any depth, each at its own place."""
        match value:
            case str():
                return self.text(value)
            case Mapping():
                return {key: self.at(key).resolved(entry) for key, entry in value.items()}
            case list():
                return [self.at(index).resolved(entry) for index, entry in enumerate(value)]
            case _:
                return value

    def _replacement(self, match: re.Match[str]) -> str:
        inner = match.group(1)
        if inner is None:
            return "${"
        value = self._value(inner.strip())
        if value is None:
            return match.group(0)
        return value

    def _value(self, inner: str) -> str | None:
        parts = segments(inner)
        match parts:
            case ["region"]:
                return self.names.region
            case ["account"]:
                return self.names.account
            case ["system", attribute] if isinstance(self.tree["system"].get(attribute), str):
                return str(self.tree["system"][attribute])
            case ["environment", "name"]:
                return self.names.environment
            case ["environment", *rest]:
                return self._environment_value(inner, rest)
            case ["variables", name]:
                return self._declared(name, ("terraform", "variables"), f"variables.{name}")
            case ["terraform", export, attribute]:
                return self._exported(export, attribute)
            case [_, *_]:
                return self._attribute(inner, parts)
            case _:
                self.problem(f'"${{{inner}}}" is not a reference; write "$${{" for a plain "${{"', "dangling-reference")
                return None

    def _environment_value(self, inner: str, rest: list[str]) -> str | None:
        value: Any = self.environment
        if ("environments", self.names.environment, *rest[:1]) in self.cut:
            return None  # what is misshapen has been told
        for part in rest:
            known = list(value) if isinstance(value, Mapping) else []
            if part not in known:
                names = f"; declared here: {', '.join(sorted(map(str, known)))}" if known else ""
                self.problem(f'"${{{inner}}}": environment "{self.names.environment}" has no "{part}"'
                             f"{did_you_mean(part, known) or names}", "dangling-reference")  # fmt: skip
                return None
            value = value[part]
        if isinstance(value, bool):
            return "true" if value else "false"
        return self.text(str(value))

    def _declared(self, name: str, place: tuple[str, str], mark: str) -> str | None:
        known = (self.tree.get(place[0]) or {}).get(place[1]) or {}
        if name not in known:
            self.problem(
                f'"{name}" is not declared in {".".join(place)}{did_you_mean(name, known)}', "dangling-reference"
            )
            return None
        return token(mark)

    def _exported(self, export: str, attribute: str) -> str | None:
        exports = (self.tree.get("terraform") or {}).get("exports") or {}
        expression = (exports.get(export) or {}).get(attribute)
        if expression is None:
            self.problem(f'"terraform.{export}.{attribute}" is not declared in terraform.exports'
                         f"{did_you_mean(export, exports)}", "dangling-reference")  # fmt: skip
            return None
        return token(f"terraform:{expression}")

    def _attribute(self, inner: str, parts: Sequence[str]) -> str | None:
        owner = self._find_parts(parts[:-1]) if len(parts) > 1 else f'"${{{inner}}}" names no attribute'
        if isinstance(owner, str):
            whole = self._find_parts(parts)
            if isinstance(whole, Thing):
                owner = (
                    f'"${{{inner}}}" is {a(whole.section)}, not a text; say which attribute: {known_attributes(whole)}'
                )
            self.problem(owner, "dangling-reference")
            return None
        known = {"name": owner.name, "arn": owner.arn, **owner.attributes}
        values = {name: value for name, value in known.items() if value}
        if parts[-1] not in values:
            self.problem(f'{a(owner.section)} has no "{parts[-1]}"{did_you_mean(parts[-1], values)}'
                         f" (there is {known_attributes(owner)})", "dangling-reference")  # fmt: skip
            return None
        return values[parts[-1]]

    def _find(self, reference: str, sections: Sequence[str]) -> Thing | str:
        if not _REFERENCE.fullmatch(reference):
            return f'"{reference}" is not a reference; write it like "tables.orders"'
        return self._find_parts(segments(reference), sections)

    def _find_parts(self, parts: Sequence[str], sections: Sequence[str] = ()) -> Thing | str:
        """Return what a reference names, or what is wrong with it. sections: those that are expected."""
        match parts:
            case [single] if (single, "") in self.things:
                return self.things[(single, "")]
            case ["auth", "clients", client]:
                return self._part("auth", "", "clients", client)
            case ["tables", table, "indexes", index]:
                return self._part("tables", table, "indexes", index)
            case [section, key] if (section, key) in self.things:
                return self.things[(section, key)]
            case [section, key] if section in TITLES and section not in SINGLE_THINGS:
                return self._unknown(section, key)
            case [single] if single in THINGS:
                return f'"{single}" is a section; name one of its entries, such as "{single}.NAME"'
            case [_, *_]:
                return nothing(parts, self.things, sections)
            case _:
                return "an empty text is not a reference"

    def _part(self, section: str, key: str, part: str, name: str) -> Thing | str:
        owner = self.things.get((section, key))
        if owner is None:
            return self._unknown(section, key)
        parts = owner.entry.get(part) or {}
        if name not in parts:
            return no_part(section, key, part, name, parts)
        arn = f"{owner.arn}/index/{name}" if part == "indexes" else owner.arn
        attributes = arns.attributes(self.names, part, name, name, {})
        return Thing(part, name, (*owner.path, part, name), name, arn, attributes, parts[name] or {}, owner)

    def _unknown(self, section: str, key: str) -> str:
        elsewhere = (self.spec.get(section) or {}).get(key)
        if isinstance(elsewhere, Mapping) and "only" in elsewhere:
            return (f'{called(section, key)} exists only in {", ".join(elsewhere["only"])}, '
                    f'and this is needed in "{self.names.environment}" too')  # fmt: skip
        return undeclared(section, key, (name for owner, name in self.things if owner == section))


def section_of(thing: Thing) -> str:
    """Return the section whose kind a thing is; for an import that of what it stands for."""
    if thing.section != "imports":
        return thing.section
    kind = str(thing.entry.get("kind", ""))
    return "buses" if kind == "bus" else f"{kind}s"


@lru_cache(maxsize=4096)  # every stack and several rules split the same references
def segments(reference: str) -> tuple[str, ...]:
    """Split `tables."a.b".name` at its dots, quotes taken off."""
    return tuple(quoted or plain for quoted, plain in _SEGMENT.findall(reference))


def known_attributes(thing: Thing) -> str:
    """Return the attributes that a text can name, as words."""
    values = {"name": thing.name, "arn": thing.arn, **thing.attributes}
    return ", ".join(sorted(name for name, value in values.items() if value))
