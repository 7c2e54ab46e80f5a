"""What stands locally for the values that AWS makes at run time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.model import Stack
from generator.tokens import PATTERN

API_ID = "local"


@dataclass(frozen=True, slots=True)
class Values:
    """Local values by token name, such as `api.url`."""

    known: Mapping[str, str]

    def text(self, text: str) -> str:
        """Return a text with its tokens replaced; one without a local value is shown as the spec writes it."""
        return PATTERN.sub(lambda match: self.known.get(match[1], f"${{{match[1]}}}"), text)

    def document(self, value: object) -> Any:
        """Return a JSON value with the tokens in all its texts replaced."""
        return json.loads(self.text(json.dumps(value, ensure_ascii=False)))


def declared(stack: Stack, api_url: str) -> dict[str, str]:
    """Return the values that are known before anything is made: those of the API, of Terraform's variables, of what is elsewhere."""
    names = stack.names
    known = {
        "api.id": API_ID,
        "api.url": api_url,
        "api.execution_arn": names.arn("execute-api", API_ID),
    }
    known |= {
        f"variables.{name}": Values(known).text(variable.default or f"local-{name}")
        for name, variable in stack.terraform.variables.items()
    }
    known |= {
        f"frontends.{key}.{attribute}": f"{key}-{attribute}.local".replace("_", "-")
        for key in stack.frontends
        for attribute in ("id", "default_domain", "url")
    }
    return known | {f"imports.{name}": f"local-{name}" for name in stack.imports}
