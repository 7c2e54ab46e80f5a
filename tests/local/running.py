"""The whole system running in a process of its own, as `collectiq dev` starts it, and what a user or an operator does with it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import urllib3
from botocore.config import Config

from tests.tools import ROOT

PASSWORD = "Pass-word-1"
READY_S = 90
_HTTP = urllib3.PoolManager(retries=False, timeout=60, maxsize=16)


@dataclass(frozen=True)
class Reply:
    """One answer of the API."""

    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass
class System:
    """A running system. client: a boto3 client with the developer's credentials."""

    url: str
    about: Mapping[str, Any]
    process: "subprocess.Popen[str]"
    output: Path
    _clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str, access_key: str = "local") -> Any:
        key = f"{service} {access_key}"
        if key not in self._clients:
            self._clients[key] = boto3.client(
                service, endpoint_url=self.about["aws_url"], region_name=self.about["region"],
                aws_access_key_id=access_key, aws_secret_access_key="local",
                config=Config(retries={"total_max_attempts": 1}),
            )  # fmt: skip
        return self._clients[key]

    def send(
        self, method: str, path: str, token: str = "", body: object = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        sent = {"content-type": "application/json", **(headers or {})}
        if token:
            sent["authorization"] = f"Bearer {token}"
        content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        answer = _HTTP.request(method, self.url + path, body=content, headers=sent)
        text = answer.data.decode(errors="replace")
        try:
            parsed = json.loads(text)
        except ValueError:
            parsed = text
        return Reply(answer.status, {name.lower(): value for name, value in answer.headers.items()}, parsed)

    def own(self, method: str, path: str, body: object = None) -> Any:
        reply = self.send(method, f"/_dev/{path}", body=body)
        assert reply.status == 200, reply
        return reply.body

    def fault(self, target: str, error: str = "", **more: object) -> None:
        self.own("POST", "faults", {"target": target, "error": error, **more})

    def journal(self, kind: str) -> list[dict[str, Any]]:
        return [entry for entry in self.own("GET", "journal") if entry["kind"] == kind]

    def queue_url(self, name: str) -> str:
        return str(self.client("sqs").get_queue_url(QueueName=name)["QueueUrl"])

    def messages(self, name: str) -> list[Any]:
        """Return the bodies of what lies in a queue, and take it out."""
        url, found = self.queue_url(name), []
        while taken := self.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in taken:
                found.append(json.loads(message["Body"]))
                self.client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found

    def sign_up(self) -> str:
        """Sign a new user up and in; return their access token."""
        cognito = self.client("cognito-idp")
        pool = cognito.list_user_pools(MaxResults=10)["UserPools"][0]["Id"]
        clients = cognito.list_user_pool_clients(UserPoolId=pool, MaxResults=10)["UserPoolClients"]
        client = next(one["ClientId"] for one in clients if "smoke" in one["ClientName"])
        user = f"{uuid4().hex}@example.com"
        cognito.sign_up(
            ClientId=client, Username=user, Password=PASSWORD, UserAttributes=[{"Name": "email", "Value": user}]
        )
        cognito.admin_confirm_sign_up(UserPoolId=pool, Username=user)
        answer = cognito.admin_initiate_auth(
            UserPoolId=pool, ClientId=client, AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user, "PASSWORD": PASSWORD},
        )  # fmt: skip
        return str(answer["AuthenticationResult"]["AccessToken"])

    def eventually(self, holds: Callable[[], Any], seconds: float = 30) -> Any:
        """Return the first true value of a question that is asked again and again."""
        until = time.monotonic() + seconds
        while not (found := holds()):
            assert time.monotonic() < until, f"it did not happen in {seconds} s:\n{self.output.read_text()[-3000:]}"
            time.sleep(0.05)
        return found


def put(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    return int(_HTTP.request("PUT", url, body=body, headers=dict(headers)).status)


def free_port() -> int:
    """Return a port that is free together with the next one."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                other.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


@contextmanager
def running(spec: Path, environment: str, output: Path, *more: str) -> Iterator[System]:
    """Run a system, with more words of the command; stop it as a person does, and see that it is gone."""
    port = free_port()
    program = str(Path(sys.executable).with_name("collectiq"))
    command = [program, "dev", "--spec", str(spec), "--env", environment, "--port", str(port), *more]
    with output.open("w") as file:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_ready(process, url, output)
            about = json.loads(_HTTP.request("GET", f"{url}/_dev/about").data)
            yield System(url, about, process, output)
        except Exception as error:
            error.add_note(f"what the system printed last:\n{output.read_text()[-3000:]}")
            raise
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def _wait_ready(process: "subprocess.Popen[str]", url: str, output: Path) -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        assert process.poll() is None, output.read_text()
        try:
            if _HTTP.request("GET", f"{url}/_dev/about").status == 200:
                return
        except urllib3.exceptions.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"not ready:\n{output.read_text()}")
