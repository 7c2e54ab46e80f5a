"""The bootstrap: what it makes, whom its roles trust, and what they may do."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml
from policy_sentry.querying.actions import get_action_data

from generator import targets
from generator.kinds.grant import Statement
from generator.model import Model, build
from generator.render import render
from generator.targets import bootstrap, expressions, git_attributes
from generator.targets.permissions import GROUPS
from generator.targets.pipeline_roles import POLICY_SIZE, PipelineRole, roles, size
from tests.systems import SYSTEMS
from tests.tools import ROOT

TEMPLATES = ROOT / "templates" / "terraform"
TYPE = re.compile(r'^(?:resource|data) "(aws_\w+)"', re.MULTILINE)
POLICIES_OF_A_ROLE = 10  # IAM quota

SHOP = """
system: {name: shop, repository: example/shop}
environments:
  dev: {regions: [us-east-1], account: "111122223333"}
  live: {regions: [us-east-1], account: "444455556666"}
functions:
  pay:
    handler: pay.app:handler
    deployment: {strategy: linear, percent: 10, minutes: 10}
    triggers: [{queue: queues.jobs}]
queues: {jobs: {}}
"""


def model_of(text: str) -> Model:
    model, problems = build(yaml.safe_load(text), "collectiq.yaml")
    assert [] == problems
    return model


def texts(model: Model) -> dict[str, str]:
    """Return the bootstrap's files by name."""
    rendered = render(bootstrap.files(model), expressions.expression)
    return {path.name: text for path, text in rendered.items() if path.parent.name == "bootstrap"}


def roles_of(model: Model) -> dict[str, PipelineRole]:
    """Return the roles by `environment-purpose`."""
    names = dict.fromkeys(stack.names.environment for stack in model.stacks)
    stacks = {name: [stack for stack in model.stacks if stack.names.environment == name] for name in names}
    return {f"{name}-{role.purpose}": role for name, some in stacks.items() for role in roles(some)}


def statements(role: PipelineRole) -> Iterator[Statement]:
    for grants in role.policies.values():
        yield from (statement for _, statement in grants)


@cache
def reference(action: str) -> Mapping[str, Any]:
    """Return what AWS says of an action: its access level, and the ARNs that it takes."""
    service, _, name = action.partition(":")
    found = get_action_data(service, name)
    assert found, f"AWS has no action {action}"
    rows = found[service]
    return {
        "level": rows[0]["access_level"],
        "takes_arn": any(row["resource_arn_format"] != "*" for row in rows),
    }


@pytest.fixture(scope="module")
def systems() -> dict[str, Model]:
    """The reference system and the largest cases, as if all of them had a repository."""
    found = {}
    for name, path in SYSTEMS.items():
        spec = yaml.safe_load(path.read_text(encoding="utf-8"))
        spec["system"]["repository"] = "example/shop"
        attachments = {str(file.relative_to(path.parent)): "" for file in path.parent.glob("infra/*.tf")}
        found[name] = build(spec, "collectiq.yaml", attachments)[0]
    return found


def test_every_action_exists_and_stands_with_the_resources_that_it_takes() -> None:
    wrong = [
        (action, takes_arn)
        for group in GROUPS.values()
        for calls in group
        for words, takes_arn in (
            (f"{calls.read} {calls.write} {calls.label} {calls.begin}", True),
            (f"{calls.read_any} {calls.write_any} {calls.create_any}", False),
        )
        for action in calls.actions(words)
        if reference(action)["takes_arn"] != takes_arn
    ]
    assert [] == wrong


def test_only_actions_that_take_no_resource_are_allowed_on_everything(systems: Mapping[str, Model]) -> None:
    everywhere = {
        action
        for model in systems.values()
        for role in roles_of(model).values()
        for statement in statements(role)
        if statement.resources == ("*",)
        for action in statement.actions
    }
    assert everywhere
    assert [] == sorted(action for action in everywhere if reference(action)["takes_arn"])


def test_no_action_is_a_wildcard(systems: Mapping[str, Model]) -> None:
    allowed = [
        action
        for model in systems.values()
        for role in roles_of(model).values()
        for statement in statements(role)
        if statement.effect == "Allow"
        for action in statement.actions
    ]
    assert [] == [action for action in allowed if "*" in action]


