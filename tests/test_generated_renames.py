"""A rename with `renamed_from` makes nothing anew that has the same identity in AWS: Terraform would take it away again."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import plans, systems
from tests.conftest import PLANNING

pytestmark = [pytest.mark.slow, pytest.mark.terraform, pytest.mark.xdist_group(PLANNING)]

CASE, ENVIRONMENT = "functions_run_in_every_way", "prod"
SECTIONS = ("functions", "queues", "topics", "tables", "buckets")
MOVE = re.compile(r"^  from = (.+)\n  to   = (.+)$", re.MULTILINE)
# Its statement is named after both, so that the new one can stand beside the old one.
MADE_ANEW = "module.lambda_fn.aws_lambda_permission.this"


def renamed(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a spec in which each entry that was never renamed has another key, where it is named, too."""
    names = {
        (section, key): f"{key}_now"
        for section in SECTIONS
        for key, entry in spec[section].items()
        if "renamed_from" not in (entry or {})
    }

    def changed(value: Any, path: tuple[Any, ...] = ()) -> Any:
        match value:
            case dict():
                return {
                    names.get((path[-1], key), key) if path else key: changed(entry, (*path, key))
                    for key, entry in value.items()
                }
            case list():
                return [changed(entry, (*path, index)) for index, entry in enumerate(value)]
            case str() if path[-1] == "function":
                return names.get(("functions", value), value)
            case str():
                for (section, key), now in names.items():
                    value = re.sub(rf"(?<![\w.]){section}\.{key}(?!\w)", f"{section}.{now}", value)
        return value

    made: dict[str, Any] = changed(spec)
    for (section, key), now in names.items():
        made[section][now] = {**(made[section][now] or {}), "renamed_from": key}
    return made


def addresses(name: str, folder: Path) -> tuple[set[str], Path]:
    """Return what the real Terraform plans for a system, and where its root is."""
    out = systems.write(systems.rendered(name), folder)
    return set(plans.values(plans.plan(out, name, ENVIRONMENT)).resources), out / "terraform" / "envs" / ENVIRONMENT


def where_to(address: str, moves: dict[str, str]) -> str:
    """Return where an address is in the end: a move may go on from where another one led."""
    while address in moves:
        address = moves[address]
    return address


def test_what_is_renamed_is_moved_with_all_that_belongs_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = tmp_path / "collectiq.yaml"
    text = systems.SYSTEMS[CASE].read_text(encoding="utf-8")
    spec.write_text(yaml.safe_dump(renamed(yaml.safe_load(text))), encoding="utf-8")
    monkeypatch.setitem(systems.SYSTEMS, "renamed", spec)
    before, _ = addresses(CASE, tmp_path / "before")
    after, root = addresses("renamed", tmp_path / "after")
    texts = (file.read_text(encoding="utf-8") for file in root.glob("*.tf"))
    moves = dict(move for text in texts for move in MOVE.findall(text))
    moved = {where_to(address, moves) for address in before}
    assert len(before & moves.keys()) > 50
    assert {MADE_ANEW} == {address.partition("[")[0] for address in moved ^ after}
