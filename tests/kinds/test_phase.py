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


def test_a_phase_is_read_before_an_environment_is_in_it() -> None:
    spec = SPEC.replace("PHASE", "").replace("{take: {memory: 1024}}", "{take: {on_failure: {queue: queues.late}}}")
    [problem] = specs.errors(spec)
    assert ("phases", "growth", "set") == problem.path[:3]
    assert 'queue "late" is not declared; there is no section "queues"' == problem.message


def test_what_a_phase_makes_of_its_environment_is_there_beside_it() -> None:
    model = specs.model(SPEC.replace("PHASE", ""))
    assert [1024] == [stack.functions["take"].memory_mb for stack in model.phased["growth"]]
