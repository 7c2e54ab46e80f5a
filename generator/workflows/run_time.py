"""Asks for the grant of what a task uses, where only the run knows what that is."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from generator.diagnostics import Severity
from generator.effective import origin, value_at
from generator.facts import Fact
from generator.kinds.grant import Grant
from generator.scope import Scope

# What a grant calls a resource of each service that a spec can declare.
_DECLARED = {
    "dynamodb": "tables.NAME", "events": "buses.NAME", "lambda": "functions.NAME", "s3": "buckets.NAME",
    "secretsmanager": "secrets.NAME", "sns": "topics.NAME", "sqs": "queues.NAME", "ssm": "parameters.NAME",
    "states": "workflows.NAME",
}  # fmt: skip


class Asker(Fact):
    """What a task's needs are held against. name, scope: of its state. granted: what the workflow allows explicitly."""

    name: str
    granted: tuple[Grant, ...]
    scope: Scope

    @property
    def at_resource(self) -> Scope:
        """The place where the state says what it calls, in short or in ASL."""
        entry = value_at(self.scope.tree, self.scope.path)
        return self.scope.at("task" if isinstance(entry, Mapping) and "task" in entry else "Resource")

    def ask(self, actions: tuple[str, ...], resource: str = "", *, severity: Severity = Severity.ERROR) -> None:
        """Report that these actions need a grant, with the line to add, unless the workflow has one.

        resource: what the line names, where the actions do not say it.
        """
        missing = [action for action in actions if not self._is_granted(action)]
        if not missing or self._names_nothing():
            return
        service = missing[0].partition(":")[0]
        named = resource or _DECLARED.get(service, f'"arn:aws:{service}:..."')
        line = f"{{allow: [{', '.join(missing)}], resource: {named}}}"
        message = (
            f'what the task "{self.name}" uses is known only at run time; say it in the workflow\'s grants: {line}'
        )
        self.scope.problem(message, "underivable-grant", severity=severity)

    def grants_something_of(self, service: str) -> bool:
        """Tell whether the workflow allows anything of a service explicitly."""
        return any(action.partition(":")[0] == service for grant in self.granted for action in grant.actions)

    def _names_nothing(self) -> bool:
        """Tell whether the state has a reference that names nothing, which is what has to be mended."""
        place = origin(self.scope.spec, self.scope.names.environment, self.scope.path)
        return any(
            problem.rule == "dangling-reference" and problem.path[: len(place)] == place
            for problem in self.scope.problems
        )

    def _is_granted(self, action: str) -> bool:
        patterns = (allowed.lower() for grant in self.granted for allowed in grant.actions)
        return any(fnmatchcase(action.lower(), pattern) for pattern in patterns)
