"""What the audit understands of Python and of boto3, one construct at a time: a function without grants, and what it lacks."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from generator.cli import app
from tests.audit.constructs import CASES, EVERY, HEAD, SPEC, UNKNOWN

GRANTED = SPEC.replace("grants: []", "grants: [{allow: [s3:PutObject], resource: buckets.files}]")


def project(folder: Path, code: str, spec: str = SPEC) -> Path:
    """Write a spec and the code of its one function that matters."""
    for path in ("handlers/worker/app.py", "handlers/other/app.py"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("def handler(event, context):\n    pass\n")
    (folder / "handlers/worker/app.py").write_text(HEAD + code + "\n")
    (folder / "beside.py").write_text("")
    (folder / "collectiq.yaml").write_text(spec)
    return folder / "collectiq.yaml"


def audited(spec: Path) -> list[dict[str, object]]:
    """Return what `collectiq audit` says."""
    answer = CliRunner().invoke(app, ["audit", "--spec", str(spec), "--format", "json"])
    assert answer.exit_code in (0, 1), answer.output
    found: list[dict[str, object]] = json.loads(answer.stdout)
    return found


def needed(found: list[dict[str, object]]) -> set[str]:
    """Return the grants that the findings ask for: action, resource, path."""
    lines = [
        str(one["message"]).rpartition("add {allow: [")[2].removesuffix("}")
        for one in found
        if one["rule"] == "missing-grant"
    ]
    words = [
        line.replace("], resource: ", " ").replace(", path: ", " ").replace('"', "").replace(" ...", "")
        for line in lines
    ]
    return set(words)


@pytest.mark.parametrize("case", CASES)
def test_a_call_is_found_through(tmp_path: Path, case: str) -> None:
    code, expected = CASES[case]
    assert expected == needed(audited(project(tmp_path, code)))


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_cannot_be_known_is_said_and_is_no_finding(tmp_path: Path, case: str) -> None:
    code, expected = UNKNOWN[case]
    found = audited(project(tmp_path, code, GRANTED))
    assert {"cannot-tell"} == {str(one["rule"]) for one in found}
    assert any(expected in str(one["message"]) for one in found), found


def test_a_resource_that_is_not_known_is_no_finding(tmp_path: Path) -> None:
    code = EVERY + "    boto3.client('s3').put_object(Bucket=event['bucket'], Key='a')"
    found = audited(project(tmp_path, code, GRANTED))
    assert ["cannot-tell"] == [one["rule"] for one in found]


def test_a_managed_policy_may_allow_what_no_grant_does(tmp_path: Path) -> None:
    policy = '[{arn: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", reason: All of it is read.}]'
    spec = SPEC.replace("grants: []", f"managed_policies: {policy}")
    code = EVERY + "    boto3.client('s3').get_object(Bucket=os.environ['BUCKET'], Key='a')"
    assert ["cannot-tell"] == [one["rule"] for one in audited(project(tmp_path, code, spec))]


def test_a_service_that_an_environment_imitates_is_not_called_there(tmp_path: Path) -> None:
    code = EVERY + "    boto3.client('s3').get_object(Bucket=os.environ['BUCKET'], Key='a')"
    both = "environments: {dev: {regions: [eu-west-1], mocks: [s3]}, prod: {regions: [eu-west-1]}}"
    spec = SPEC.replace('environments: {dev: {regions: [eu-west-1], account: "111122223333"}}', both)
    found = audited(project(tmp_path, code, spec))
    assert ["missing-grant"] == [one["rule"] for one in found]
    assert "in prod, which no grant allows" in str(found[0]["message"])


@pytest.mark.parametrize("look", ["text", "json", "github", "sarif"])
def test_every_format_carries_the_line_of_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: str) -> None:
    project(tmp_path, EVERY + "    boto3.client('s3').list_buckets()")
    monkeypatch.chdir(tmp_path)
    answer = CliRunner().invoke(app, ["audit", "--format", look])
    assert 1 == answer.exit_code
    code = "handlers/worker/app.py"
    if look == "sarif":
        [result] = json.loads(answer.stdout)["runs"][0]["results"]
        [place] = [one["physicalLocation"] for one in result["relatedLocations"]]
        assert (code, 4) == (place["artifactLocation"]["uri"], place["region"]["startLine"])
    elif look == "json":
        [finding] = json.loads(answer.stdout)
        assert [(code, 4)] == [(one["file"], one["line"]) for one in finding["related"]]
    else:
        assert f"{code}:4:5: " in answer.stdout


def test_code_that_grows_without_end_is_left_with_a_note(tmp_path: Path) -> None:
    names = [f"f{number}" for number in range(40)]
    every = ", ".join(names)
    code = "".join(
        f"def {name}(x, *more):\n    for one in ({every}):\n        one((x, {number}), [x, more])\n"
        for number, name in enumerate(names)
    )
    found = audited(project(tmp_path, code + EVERY + "    f0(event)", GRANTED))
    assert {"cannot-tell"} == {str(one["rule"]) for one in found}


SUCCESS = "very call that was found is granted, and every grant is used.\n"


def concluded(spec: Path) -> str:
    """Return how `collectiq audit` ends."""
    answer = CliRunner().invoke(app, ["audit", "--spec", str(spec)])
    assert 0 == answer.exit_code, answer.output
    return answer.stdout.splitlines(keepends=True)[-1]


def test_what_was_read_and_has_its_grants_is_called_so(tmp_path: Path) -> None:
    assert f"E{SUCCESS}" == concluded(project(tmp_path, EVERY + "    pass"))


def test_no_success_is_claimed_of_functions_that_could_not_be_read(tmp_path: Path) -> None:
    spec = project(tmp_path, "def handler(:\n", GRANTED)
    assert f"1 function could not be read, see the notes; of the others, e{SUCCESS}" == concluded(spec)
    (tmp_path / "handlers/other/app.py").write_text("def handler(:\n")
    assert "2 functions could not be read, see the notes.\n" == concluded(spec)


def test_no_success_is_claimed_of_functions_that_may_do_more(tmp_path: Path) -> None:
    spec = project(tmp_path, UNKNOWN["a client in the hands of others"][0], GRANTED)
    assert f"What 1 function does is not wholly known, see the notes; of the others, e{SUCCESS}" == concluded(spec)
    (tmp_path / "handlers/other/app.py").write_text("def handler(:\n")
    expected = "1 function could not be read, and what 1 function does is not wholly known, see the notes.\n"
    assert expected == concluded(spec)


QUERY = EVERY + "    boto3.client('dynamodb').query(TableName=os.environ['TABLE'], IndexName={})"
ON_INDEX = SPEC.replace("grants: []", "grants: [{allow: [dynamodb:Query], resource: tables.orders.indexes.by_day}]")


def findings(spec: Path) -> list[tuple[str, str, int]]:
    """Return the rule, the message and the line of the spec of each finding."""
    found = json.loads(CliRunner().invoke(app, ["audit", "--spec", str(spec), "--format", "json"]).stdout)
    return [(one["rule"], one["message"], one["line"]) for one in found if one["severity"] != "note"]


def line(spec: Path, text: str) -> int:
    """Return the number of the first line with a text."""
    return 1 + next(number for number, one in enumerate(spec.read_text().splitlines()) if text in one)


def test_an_index_that_is_not_there_is_told_where_its_name_stands(tmp_path: Path) -> None:
    spec = project(tmp_path, QUERY.format("os.environ['INDEX']"), ON_INDEX.replace("INDEX: by_day", "INDEX: by_dya"))
    message = 'tables.orders has no index "by_dya", which function "worker" reads; did you mean "by_day"?'
    assert [("unknown-index", message, line(spec, "by_dya"))] == findings(spec)


def test_an_index_that_is_not_there_is_told_at_the_override_that_names_it(tmp_path: Path) -> None:
    both = """environments:
  dev: {regions: [eu-west-1]}
  prod:
    regions: [eu-west-1]
    set: {functions: {worker: {environment: {INDEX: customers}}}}"""
    one = 'environments: {dev: {regions: [eu-west-1], account: "111122223333"}}'
    spec = project(tmp_path, QUERY.format("os.environ['INDEX']"), ON_INDEX.replace(one, both))
    way_out = "declare it under tables.orders.indexes, or read one that is there: by_day"
    message = f'tables.orders has no index "customers", which function "worker" reads; {way_out}'
    assert [("unknown-index", message, line(spec, "customers"))] == findings(spec)


def test_an_index_that_only_the_code_names_is_told_at_the_function(tmp_path: Path) -> None:
    spec = project(tmp_path, QUERY.format("'by_dya'"), ON_INDEX)
    [(rule, _, where)] = findings(spec)
    assert ("unknown-index", line(spec, "worker:")) == (rule, where)


@pytest.mark.parametrize(
    ("handler", "message"),
    [
        ("handlers.wroker.app:handler", 'there is no module "handlers.wroker.app" beside the spec; did you mean "handlers.worker.app"?'),
        ("handlers.worker.app:handle", 'handlers/worker/app.py has no "handle"; did you mean "handler"?'),
        ("handlers/worker/app.handle", 'handlers/worker/app.py has no "handle"; did you mean "handler"?'),
        ("index.handler\n    runtime: nodejs22.x\n    code: web", 'there is no code in the folder "handlers/web", which is packaged as it stands'),
    ],
)  # fmt: skip
def test_a_handler_that_is_not_there_is_an_error_and_nothing_else_is_said_of_it(
    tmp_path: Path, handler: str, message: str
) -> None:
    spec = project(tmp_path, EVERY + "    pass", GRANTED.replace("handlers.worker.app:handler", handler))
    place = line(spec, f"handler: {handler.splitlines()[0]}")
    assert [("missing-handler", message, place)] == [
        (one["rule"], one["message"], one["line"]) for one in audited(spec)
    ]


def test_code_that_is_not_python_is_told_once(tmp_path: Path) -> None:
    spec = project(tmp_path, "def handler(:\n", GRANTED)
    assert 1 == len([one for one in audited(spec) if one["severity"] == "note"])


@pytest.mark.parametrize("handler", ["handlers.worker.app.handler", "handlers/worker/app.handler"])
def test_a_handler_in_another_form_is_read(tmp_path: Path, handler: str) -> None:
    code = EVERY + "    boto3.client('s3').get_object(Bucket=os.environ['BUCKET'], Key='a')"
    spec = project(tmp_path, code, SPEC.replace("handlers.worker.app:handler", handler))
    assert {"s3:GetObject buckets.files a"} == needed(audited(spec))


@pytest.mark.parametrize(
    "code",
    [
        "X = os.environ['INDXE']\n" + EVERY + "    pass",
        "NAMES = ['indxe']\nX = {name: os.environ[name.upper()] for name in NAMES}\n" + EVERY + "    pass",
        EVERY + "    return read()\ndef read():\n    return os.environ['INDXE']",
        "from os import environ\n" + EVERY + "    try:\n        return environ['INDXE']\n    except ValueError:\n        return ''",
    ],
)  # fmt: skip
def test_a_variable_that_the_spec_does_not_declare_is_a_warning(tmp_path: Path, code: str) -> None:
    spec = project(tmp_path, code)
    message = (
        'the spec declares no variable "INDXE" for function "worker", which cannot do without it; did you mean "INDEX"?'
    )
    assert [("undeclared-variable", message, line(spec, "environment:"))] == findings(spec)
    assert 0 == CliRunner().invoke(app, ["audit", "--spec", str(spec)]).exit_code


@pytest.mark.parametrize("name", ["LIMIT", "PATH_PREFIX", "LANGUAGE"])  # Lambda has PATH and LANG
def test_a_variable_that_resembles_none_is_to_be_added(tmp_path: Path, name: str) -> None:
    [(_, message, _)] = findings(project(tmp_path, f"X = os.environ['{name}']\n" + EVERY + "    pass"))
    assert message.endswith("; add it to the function's environment")


@pytest.mark.parametrize(
    "code",
    [
        "X = os.environ['INDEX'] + os.environ['AWS_REGION'] + os.environ['TZ']",
        "X = os.environ.get('INDXE')",
        "X = os.getenv('INDXE') and os.environ['INDXE']",
        "X = os.environ['INDXE'] if 'INDXE' in os.environ else ''",
        "os.environ['INDXE'] = 'x'\nX = os.environ['INDXE']",
        "os.environ.setdefault('INDXE', 'x')\nX = os.environ['INDXE']",
        "try:\n    X = os.environ['INDXE']\nexcept KeyError:\n    X = ''",
        "import sys\nX = os.environ[sys.argv[0]]",
        "if os.environ['INDEX'] == 'other':\n    X = os.environ['INDXE']",
    ],
)
def test_a_variable_that_may_be_missing_is_no_finding(tmp_path: Path, code: str) -> None:
    assert [] == findings(project(tmp_path, f"{code}\n{EVERY}    pass"))


def test_a_variable_that_only_one_environment_lacks_is_told_with_its_name(tmp_path: Path) -> None:
    both = """environments:
  dev: {regions: [eu-west-1]}
  prod: {regions: [eu-west-1], set: {functions: {worker: {environment: {LIMIT: "5"}}}}}"""
    one = 'environments: {dev: {regions: [eu-west-1], account: "111122223333"}}'
    [(_, message, _)] = findings(
        project(tmp_path, "X = os.environ['LIMIT']\n" + EVERY + "    pass", SPEC.replace(one, both))
    )
    assert 'for function "worker" in dev, which' in message
