"""The shape of an entry of the permissions' tables."""

from collections.abc import Iterator

from generator.facts import Fact


class Calls(Fact):
    """Actions of one service on one kind of ARN, written without the service's prefix, with blanks between.

    on: the ARNs, as `pipeline_resources` names them; nothing is granted where the system has none.
    types: the types of Terraform's resources and data sources that need these actions.
    read, write: with those ARNs. read_any, write_any: with `*`, which is all that AWS accepts for them.
    create_any, label: what makes a thing whose id AWS chooses, and what tags it: only with the environment's tag. Then
    `write` works only on what bears that tag.
    begin: what has to work before a new thing's tag counts: not on what bears another environment's.
    bound: a condition key, and the word for the ARNs that its value has to be among, for everything that this writes.
    passes: the AWS service that gets a role. links: the AWS service that makes itself a role in the account.
    """

    service: str
    on: str
    types: str = ""
    read: str = ""
    write: str = ""
    read_any: str = ""
    write_any: str = ""
    create_any: str = ""
    label: str = ""
    begin: str = ""
    bound: str = ""
    passes: str = ""
    links: str = ""

    def actions(self, words: str) -> tuple[str, ...]:
        """Return the actions with their prefix."""
        return tuple(f"{self.service}:{word}" for word in words.split())

    def everything(self) -> Iterator[str]:
        """Yield all actions that are granted at all."""
        for words in (self.read, self.write, self.read_any, self.write_any, self.create_any, self.label, self.begin):
            yield from self.actions(words)
