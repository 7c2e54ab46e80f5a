"""Whatever a person gets wrong, the answer is a list of problems at real places: never a traceback, never broken output."""

import json
import random
from typing import Any

import pytest
import yaml

from generator import report
from generator.pipeline import compile_source
from generator.source import parse
from tests.systems import SYSTEMS

JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 3.5, 10**12, "", " ", "x" * 300, "${", "${}", "${a.b}", "${tables.x.arn}", "tables.nowhere", "functions",
    "arn:aws:s3:::b", "*", "{% x", "é", [], [None], [[]], ["x"], {}, {"": None}, {"x": {"y": []}}, {"task": "x"}, "1d", "soon", "us-east-1",
)  # fmt: skip
WAYS = ("replace", "delete", "rename", "add", "swap")


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, child in children for place in places(child, (*path, key)))]


def mutated(spec: Any, chance: random.Random) -> Any:
    """Return the spec with one mistake."""
    copy = json.loads(json.dumps(spec))
    *above, key = chance.choice(places(copy)[1:])
    holder = copy
    for step in above:
        holder = holder[step]
    match chance.choice(WAYS):
        case "replace":
            holder[key] = chance.choice(JUNK)
        case "delete":
            del holder[key]
        case "rename" if isinstance(holder, dict):
            holder[f"{key}x"] = holder.pop(key)
        case "add" if isinstance(holder[key], dict):
            holder[key][chance.choice(["extra", "name", "only", "description"])] = chance.choice(JUNK)
        case _:
            other = chance.choice(list(holder if isinstance(holder, dict) else range(len(holder))))
            holder[key], holder[other] = holder[other], holder[key]
    return copy


def check(name: str, seed: int) -> None:
    chance = random.Random(seed)
    spec = yaml.safe_load(SYSTEMS[name].read_text())
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        spec = mutated(spec, chance)
    text = yaml.safe_dump(spec, allow_unicode=True, sort_keys=False)
    source, problems = parse(text, "collectiq.yaml")
    compiled = compile_source(source, problems, SYSTEMS[name].parent)
    for problem in json.loads(report.as_json(compiled.diagnostics, compiled.source)):
        assert problem["line"] >= 1
        assert not [
            word for word in ("Traceback", "NoneType", "KeyError", "dict", "<class") if word in problem["message"]
        ]
    for path, content in compiled.rendered().items():
        if path.suffix == ".json":
            json.loads(content)


@pytest.mark.parametrize("name", sorted(SYSTEMS.keys() - {"an_api_of_300_routes_is_one_table"}))
def test_one_mistake_is_told(name: str) -> None:
    for seed in range(8):
        check(name, seed)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["reference", "starter", "an_order_pipeline_needs_no_api", "functions_run_in_every_way"]
)
def test_many_mistakes_are_told(name: str) -> None:
    for seed in range(1000, 1100):
        check(name, seed)
