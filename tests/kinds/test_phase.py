"""Phases: what they override, and how strongly."""

from tests import specs

SPEC = """
version: 1
system: {name: shop}
environments: {prod: {regions: [us-east-1], PHASE set: {functions: {take: {memory: 512}}}}}
functions: {take: {handler: "take.app:handler", memory: 128}}
phases: {growth: {environment: prod, set: {functions: {take: {memory: 1024}}}}}
"""


def test_a_phase_is_laid_over_what_its_environment_sets() -> None:
    [stack] = specs.model(SPEC.replace("PHASE", "phase: growth,")).stacks
    assert 1024 == stack.functions["take"].memory_mb


def test_a_phase_that_no_environment_is_in_changes_nothing() -> None:
    [stack] = specs.model(SPEC.replace("PHASE", "")).stacks
    assert 512 == stack.functions["take"].memory_mb
