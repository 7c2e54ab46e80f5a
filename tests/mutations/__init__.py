"""Mistakes that people make, each planted into a valid spec: what finds it, and what AWS would have done with it."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from generator.scope import segments

Spec = dict[str, Any]
Plant = Callable[[Spec], None]

SHOP = Path(__file__).with_name("shop.yaml")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One kind of mistake. rule: what finds it; empty for one that nothing finds. on_aws: what happens without."""

    name: str
    rule: str
    on_aws: str
    plant: Plant


def planted(mistake: Mistake) -> str:
    """Return the text of the shop with a mistake in it."""
    spec = deepcopy(_shop())
    before = deepcopy(spec)
    mistake.plant(spec)
    assert spec != before, f"{mistake.name}: nothing was planted"
    return str(yaml.safe_dump(spec, sort_keys=False, allow_unicode=True, width=200))


@cache
def _shop() -> Spec:
    found: Spec = yaml.safe_load(SHOP.read_text(encoding="utf-8"))
    return found


def at(spec: Spec, place: str) -> Any:
    """Return what stands at a place such as `functions.charge.grants.0`."""
    found: Any = spec
    for part in segments(place):
        found = found[int(part)] if isinstance(found, list) else found[part]
    return found


def put(place: str, **settings: Any) -> Plant:
    """Set settings of what stands at a place."""
    return lambda spec: at(spec, place).update(settings)


def entry(place: str, key: str, value: Any) -> Plant:
    """Set one entry, whose key is no word of Python's."""
    return lambda spec: at(spec, place).__setitem__(key, value)


def drop(place: str, *keys: str) -> Plant:
    """Leave settings away."""

    def plant(spec: Spec) -> None:
        for key in keys:
            del at(spec, place)[key]

    return plant


def rename(place: str, old: str, new: str) -> Plant:
    """Call a key otherwise, where it stands."""

    def plant(spec: Spec) -> None:
        holder = at(spec, place)
        items = [(new if key == old else key, value) for key, value in holder.items()]
        holder.clear()
        holder.update(items)

    return plant


def swap(place: str, one: str, other: str) -> Plant:
    """Exchange two values."""

    def plant(spec: Spec) -> None:
        holder = at(spec, place)
        holder[one], holder[other] = holder[other], holder[one]

    return plant


def both(*plants: Plant) -> Plant:
    """Plant what makes one mistake only together."""

    def plant(spec: Spec) -> None:
        for one in plants:
            one(spec)

    return plant
