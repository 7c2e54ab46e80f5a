"""The AWS endpoint: every call of a function, a state machine or the developer comes here, is decided, and is answered.

In this order, as AWS does: who asks, is the signature right, is it allowed; then faults on request, answers from fixtures, what
this package does by itself, and moto for the rest.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.local import aws_call, aws_errors, fixtures, presigned
from generator.local.aws_call import Call
from generator.local.aws_needs import Place, needs
from generator.local.faults import Faults
from generator.local.journal import Journal
from generator.local.principals import Principal, Principals
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
_OK, _FORBIDDEN, _NOT_FOUND, _NOT_IMPLEMENTED = 200, 403, 404, 501
_JSON = {"content-type": "application/json"}


@dataclass
class Gateway:
    """The endpoint of one stack. served: what this package answers by itself. after: who is told of a call that went well."""

    stack: Stack
    place: Place
    root: Path
    principals: Principals
    substrate: Substrate
    faults: Faults
    journal: Journal
    served: Mapping[str, Serve] = field(default_factory=dict)
    after: Mapping[str, After] = field(default_factory=dict)

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        call = aws_call.read(request)
        if call is None:
            return self._unsigned(request)
        principal = self._principal(call)
        if isinstance(principal, Response):
            return principal
        response = self._decided(call, principal)
        if call.operation != "ReceiveMessage":  # of which there are five a second for each consumer
            self._note(call, principal, response)
        return response

    def _note(self, call: Call, principal: Principal, response: Response) -> None:
        self.journal.write(
            "call",
            by=principal.key or principal.kind,
            call=f"{call.iam_service}:{call.operation}",
            status=response.status,
        )

    def _decided(self, call: Call, principal: Principal) -> Response:
        if not call.operation:
            return aws_errors.error(call, "UnknownOperationException", "no operation of this service has this form")
        refusal = self.principals.decide(principal, needs(call, self.place))
        if refusal is not None:
            self.journal.write(
                "denied",
                by=principal.key,
                action=refusal.need.action,
                resource=refusal.need.resource,
                grant=refusal.grant,
            )
            return aws_errors.access_denied(call, refusal.message)
        name = f"{call.iam_service}:{call.operation}"
        if fault := self.faults.strike(name, f"{call.request.path}\n{call.request.body.decode(errors='replace')}"):
            if fault.answer is not None:
                return Response(_OK, _JSON, json.dumps(fault.answer).encode())
            return aws_errors.error(call, fault.error, fault.message, fault.status)
        response = self._served(name, call, principal)
        if response.status < _FORBIDDEN and name in self.after:
            self.after[name](call, response)
        return response

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
            return Response(_OK if fault.answer else fault.status, _JSON, json.dumps(fault.answer or {}).encode())
        self.journal.write("site", by=key, host=host, request=f"{request.method} /{path}")
        return fixtures.site(fixtures.folder_of(function, self.root), host, request.method, path)