def test_every_type_of_resource_in_the_modules_is_in_the_table() -> None:
    folders = (TEMPLATES / "modules", TEMPLATES / "envs")
    used = {
        name for folder in folders for path in folder.rglob("*.j2") for name in TYPE.findall(path.read_text("utf-8"))
    }
    granted = {name for group in GROUPS.values() for calls in group for name in calls.types.split()}
    assert used == granted


def test_what_a_system_consists_of_its_pipelines_may_make(systems: Mapping[str, Model]) -> None:
    missing = {}
    for name, model in systems.items():
        others = [target for target in targets.TARGETS if target is not bootstrap.files]
        modules = [file for target in others for file in target(model) if "modules" in file.path.parts]
        rendered = render(modules, expressions.expression, expressions.templatefile_name)
        used = {found for text in rendered.values() for found in TYPE.findall(text)}
        allowed = {a for role in roles_of(model).values() for s in statements(role) for a in s.actions}
        granted = {
            kind
            for group in GROUPS.values()
            for calls in group
            if set(calls.actions(f"{calls.read} {calls.write}")) <= allowed
            for kind in calls.types.split()
        }
        missing[name] = used - granted
    assert {name: set() for name in systems} == missing


def test_a_plan_changes_nothing_but_its_lock(systems: Mapping[str, Model]) -> None:
    writing = {
        (action, resource.rpartition(".")[2])
        for model in systems.values()
        for name, role in roles_of(model).items()
        if name.endswith("-plan")
        for statement in statements(role)
        for action in statement.actions
        for resource in statement.resources
        if reference(action)["level"] not in ("Read", "List")
    }
    assert {("s3:PutObject", "tflock"), ("s3:DeleteObject", "tflock")} == writing


def test_a_plan_reads_no_secret_and_no_data(systems: Mapping[str, Model]) -> None:
    plans = [role for model in systems.values() for name, role in roles_of(model).items() if name.endswith("-plan")]
    read = {action for role in plans for statement in statements(role) for action in statement.actions}
    assert set() == {"secretsmanager:GetSecretValue", "dynamodb:GetItem", "dynamodb:Scan", "sqs:ReceiveMessage"} & read


def test_no_role_can_change_the_roles_of_the_pipelines(systems: Mapping[str, Model]) -> None:
    for model in systems.values():
        names = model.stacks[0].names
        for purpose in ("plan", "apply", "package", "deploy", "smoke"):
            own = (
                names.role_arn(names.pipeline_role(purpose)),
                names.role_arn(names.pipeline_role(purpose)).replace(":role/", ":policy/"),
            )
            patterns = [
                pattern
                for role in roles_of(model).values()
                for statement in statements(role)
                if any(action.startswith("iam:") for action in statement.actions)
                for pattern in statement.resources
            ]
            assert [] == [pattern for pattern in patterns if any(fnmatchcase(arn, pattern) for arn in own)]


def test_each_role_trusts_one_environment_of_one_repository() -> None:
    roles_file = texts(model_of(SHOP))["roles.tf"]
    subjects = dict(
        zip(
            re.findall(r"^    ([\w-]+) = \{", roles_file, re.MULTILINE),
            re.findall(r'subject +=\s"(.+)"', roles_file),
            strict=True,
        )
    )
    assert {
        "dev-plan": "repo:example/shop:environment:dev-plan",
        "dev-apply": "repo:example/shop:environment:dev",
        "dev-package": "repo:example/shop:environment:dev",
        "dev-deploy": "repo:example/shop:environment:dev",
        "live-plan": "repo:example/shop:environment:live-plan",
        "live-apply": "repo:example/shop:environment:live",
        "live-package": "repo:example/shop:environment:live",
        "live-deploy": "repo:example/shop:environment:live",
    } == subjects
    assert '"token.actions.githubusercontent.com:sub" = each.value.subject' in roles_file
    assert '"token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"' in roles_file


def test_a_role_that_waits_for_deployments_lasts_as_long_as_the_longest() -> None:
    found = roles_of(model_of(SHOP))
    assert 90 * 60 + 3600 == found["live-deploy"].session_s
    assert 3600 == found["live-apply"].session_s


