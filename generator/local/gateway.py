"""The AWS endpoint: every call of a function, a state machine or the developer comes here, is decided, and is answered.

In this order: who asks, is it allowed, as AWS decides it; then faults on request, answers from fixtures, what this package does by
itself, and moto for the rest. Signatures are checked in presigned URLs; otherwise the access key says who asks, which no function knows
of another.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.local import aws_call, aws_errors, fixtures, missing_grants, presigned
from generator.local.aws_call import Call
from generator.local.aws_needs import Place, needs
from generator.local.cors import Cors
from generator.local.faults import Faults
from generator.local.functions import trace_root
from generator.local.journal import Journal
from generator.local.principals import Principal, Principals, Verdict
from generator.local.substrate import Request, Response, Substrate
from generator.model import Stack

Serve = Callable[[Call, Principal], Response]
After = Callable[[Call, Response], None]

# What Cognito lets everybody ask (Amazon Cognito user pools API reference: these take no signature).
_FOR_EVERYBODY = frozenset({
    "AssociateSoftwareToken", "ChangePassword", "ConfirmForgotPassword", "ConfirmSignUp", "DeleteUser", "ForgotPassword",
    "GetTokensFromRefreshToken", "GetUser", "GlobalSignOut", "InitiateAuth", "ResendConfirmationCode",
    "RespondToAuthChallenge", "RevokeToken", "SetUserMFAPreference", "SignUp", "UpdateUserAttributes",
    "VerifySoftwareToken", "VerifyUserAttribute",
})  # fmt: skip
# Consumers and followers ask for these several times a second.
_UNNOTED = frozenset({"ReceiveMessage", "GetRecords"})
_OK, _FORBIDDEN, _NOT_FOUND, _INTERNAL, _NOT_IMPLEMENTED = 200, 403, 404, 500, 501
_JSON = {"content-type": "application/json"}
_LOG = logging.getLogger(__name__)


@dataclass
class Gateway:
    """The endpoint of one stack.

    cors: of buckets, by their names. served: what this package answers by itself. after: who is told of a call that went well.
    """

    stack: Stack
    place: Place
    root: Path
    principals: Principals
    substrate: Substrate
    faults: Faults
    journal: Journal
    cors: Mapping[str, Cors] = field(default_factory=dict)
    served: Mapping[str, Serve] = field(default_factory=dict)
    after: Mapping[str, After] = field(default_factory=dict)

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        cors = self.cors.get(request.path.removeprefix("/").partition("/")[0], Cors())
        if (preflight := cors.preflight(request)) is not None:
            return replace(preflight, status=_OK if preflight.headers else _FORBIDDEN)
        response = self._answered(request)
        return replace(response, headers={**response.headers, **cors.headers(request)})

    def _answered(self, request: Request) -> Response:
        call = aws_call.read(request)
        if call is None:
            return self._unsigned(request)
        principal = self._principal(call)
        if isinstance(principal, Response):
            return principal
        if not call.operation:
            return aws_errors.error(call, "UnknownOperationException", "no operation of this service has this form")
        began = time.monotonic()
        verdicts = self.principals.decide(principal, needs(call, self.place))
        response = self._decided(call, principal, verdicts)
        if call.operation not in _UNNOTED:
            self._note(call, principal, verdicts, response, (time.monotonic() - began) * 1000)
        return response

    def _note(
        self, call: Call, principal: Principal, verdicts: list[Verdict], response: Response, took_ms: float
    ) -> None:
        self.journal.write(
            "call",
            {"sent": call.request.body, "answered": response.body},
            by=principal.key or principal.kind,
            section=principal.kind,
            call=f"{call.iam_service}:{call.operation}",
            status=response.status,
            took_ms=round(took_ms, 1),
            trace=trace_root(call.request.headers.get("x-amzn-trace-id", "")),
            decisions=[one.as_json() for one in verdicts],
        )

    def _decided(self, call: Call, principal: Principal, verdicts: list[Verdict]) -> Response:
        if verdicts and not verdicts[-1].allowed:
            return self._refused(call, principal, verdicts[-1])
        name = f"{call.iam_service}:{call.operation}"
        if fault := self.faults.strike(name, f"{call.request.path}\n{call.request.body.decode(errors='replace')}"):
            if fault.answer is not None:
                return Response(fault.http_status, _JSON, json.dumps(fault.answer).encode())
            return aws_errors.error(call, fault.error, fault.message, fault.http_status)
        response = self._served(name, call, principal)
        if response.status < _FORBIDDEN and name in self.after:
            self.after[name](call, response)
        return response

    def _refused(self, call: Call, principal: Principal, refusal: Verdict) -> Response:
        self.journal.write(
            "denied",
            by=principal.key,
            section=principal.kind,
            action=refusal.need.action,
            resource=refusal.need.resource,
            grant=missing_grants.grant(refusal.need, self.stack, self.principals.values),
            message=refusal.message,
            trace=trace_root(call.request.headers.get("x-amzn-trace-id", "")),
        )
        return aws_errors.access_denied(call, refusal.message)

    def _served(self, name: str, call: Call, principal: Principal) -> Response:
        if principal.kind == "functions":
            folder = fixtures.folder_of(self.stack.functions[principal.key], self.root)
            if (found := fixtures.operation(folder, call.operation)) is not None:
                return found
        if name in self.served:
            return self.served[name](call, principal)
        try:
            return self.substrate.ask(call.endpoint, call.request)
        except NotImplementedError:
            message = f"{name} is not to be had on this machine"
            return aws_errors.error(call, "NotImplemented", message, _NOT_IMPLEMENTED)
        except Exception as error:  # noqa: BLE001 - what stands in for AWS is not ours, and AWS's SDKs expect an answer of AWS's shape
            _LOG.exception("%s failed inside what stands in for AWS", name)
            return aws_errors.error(call, "InternalFailure", f"{type(error).__name__}: {error}", _INTERNAL)

    def _principal(self, call: Call) -> Principal | Response:
        if not call.access_key:
            if call.operation in _FOR_EVERYBODY:
                return Principal("everybody", "", "", "", "", None)
            return aws_errors.error(call, "MissingAuthenticationTokenException", "Missing Authentication Token")
        principal = self.principals.known.get(call.access_key)
        if principal is None:
            if call.service == "s3":
                message = "The AWS Access Key Id you provided does not exist in our records."
                return aws_errors.error(call, "InvalidAccessKeyId", message, _FORBIDDEN)
            message = "The security token included in the request is invalid."
            return aws_errors.error(call, "UnrecognizedClientException", message)
        if call.presigned and (wrong := presigned.problem(call, principal.secret_key, self.place.region)):
            return aws_errors.error(call, *wrong, _FORBIDDEN)
        return principal

    def _unsigned(self, request: Request) -> Response:
        if request.path.startswith(f"{fixtures.SITES}/"):
            return self._site(request)
        if request.path.endswith("/.well-known/jwks.json"):
            return self.substrate.ask("cognito-idp", request)
        body = b'{"message": "Missing Authentication Token"}'
        return Response(_FORBIDDEN, _JSON, body)

    def _site(self, request: Request) -> Response:
        key, _, rest = request.path.removeprefix(f"{fixtures.SITES}/").partition("/")
        host, _, path = rest.partition("/")
        function = self.stack.functions.get(key)
        if function is None:
            return Response(_NOT_FOUND)
        if fault := self.faults.strike(f"sites.{host}"):
            body = {} if fault.answer is None else fault.answer
            return Response(fault.http_status, _JSON, json.dumps(body).encode())
        self.journal.write("site", by=key, host=host, request=f"{request.method} /{path}")
        return fixtures.site(fixtures.folder_of(function, self.root), host, request.method, path)
