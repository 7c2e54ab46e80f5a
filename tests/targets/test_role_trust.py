"""Who may take a workflow's role: its own machine in every form that AWS names it by, and no other machine."""

import re

import pytest

from generator.iam_conditions import holds
from tests import specs

SHOP = """
version: 1
system: {name: shop}
environments: {prod: {regions: [eu-west-1], account: "444455556666"}}
workflows: {pay: {states: {Done: {Type: Succeed}}}}
"""
MACHINE = "arn:aws:states:eu-west-1:444455556666:stateMachine:shop-prod-pay"


@pytest.mark.parametrize(
    ("source", "trusted"),
    [
        (MACHINE, True),
        (f"{MACHINE}:7", True),
        (f"{MACHINE}:prod", True),
        (f"{MACHINE}/EachOrder", True),
        (f"{MACHINE}2", False),
        (f"{MACHINE}-refunds", False),
        (MACHINE.replace("eu-west-1", "us-east-1"), False),
        (MACHINE.replace("444455556666", "111122223333"), False),
    ],
)
def test_a_workflows_role_trusts_its_own_machine_only(source: str, *, trusted: bool) -> None:
    text = specs.terraform(SHOP)["modules/step_functions/main.tf"]
    [listed] = re.findall(r'ArnLike += \{ "aws:SourceArn" = \[(.*)\] \}', text)
    patterns = [one.strip().strip('"').replace("${each.value.arn}", MACHINE) for one in listed.split(",")]
    patterns = [MACHINE if one == "each.value.arn" else one for one in patterns]
    assert trusted == holds({"ArnLike": {"aws:SourceArn": patterns}}, {"aws:SourceArn": (source,)})
