"""A rule delivers to a topic that is encrypted with SNS's own key, which EventBridge cannot use."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, SpecPath
from generator.effective import origin
from generator.model import Model, Stack
from generator.scope import Thing


def rule_to_aws_encrypted_topic(model: Model) -> Iterator[Diagnostic]:
    """Yield each target of a rule that is a topic without a customer key."""
    for stack in model.stacks:
        for path, target in _topics(stack):
            if not stack.topics[target.key].customer_key:
                place = origin(model.spec, stack.names.environment, path)
                message = (
                    f"EventBridge cannot use the key that SNS encrypts {target.reference} with, and every event would be lost; "
                    'give the topic "encryption: customer"'
                )
                related = (Related(target.path, "declared here"),)
                yield Diagnostic(place, message, "rule-to-aws-encrypted-topic", related=related)


def _topics(stack: Stack) -> Iterator[tuple[SpecPath, Thing]]:
    """Yield each topic of the spec that a rule delivers to, and where the rule says so."""
    rules = ((bus.key, rule) for bus in stack.buses.values() for rule in bus.rules.values())
    for bus, rule in rules:
        for index, target in enumerate(rule.targets):
            if target.section == "topics" and target.key in stack.topics:
                yield ("buses", bus, "rules", rule.key, "targets", index), target
