"""Jobs of GitHub's, as AWS knows them: by a token that names the repository and the environment."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace

from tests.e2e.engine import Engine, Keys

ISSUER = "https://token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"


def as_job(engine: Engine, role: str, subject: str) -> Engine:
    """Return the engine as a job sees it that has taken a role; fails where the role does not trust the job.

    role: the ARN; subject: the token's, such as `repo:owner/name:environment:dev`. The engine checks no signature.
    """
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject}
    token = ".".join([_encoded({"alg": "RS256"}), _encoded(claims), "unsigned"])
    sts = engine.client("sts")
    taken = sts.assume_role_with_web_identity(RoleArn=role, RoleSessionName="job", WebIdentityToken=token)
    keys = taken["Credentials"]
    return replace(engine, keys=Keys(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]))


def _encoded(part: Mapping[str, str]) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
