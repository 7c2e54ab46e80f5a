"""Sessions of botocore that share what they have read of its descriptions of services: reading them is most of a start."""

from functools import cache
from typing import Any

import boto3
from botocore.loaders import Loader
from botocore.session import Session


def session(**settings: Any) -> boto3.Session:
    """Return a session of boto3."""
    return boto3.Session(botocore_session=described(), **settings)


def described() -> Session:
    """Return a session of botocore."""
    made = Session()
    made.register_component("data_loader", _loader())
    return made


@cache
def _loader() -> Loader:
    loader: Loader = Session().get_component("data_loader")
    return loader