def test_an_environment_touches_no_other_ones_things() -> None:
    resources = {
        r
        for role in ("dev-plan", "dev-apply", "dev-package")
        for s in statements(roles_of(model_of(SHOP))[role])
        for r in s.resources
    }
    assert [] == [resource for resource in resources if "live" in resource or "444455556666" in resource]


def test_a_name_of_ones_own_is_granted_beside_the_systems_names() -> None:
    apply = roles_of(model_of(SHOP.replace("jobs: {}", 'jobs: {name: "${environment.name}-Jobs"}')))["dev-apply"]
    queues = next(statement for statement in statements(apply) if "sqs:CreateQueue" in statement.actions)
    assert (
        "arn:aws:sqs:us-east-1:111122223333:shop-dev-*",
        "arn:aws:sqs:us-east-1:111122223333:dev-Jobs",
    ) == queues.resources


def test_policies_fit_whatever_the_things_are_called() -> None:
    spec = yaml.safe_load(SHOP)
    spec["environments"]["dev"]["regions"] = ["us-east-1", "eu-west-1", "eu-central-1", "us-west-2"]
    spec["functions"] |= {
        f"f{n}": {"handler": "f.app:handler", "name": f"${{environment.name}}-Function-Number-{n}"} for n in range(300)
    }
    spec["queues"] |= {f"q{n}": {"name": f"${{environment.name}}-Queue-Number-{n}"} for n in range(300)}
    spec["tables"] = {
        f"t{n}": {"name": f"${{environment.name}}-Table-Number-{n}", "key": {"partition": "id"}} for n in range(300)
    }
    found = roles_of(build(spec, "collectiq.yaml")[0])
    sizes = [size(statement for _, statement in grants) for role in found.values() for grants in role.policies.values()]
    assert POLICY_SIZE >= max(sizes)
    assert POLICIES_OF_A_ROLE >= max(len(role.policies) for role in found.values())


def test_a_system_without_a_repository_has_no_roles() -> None:
    found = texts(model_of(SHOP.replace(", repository: example/shop", "")))
    assert ["artifacts.tf", "main.tf", "outputs.tf", "state.tf", "variables.tf", "versions.tf"] == sorted(found)
    assert "aws_iam" not in "".join(found.values())


def test_an_account_that_is_left_out_is_asked_for() -> None:
    assert 'variable "environments"' not in texts(model_of(SHOP))["variables.tf"]
    found = texts(model_of(SHOP.replace(', account: "444455556666"', "")))
    assert 'variable "environments"' in found["variables.tf"]
    assert 'live = "shop-live-artifacts-${var.account_id}"' in found["artifacts.tf"]
    assert "arn:aws:sqs:us-east-1:${var.account_id}:shop-live-*" in found["policies_live.tf"]


def test_the_lock_table_is_made_where_the_spec_asks_for_it() -> None:
    assert "aws_dynamodb_table" not in texts(model_of(SHOP))["state.tf"]
    asked = texts(model_of(SHOP + "terraform: {state: {lock_table: true}}\n"))
    assert 'resource "aws_dynamodb_table" "locks"' in asked["state.tf"]
    assert "table/shop-terraform-locks" in asked["policies_dev.tf"]


def test_a_further_region_has_an_artifact_bucket_of_its_own() -> None:
    artifacts = texts(model_of(SHOP.replace("live: {regions: [us-east-1]", "live: {regions: [us-east-1, eu-west-1]")))
    assert "providers = { aws = aws.eu_west_1 }" in artifacts["artifacts.tf"]
    assert 'live = "shop-live-artifacts-444455556666-eu-west-1"' in artifacts["artifacts.tf"]
    assert 'alias               = "eu_west_1"' in artifacts["main.tf"]


def test_git_leaves_conflicts_in_the_output_to_generate() -> None:
    rendered = render(git_attributes.files(model_of(SHOP)))
    assert ["* -merge linguist-generated text eol=lf"] == [
        line for line in rendered[PurePosixPath(".gitattributes")].splitlines() if line and not line.startswith("#")
    ]
