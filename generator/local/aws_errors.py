"""AWS's errors as each protocol writes them (Smithy's pages on AWS protocols; S3's "Error responses"; November 2026)."""

import json
from uuid import uuid4
from xml.sax.saxutils import escape

from generator.local.aws_call import Call
from generator.local.substrate import Response

# Services whose word for a refusal is not `AccessDeniedException`.
_DENIED = {"s3": "AccessDenied", "sqs": "AccessDenied", "sns": "AuthorizationError", "sts": "AccessDenied"}
_PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CLIENT_ERROR, _FORBIDDEN = 400, 403


def access_denied(call: Call, message: str) -> Response:
    """Return the answer to a call that nothing allows."""
    status = _CLIENT_ERROR if call.protocol == "json" else _FORBIDDEN
    return error(call, _DENIED.get(call.service, "AccessDeniedException"), message, status)


def error(call: Call, code: str, message: str, status: int = _CLIENT_ERROR) -> Response:
    """Return an error in the words of the call's protocol."""
    request_id = str(uuid4())
    headers = {"x-amzn-requestid": request_id}
    if call.request.method == "HEAD":
        return Response(status, headers)
    match call.protocol:
        case "rest-xml":
            text = f"<Error>{_words(code, message)}<RequestId>{request_id}</RequestId></Error>"
            return Response(status, {**headers, "content-type": "application/xml"}, f"{_PROLOGUE}{text}".encode())
        case "query" | "ec2":
            inner = f"<Error><Type>Sender</Type>{_words(code, message)}</Error>"
            text = f"<ErrorResponse>{inner}<RequestId>{request_id}</RequestId></ErrorResponse>"
            return Response(status, {**headers, "content-type": "text/xml"}, text.encode())
        case "rest-json":
            headers |= {"content-type": "application/json", "x-amzn-errortype": code}
            return Response(status, headers, json.dumps({"message": message}).encode())
        case _:
            headers |= {"content-type": "application/x-amz-json-1.0"}
            return Response(status, headers, json.dumps({"__type": code, "message": message}).encode())


def _words(code: str, message: str) -> str:
    return f"<Code>{code}</Code><Message>{escape(message)}</Message>"
