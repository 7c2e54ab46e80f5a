"""A user for a while: made for one run, signed in by an administrator's right, and removed again whatever happens.

Where the user pool requires a second factor, the user gets one as anybody would: a software token, whose codes are
computed here (RFC 6238: HMAC-SHA1, 30 seconds, six digits). So nothing of the pool's protection is switched off.
"""

import base64
import hashlib
import hmac
import secrets
import string
import struct
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from time import time
from typing import TYPE_CHECKING, Any

from generator.cloud import CloudError, told
from generator.operate.place import Place, client, user_pool_id

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

_STEP_S, _DIGITS = 30, 6
_LONG = 32  # characters; a policy asks for 6 to 99 (Cognito quotas)
_CLASSES = (string.ascii_uppercase, string.ascii_lowercase, string.digits, "!@#$%^&*-_+=")


@dataclass(frozen=True, slots=True)
class SignIn:
    """By which client of which user pool somebody signs in. secret: the client's, None where it has none."""

    cognito: "CognitoIdentityProviderClient"
    pool_id: str
    client_id: str
    secret: str | None = field(repr=False)


@contextmanager
def access_token(place: Place, key: str) -> Iterator[str]:
    """Yield the access token of a new user of a client, and remove the user at the end; raises CloudError."""
    assert place.stack.auth is not None, "a client is of a pool"
    pool_id = user_pool_id(place)
    found = client(place, pool_id, key)
    cognito: CognitoIdentityProviderClient = place.cloud.client("cognito-idp")
    sign_in = SignIn(cognito, pool_id, found["ClientId"], found.get("ClientSecret"))
    with _visitor(sign_in, by_email="username" not in place.stack.auth.sign_in_with) as name:
        password = _password(place.stack.auth.password["minimum_length"])
        with told(f'sign-in by the client "{found["ClientName"]}"'):
            cognito.admin_set_user_password(UserPoolId=pool_id, Username=name, Password=password, Permanent=True)
            token = signed_in(sign_in, name, password, time())
        yield token


def signed_in(sign_in: SignIn, name: str, password: str, now: float) -> str:
    """Return an access token, after setting up a second factor where the pool asks for one.

    now: seconds since 1970. Raises CloudError where Cognito asks for anything else, and botocore's ClientError.
    """
    answer: Mapping[str, Any] = sign_in.cognito.admin_initiate_auth(
        UserPoolId=sign_in.pool_id,
        ClientId=sign_in.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password, **_proof(sign_in, name)},
    )
    if answer.get("ChallengeName") == "MFA_SETUP":
        answer = _with_second_factor(sign_in, name, answer["Session"], now)
    if "AuthenticationResult" not in answer:
        raise CloudError(f"Cognito asks the test user for {answer.get('ChallengeName')}, which no program can answer")
    return str(answer["AuthenticationResult"]["AccessToken"])


def one_time_code(secret: str, now: float) -> str:
    """Return the code of a software token. secret: base32, as Cognito gives it; now: seconds since 1970."""
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(now) // _STEP_S), "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number)[-_DIGITS:].zfill(_DIGITS)


def _with_second_factor(sign_in: SignIn, name: str, session: str, now: float) -> Mapping[str, Any]:
    """Set up a software token and answer the challenge with the session that this gives."""
    associated = sign_in.cognito.associate_software_token(Session=session)
    code = one_time_code(associated["SecretCode"], now)
    verified = sign_in.cognito.verify_software_token(Session=associated["Session"], UserCode=code)
    answer: Mapping[str, Any] = sign_in.cognito.admin_respond_to_auth_challenge(
        UserPoolId=sign_in.pool_id,
        ClientId=sign_in.client_id,
        ChallengeName="MFA_SETUP",
        ChallengeResponses={"USERNAME": name, **_proof(sign_in, name)},
        Session=verified["Session"],
    )
    return answer


@contextmanager
def _visitor(sign_in: SignIn, *, by_email: bool) -> Iterator[str]:
    """Yield the name of a new user, whom nobody is told of, and remove the user at the end."""
    name = f"smoke-test-{secrets.token_hex(8)}"
    # A domain that belongs to nobody (RFC 2606).
    address = f"{name}@example.com"
    given = address if by_email else name
    with ExitStack() as after:
        # Told first: who interrupts the next call leaves nobody behind either.
        after.callback(_remove, sign_in, given)
        try:
            with told("user pool"):
                made = sign_in.cognito.admin_create_user(
                    UserPoolId=sign_in.pool_id,
                    Username=given,
                    UserAttributes=[{"Name": "email", "Value": address}, {"Name": "email_verified", "Value": "true"}],
                    MessageAction="SUPPRESS",
                )
        except CloudError:
            after.pop_all()
            raise
        yield made["User"]["Username"]


def _remove(sign_in: SignIn, name: str) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        sign_in.cognito.admin_delete_user(UserPoolId=sign_in.pool_id, Username=name)
    except sign_in.cognito.exceptions.UserNotFoundException:
        return
    except (ClientError, BotoCoreError) as error:
        message = (
            f'the test user "{name}" of the pool {sign_in.pool_id} could not be removed; remove it by hand: {error}'
        )
        raise CloudError(message) from error


def _proof(sign_in: SignIn, name: str) -> dict[str, str]:
    """Return what proves that the client asks, where it has a secret (Cognito's secret hash)."""
    if sign_in.secret is None:
        return {}
    digest = hmac.digest(sign_in.secret.encode(), f"{name}{sign_in.client_id}".encode(), hashlib.sha256)
    return {"SECRET_HASH": base64.b64encode(digest).decode()}


def _password(least: int) -> str:
    """Return a password with characters of every class that a policy may ask for."""
    letters = "".join(_CLASSES)
    length = max(least, _LONG) - len(_CLASSES)
    return "".join([*map(secrets.choice, _CLASSES), *(secrets.choice(letters) for _ in range(length))])
