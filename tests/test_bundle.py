"""The schema in one piece says what its parts say."""

import json

import jsonschema
import pytest
import yaml

from generator.bundle import bundled
from tests.systems import SYSTEMS


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(bundled())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_system_is_valid_against_the_bundle(name: str, validator: jsonschema.Draft202012Validator) -> None:
    spec = yaml.safe_load(SYSTEMS[name].read_text())
    assert [error.message for error in validator.iter_errors(spec)] == []


def test_the_bundle_refuses_what_its_parts_refuse(validator: jsonschema.Draft202012Validator) -> None:
    spec = yaml.safe_load(SYSTEMS["reference"].read_text())
    spec["functions"]["healthz"]["timeout"] = "soon"
    assert len(list(validator.iter_errors(spec))) == 1


def test_the_bundle_needs_no_other_file() -> None:
    references = [value for line in bundled().splitlines() if '"$ref"' in line for value in [line.split('"')[3]]]
    assert [reference for reference in references if not reference.startswith("#")] == []
