"""The smoke tests' own user where the pool requires a second factor."""

import boto3
import pytest
from botocore.stub import Stubber

from generator.cloud import CloudError
from generator.operate.visitor import SignIn, one_time_code, signed_in

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the key of RFC 6238's examples, in base32
CREDENTIALS = {"AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "u", "PASSWORD": "p"}}
CLIENT = {"UserPoolId": "us-east-1_1", "ClientId": "c"}
SESSIONS = ["s" * 20, "t" * 20, "u" * 20]


# RFC 6238, appendix B, its last six digits.
@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_the_code_is_the_one_of_the_standard(seconds: int, code: str) -> None:
    assert code == one_time_code(SECRET, seconds)


def test_a_pool_that_requires_a_second_factor_gets_one() -> None:
    cognito = boto3.client("cognito-idp", region_name="us-east-1")
    with Stubber(cognito) as aws:
        # The order that AWS documents: the session of each answer goes into the next call.
        challenge = {"ChallengeName": "MFA_SETUP", "Session": SESSIONS[0], "ChallengeParameters": {}}
        aws.add_response("admin_initiate_auth", challenge, {**CLIENT, **CREDENTIALS})
        associated = {"SecretCode": SECRET, "Session": SESSIONS[1]}
        aws.add_response("associate_software_token", associated, {"Session": SESSIONS[0]})
        verified = {"Status": "SUCCESS", "Session": SESSIONS[2]}
        aws.add_response("verify_software_token", verified, {"Session": SESSIONS[1], "UserCode": "287082"})
        answer = {"ChallengeName": "MFA_SETUP", "ChallengeResponses": {"USERNAME": "u"}, "Session": SESSIONS[2]}
        token = {"AuthenticationResult": {"AccessToken": "token"}}
        aws.add_response("admin_respond_to_auth_challenge", token, {**CLIENT, **answer})
        assert "token" == signed_in(SignIn(cognito, "us-east-1_1", "c", None), "u", "p", 59)
        aws.assert_no_pending_responses()


def test_a_challenge_that_needs_a_person_is_named() -> None:
    cognito = boto3.client("cognito-idp", region_name="us-east-1")
    with Stubber(cognito) as aws:
        aws.add_response("admin_initiate_auth", {"ChallengeName": "SMS_MFA", "Session": SESSIONS[0]})
        with pytest.raises(CloudError, match="Cognito asks the test user for SMS_MFA, which no program can answer"):
            signed_in(SignIn(cognito, "us-east-1_1", "c", None), "u", "p", 59)


def test_a_client_secret_is_never_shown() -> None:
    cognito = boto3.client("cognito-idp", region_name="us-east-1")
    assert "hush" not in repr(SignIn(cognito, "us-east-1_1", "c", "hush"))
