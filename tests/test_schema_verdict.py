"""What is found right at once is what nothing is found wrong with at length."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import schema, schema_verdict, source
from generator.schema_verdict import is_right
from tests.fuzzing import spec_of
from tests.mutations import planted
from tests.mutations.catalogue import MISTAKES
from tests.systems import SYSTEMS

# Keywords whose values hold schemas by name, and those whose values are data.
NAMES = {"properties", "$defs", "dependentSchemas"}
VALUES = {"const", "enum", "examples", "default", "required", "dependentRequired"}

TEXTS = {name: path.read_text(encoding="utf-8") for name, path in SYSTEMS.items()}


def agree(data: Any) -> bool:
    """Tell whether the verdict and the reasons say the same of a spec that could be read."""
    return data is None or is_right(data) == (not schema.check(data, root=schema.schema_folder()))


def read(text: str) -> Any:
    return source.parse(text, "collectiq.yaml")[0].data


def keywords(schema: Any, *, named: bool = False) -> set[str]:
    """Return the keywords of a schema, at any depth; named: the keys of this mapping are names, such as those of properties."""
    match schema:
        case dict() if named:
            return {word for part in schema.values() for word in keywords(part)}
        case dict():
            parts = (keywords(part, named=key in NAMES) for key, part in schema.items() if key not in VALUES)
            return schema.keys() | {word for found in parts for word in found}
        case list():
            return {word for part in schema for word in keywords(part)}
        case _:
            return set()


@pytest.mark.parametrize("file", sorted(schema.schema_folder().rglob("*.json")), ids=lambda file: file.stem)
def test_every_keyword_of_the_schemas_is_judged(file: Path) -> None:
    assert set() == keywords(json.loads(file.read_text(encoding="utf-8"))) - schema_verdict.KEYWORDS


@pytest.mark.parametrize("name", sorted(SYSTEMS))
def test_every_system_is_right_at_once(name: str) -> None:
    assert is_right(read(TEXTS[name]))
    assert [] == schema.check(read(TEXTS[name]))


def test_they_agree_on_every_mistake() -> None:
    assert [] == [mistake.name for mistake in MISTAKES if not agree(read(planted(mistake)))]


@pytest.mark.parametrize(
    "value", ["128.0", "1e3", "true", ".inf", ".nan", "9" * 400, "null", "'128'", "[]", "-1", "1.5"]
)
def test_they_agree_on_what_a_whole_number_is(value: str) -> None:
    text = TEXTS["reference"]
    data = read(text)
    for function in data["functions"].values():
        function["memory"] = yaml.safe_load(value)
    assert agree(data)


@pytest.mark.parametrize("inputs", [300, pytest.param(10_000, marks=pytest.mark.slow)])
def test_they_agree_on_specs_with_mistakes_at_random(inputs: int) -> None:
    small = sorted(TEXTS, key=lambda name: len(TEXTS[name]))[:-1]
    loaded = {name: yaml.safe_load(TEXTS[name]) for name in small}
    wrong = []
    for seed in range(inputs):
        chance = random.Random(seed)
        text = spec_of(chance.choice(small), chance, loaded, TEXTS)
        wrong += [] if agree(read(text)) else [seed]
    assert [] == wrong
