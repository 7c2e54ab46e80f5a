"""A small system that runs: its user pool and API in moto, and a server that answers as the API and Amplify do."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import boto3
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

SPEC = """
version: 1
system: {name: shop, repository: example/shop}
environments:
  dev: {regions: [us-east-1], account: "123456789012"}
  live: {regions: [us-east-1], account: "123456789012", set: {auth: {mfa: required}}}
auth:
  clients:
    web: {callback_urls: ["https://shop.example.com/back"]}
    tests: {sign_in_by: [admin_password]}
    partner: {sign_in_by: [admin_password], secret: true}
api: {auth: jwt}
routes:
  GET /health: {function: health, auth: none, reason: It tells nobody anything.}
  GET /orders: {function: orders}
  POST /orders: {function: orders}
functions:
  health: {handler: "health.app:handler"}
  orders: {handler: "orders.app:handler"}
"""
REGION = "us-east-1"

# (method, path) -> status, body and headers.
Answer = tuple[int, Any] | tuple[int, Any, dict[str, str]]
Answers = dict[tuple[str, str], Answer]


@dataclass(frozen=True, slots=True)
class Server:
    """A server on this machine. asked: (method, path, authorization) of every request; bodies: what came with it. trusted: its certificate."""

    url: str
    answers: Answers
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    trusted: Path | None = None


@contextmanager
def server(answers: Answers, secure: Path | None = None) -> Iterator[Server]:
    """Answer requests from a table, until the end of the block; by TLS, where there is a folder for its certificate."""
    found: list[Server] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            here, path = found[0], self.path.partition("?")[0]
            here.bodies.append(self.rfile.read(int(self.headers.get("content-length", 0))))
            here.asked.append((self.command, self.path, self.headers.get("authorization", "")))
            status, body, *headers = here.answers.get((self.command, path), (404, {"message": "Not Found"}))
            text = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in (item for some in headers for item in some.items()):
                self.send_header(name, value)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = answer  # noqa: N815 - the parent's names

        def log_message(self, *_words: object) -> None:
            return

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if secure:
        trusted = secured(secure, running)
        found.append(Server(f"https://localhost:{running.server_port}", answers, trusted=trusted))
    else:
        found.append(Server(f"http://127.0.0.1:{running.server_port}", answers))
    thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield found[0]
    running.shutdown()
    thread.join()
    running.server_close()


def secured(folder: Path, running: ThreadingHTTPServer) -> Path:
    """Let a server speak TLS as `localhost`, and return the certificate that a client has to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, SHA256())
    )
    encoding = serialization.Encoding.PEM
    trusted, chain = folder / "trusted.pem", folder / "chain.pem"
    trusted.write_bytes(certificate.public_bytes(encoding))
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    chain.write_bytes(private + trusted.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    running.socket = context.wrap_socket(running.socket, server_side=True)
    return trusted


def project(folder: Path, tests: str = "", text: str = SPEC) -> Path:
    """Write a spec with these smoke tests and return its path."""
    path = folder / "collectiq.yaml"
    path.write_text(f"{text}smoke_tests: {{{tests}}}\n")
    return path


def user_pool(environment: str = "dev", *, by_email: bool = True) -> str:
    """Make the user pool of an environment in moto and return its id."""
    cognito = boto3.client("cognito-idp", region_name=REGION)
    attributes: Any = {"UsernameAttributes": ["email"]} if by_email else {"AliasAttributes": ["email"]}
    pool_id = str(cognito.create_user_pool(PoolName=f"shop-{environment}", **attributes)["UserPool"]["Id"])
    for key in ("web", "tests", "partner"):
        cognito.create_user_pool_client(
            UserPoolId=pool_id,
            ClientName=f"shop-{environment}-{key}",
            GenerateSecret=key == "partner",
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid", "email"],
            CallbackURLs=["https://shop.example.com/back"],
        )
    return pool_id


def users(pool_id: str) -> list[str]:
    """Return the names of all users of a pool."""
    found = boto3.client("cognito-idp", region_name=REGION).list_users(UserPoolId=pool_id)["Users"]
    return [user["Username"] for user in found]


def about(url: str, **facts: str) -> dict[str, str]:
    """Return what `collectiq dev` says of itself; `url` stands for AWS too."""
    known = {"system": "shop", "environment": "dev", "region": REGION, "account": "123456789012"}
    return {**known, "api_url": url, "aws_url": url, **facts}
