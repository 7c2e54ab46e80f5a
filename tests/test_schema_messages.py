"""What is said about a spec of the wrong shape."""

import json
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Diagnostic
from generator.schema import check, check_entry, schema_folder

DURATION = {
    "description": 'Seconds as a number, or a number with s or m, such as "30s".',
    "oneOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]+[sm]$"}],
}
NAME = {"description": "Lower-case letters.", "type": "string", "pattern": "^[a-z]+$", "maxLength": 8}
STATE = {
    "oneOf": [
        {
            "type": "object",
            "required": ["Type", "Resource"],
            "additionalProperties": False,
            "properties": {"Type": {"const": "Task"}, "Resource": {"type": "string"}, "Next": {"type": "string"}},
        },
        {
            "type": "object",
            "required": ["Type"],
            "additionalProperties": False,
            "properties": {"Type": {"const": "Wait"}, "Seconds": {"type": "integer"}},
        },
    ]
}
FUNCTION: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "handler": {"type": "string"},
        "memory": {"type": "integer", "minimum": 128, "maximum": 10240},
        "timeout": {"$ref": "common.json#/$defs/duration"},
        "network": {"type": "boolean"},
        "runtime": {"enum": ["python3.12", "python3.13"]},
        "publish": {"type": "string", "pattern": "^/", "examples": ["/shop/api"]},
        "actions": {
            "description": "What it may do.",
            "type": "array",
            "items": {"type": "string", "pattern": ":"},
            "examples": [["s3:GetObject"]],
        },
        "weights": {"type": "array", "items": {"type": "number"}, "minItems": 1, "maxItems": 2, "uniqueItems": True},
        "above": {"type": "number"},
        "below": {"type": "number"},
        "code": {"anyOf": [{"type": "string"}, {"type": "object"}, {"type": "null"}]},
        "recovery": {"anyOf": [{"const": 0}, {"type": "integer", "minimum": 7, "maximum": 30}]},
        "old": False,
        "triggers": {"type": "array", "items": {"$ref": "trigger.json"}},
        "state": STATE,
        "retries": {"type": "integer"},
        "on_failure": {"type": "string"},
    },
    "dependentRequired": {"retries": ["on_failure"]},
    "not": {"required": ["above", "below"]},
}
TRIGGER = {
    "oneOf": [
        {
            "type": "object",
            "required": ["queue"],
            "additionalProperties": False,
            "properties": {"queue": {"type": "string"}, "batch": {"type": "integer"}},
        },
        {
            "type": "object",
            "required": ["stream"],
            "additionalProperties": False,
            "properties": {"stream": {"type": "string"}, "from": {"enum": ["oldest", "newest"]}},
        },
    ]
}
ROOT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://example.com/schema/collectiq.schema.json",
    "type": "object",
    "required": ["version"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": 1},
        "functions": {
            "type": "object",
            "propertyNames": {"$ref": "kinds/common.json#/$defs/name"},
            "additionalProperties": {"$ref": "kinds/function.json", "required": ["handler"]},
        },
    },
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a small set of schemas, laid out as those that ship."""
    folder = tmp_path_factory.mktemp("schema")
    (folder / "kinds").mkdir()
    common = {"$defs": {"duration": DURATION, "name": NAME}}
    kinds = {"common": common, "function": FUNCTION, "trigger": TRIGGER}
    files = {"collectiq.schema.json": ROOT, **{f"kinds/{name}.json": kind for name, kind in kinds.items()}}
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content))
    return folder


def of_function(entry: object, folder: Path) -> list[Diagnostic]:
    return check_entry(entry, "kinds/function.json", ("functions", "worker"), root=folder)


@pytest.mark.parametrize(
    ("entry", "rule", "message"),
    [
        (
            {"memory": "512 MB"},
            "wrong-type",
            '"memory" must be a whole number from 128 to 10240, not "512 MB"; write 512',
        ),
        (
            {"memory": "512"},
            "wrong-type",
            '"memory" must be a whole number from 128 to 10240, not "512"; remove the quotes',
        ),
        ({"memory": 512.0}, "wrong-type", '"memory" must be a whole number from 128 to 10240, not 512.0'),
        ({"memory": True}, "wrong-type", '"memory" must be a whole number from 128 to 10240, not true'),
        ({"memory": None}, "wrong-type", '"memory" must be a whole number from 128 to 10240, but it is empty'),
        ({"memory": 64}, "out-of-range", '"memory" must be a whole number from 128 to 10240, not 64'),
        ({"network": "yes"}, "wrong-type", '"network" must be true or false, not "yes"; write true'),
        ({"handler": 5}, "wrong-type", '"handler" must be text, not 5; write quotes around it'),
        ({"handler": ["a"]}, "wrong-type", '"handler" must be text, not a list'),
        ({"code": 5}, "wrong-type", '"code" must be text, a mapping or empty, not 5; write quotes around it'),
        ({"timeout": []}, "wrong-type", '"timeout" must be a whole number of at least 0 or text, not a list'),
        ({"timeout": -1}, "out-of-range", '"timeout" must be a whole number of at least 0, not -1'),
        (
            {"timeout": "30 sec"},
            "wrong-format",
            '"timeout" cannot be "30 sec"; expected: seconds as a number, or a number with s or m, such as "30s"',
        ),
        ({"timeout": "30s\n"}, "wrong-format", '"timeout" cannot be "30s\n"; expected: seconds as a number, or a '),
        ({"publish": "shop"}, "wrong-format", '"publish" cannot be "shop"; expected: for example "/shop/api"'),
        (
            {"runtime": "python3.1"},
            "not-allowed",
            '"runtime" must be one of python3.12, python3.13, not "python3.1"; did you mean "python3.1',
        ),
        (
            {"actions": ["s3"]},
            "wrong-format",
            'item 1 of "actions" cannot be "s3"; expected: what it may do, for example "s3:GetObject"',
        ),
        ({"weights": []}, "out-of-range", '"weights" must not be empty'),
        ({"weights": [1, 2, 3]}, "out-of-range", '"weights" has 3 items, but at most 2 can be used'),
        ({"weights": [1, 1]}, "not-allowed", '"weights" lists the same item twice; remove one'),
        ({"weights": [1, "b"]}, "wrong-type", 'item 2 of "weights" must be a number, not "b"'),
        ({"above": 1, "below": 2}, "not-allowed", '"worker" cannot have "above" and "below" together; keep one'),
        ({"retries": 1}, "missing-key", '"worker" needs "on_failure" beside "retries"'),
        ({"old": 1}, "unknown-key", '"old" cannot be used here; remove it'),
        ({"timeot": 30}, "unknown-key", 'unknown key "timeot"; did you mean "timeout"?'),
        ({"zzz": 30}, "unknown-key", 'unknown key "zzz"; known here: above, actions, below, code'),
        ([], "wrong-type", '"worker" must be a mapping, not a list'),
        ({"recovery": 7.5}, "wrong-type", '"recovery" must be 0 or a whole number from 7 to 30, not 7.5'),
        ({"recovery": "7d"}, "wrong-type", '"recovery" must be 0 or a whole number from 7 to 30, not "7d"'),
    ],
)
def test_a_wrong_value_is_described_in_the_words_of_the_spec(
    entry: object, rule: str, message: str, folder: Path
) -> None:
    problems = of_function(entry, folder)
    assert [problem.rule for problem in problems] == [rule]
    assert problems[0].message.startswith(message)


@pytest.mark.parametrize(
    ("trigger", "messages"),
    [
        ({"queue": "a", "bach": 1}, ['unknown key "bach"; did you mean "batch"?']),
        ({"quue": "a"}, ['unknown key "quue"; did you mean "queue"?']),
        ({"queue": "a", "batch": "b"}, ['"batch" must be a whole number, not "b"']),
        ({"stream": "a", "from": "old"}, ['"from" must be one of oldest, newest, not "old"; did you mean "oldest"?']),
        ({}, ['item 1 of functions.worker.triggers needs "queue" or "stream"']),
        ("a", ['item 1 of "triggers" must be a mapping, not "a"']),
    ],
)
def test_of_several_forms_the_one_that_was_meant_is_explained(
    trigger: object, messages: list[str], folder: Path
) -> None:
    problems = of_function({"triggers": [trigger]}, folder)
    assert [problem.message for problem in problems] == messages


def test_a_fixed_value_decides_which_form_was_meant(folder: Path) -> None:
    task = of_function({"state": {"Type": "Task", "Seconds": 5}}, folder)
    wait = of_function({"state": {"Type": "Wait", "Secnds": 5}}, folder)
    assert [problem.message.split(";")[0] for problem in task] == [
        'functions.worker.state needs the key "Resource"',
        'unknown key "Seconds"',
    ]
    assert [problem.message for problem in wait] == ['unknown key "Secnds"; did you mean "Seconds"?']


def test_keys_that_exclude_one_another_are_named(tmp_path: Path) -> None:
    schema = {"type": "object", "oneOf": [{"required": ["queue"]}, {"required": ["topic"]}]}
    (tmp_path / "target.json").write_text(json.dumps(schema))
    problems = check_entry({"queue": 1, "topic": 2}, "target.json", ("targets", "GET /x"), root=tmp_path)
    assert [p.message for p in problems] == ['"queue" and "topic" do not go together in targets."GET /x"; keep one']


def test_a_value_of_the_wrong_type_is_not_also_said_to_fit_several_forms(tmp_path: Path) -> None:
    schema = {"type": "object", "oneOf": [{"required": ["queue"]}, {"required": ["topic"]}]}
    (tmp_path / "target.json").write_text(json.dumps(schema))
    for value in (None, "queue topic"):
        (problem,) = check_entry(value, "target.json", ("target",), root=tmp_path)
        assert problem.rule == "wrong-type"


def test_an_unknown_key_is_located_at_the_key(folder: Path) -> None:
    (problem,) = of_function({"timeot": 30}, folder)
    assert (problem.path, problem.at_key) == (("functions", "worker", "timeot"), True)


def test_a_missing_key_names_the_entry_and_the_key(folder: Path) -> None:
    (problem,) = check({"version": 1, "functions": {"worker": {"memory": 128}}}, root=folder)
    assert (problem.rule, problem.message) == ("missing-key", 'functions.worker needs the key "handler"')
    assert (problem.path, problem.at_key) == (("functions", "worker"), True)


def test_every_missing_key_is_a_problem_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "pair.json").write_text(json.dumps({"required": ["a", "b", "c"]}))
    problems = check_entry({"b": 1}, "pair.json", (), root=tmp_path)
    assert [p.message for p in problems] == ['the file needs the key "a"', 'the file needs the key "c"']


def test_a_misspelt_key_is_not_also_called_missing(folder: Path) -> None:
    problems = check({"version": 1, "functions": {"worker": {"handlr": "a:b"}}}, root=folder)
    assert [p.message for p in problems] == ['unknown key "handlr"; did you mean "handler"?']


def test_a_name_that_cannot_be_used_is_located_at_the_name(folder: Path) -> None:
    problems = check({"version": 1, "functions": {"A b": {"handler": "a"}, "abcdefghi": {"handler": "a"}}}, root=folder)
    assert [(p.path, p.at_key, p.message) for p in problems] == [
        (("functions", "A b"), True, 'the name "A b" cannot be used; expected: lower-case letters'),
        (
            ("functions", "abcdefghi"),
            True,
            'the name "abcdefghi" cannot be used because it has 9 characters, but at most 8 can be used',
        ),
    ]


def test_a_wrong_version_is_named(folder: Path) -> None:
    assert [p.message for p in check({"version": 2}, root=folder)] == ['"version" must be 1, not 2']
    assert [p.message for p in check({"version": "1"}, root=folder)] == [
        '"version" must be 1, not "1"; remove the quotes'
    ]


def test_a_good_spec_has_no_problems(folder: Path) -> None:
    function = {"handler": "a:b", "timeout": "30s", "triggers": [{"queue": "q"}], "state": {"Type": "Wait"}}
    assert check({"version": 1, "functions": {"worker": function}}, root=folder) == []


def test_values_nested_as_deep_as_the_reader_allows_are_checked(tmp_path: Path) -> None:
    part = {"anyOf": [{"type": "string"}, {"oneOf": [{"allOf": [{"$ref": "#/$defs/tree"}]}]}]}
    tree = {"type": "object", "additionalProperties": {"$ref": "#/$defs/part"}}
    (tmp_path / "tree.json").write_text(json.dumps({"$ref": "#/$defs/tree", "$defs": {"tree": tree, "part": part}}))
    deep: object = 5
    for _ in range(64):
        deep = {"a": deep}
    (problem,) = check_entry(deep, "tree.json", (), root=tmp_path)
    assert (problem.message, len(problem.path)) == ('"a" must be text or a mapping, not 5; write quotes around it', 64)


def test_the_schemas_that_ship_are_found() -> None:
    assert (schema_folder() / "collectiq.schema.json").is_file()
