"""Stacks of small specs."""

import yaml

from generator.model import Stack
from tests.specs import model

BASE = """
version: 1
system: {name: shop}
environments: {dev: {account: "111111111111", regions: [us-east-1]}}
functions:
  f: {handler: handlers.f.app:handler}
"""


def stack_of(more: str) -> Stack:
    """Return the one stack of the smallest spec with some sections more."""
    spec = yaml.safe_load(BASE) | yaml.safe_load(more)
    return model(yaml.safe_dump(spec)).stacks[0]
