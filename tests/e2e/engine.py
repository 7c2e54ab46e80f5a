"""An engine that stands in for AWS, as a process of its own: behind TLS, IAM enforced, on this machine's own address."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import urllib3
from botocore.config import Config
from urllib3.exceptions import HTTPError

from tests.tools import run, succeeded

READY_S = 60
GONE_S = 10
HOST = "127.0.0.1"

_OF_AWS = ("AWS_", "TF_VAR_")


@dataclass(frozen=True, slots=True)
class Keys:
    """What a caller signs with; only those of a role have a token."""

    key: str
    secret: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Engine:
    """url: where all services answer; certificate: what its TLS is known by; log: what it and the functions say.

    keys: whose a program's calls are; the engine takes an account's number for the key of its root.
    """

    url: str
    certificate: Path
    account: str
    region: str
    log: Path
    keys: Keys

    def environment(self, base: Mapping[str, str] = os.environ) -> dict[str, str]:
        """Return the environment of a program that takes the engine for AWS; nothing of the caller's account is in it."""
        kept = {name: value for name, value in base.items() if not name.startswith(_OF_AWS)}
        token = {"AWS_SESSION_TOKEN": self.keys.token} if self.keys.token else {}
        return {
            **kept,
            **token,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_CA_BUNDLE": str(self.certificate),
            "AWS_ACCESS_KEY_ID": self.keys.key,
            "AWS_SECRET_ACCESS_KEY": self.keys.secret,
            "AWS_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
            # What the engine lacks is asked for 25 times otherwise, which takes minutes.
            "AWS_MAX_ATTEMPTS": "3",
        }

    def client(self, service: str) -> Any:
        """Return a client of the account's root."""
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=self.region,
            aws_access_key_id=self.account,
            aws_secret_access_key="test",
            verify=str(self.certificate),
            config=Config(retries={"total_max_attempts": 2}, read_timeout=90),
        )

    def http(self) -> urllib3.PoolManager:
        """Return what sends requests to the engine."""
        return urllib3.PoolManager(ca_certs=str(self.certificate), retries=False, timeout=60)


@contextmanager
def started(python: Path, folder: Path, account: str, region: str) -> Iterator[Engine]:
    """Start the engine for a while; all that it writes goes below the folder.

    python: of the environment that the engine is installed in.
    """
    folder.mkdir()
    key, certificate = _certified(folder)
    secure, plain = _free_port(), _free_port()
    engine = Engine(f"https://{HOST}:{secure}", certificate, account, region, folder / "log", Keys(account, "test"))
    command: list[str | Path] = [python, "-m", "hypercorn", "ministack.app:app", "--bind", f"{HOST}:{secure}"]
    command += ["--certfile", certificate, "--keyfile", key, "--insecure-bind", f"{HOST}:{plain}"]
    with engine.log.open("wb") as log:
        process = subprocess.Popen(
            command, env=_environment(engine, folder, plain), stdout=log, stderr=log, start_new_session=True
        )
        try:
            _await(engine, process)
            yield engine
        finally:
            _end(process)


def _certified(folder: Path) -> tuple[Path, Path]:
    """Make a key and a certificate of this machine's address: policies that demand TLS are enforced."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command: list[str | Path] = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=engine",
    ]
    command += ["-addext", f"subjectAltName=IP:{HOST}", "-keyout", key, "-out", certificate]
    succeeded(run(command))
    return key, certificate


def _environment(engine: Engine, folder: Path, plain: int) -> Mapping[str, str]:
    """Return the engine's whole environment, which its functions inherit.

    plain: the port without TLS, at which the engine asks itself for the keys that tokens are signed with.
    """
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "GATEWAY_PORT": str(plain),
        "MINISTACK_HOST": HOST,
        "MINISTACK_ACCOUNT_ID": engine.account,
        "MINISTACK_REGION": engine.region,
        "AUTH": "true",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # Retries of state machines do not wait.
        "SFN_WAIT_SCALE": "0",
        "AWS_ENDPOINT_URL": engine.url,
        "AWS_CA_BUNDLE": str(engine.certificate),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _await(engine: Engine, process: "subprocess.Popen[bytes]") -> None:
    """Return when the engine answers."""
    until = time.monotonic() + READY_S
    while time.monotonic() < until and process.poll() is None:
        if _answers(engine):
            return
        time.sleep(0.1)
    raise AssertionError(f"the engine did not start:\n{engine.log.read_text(errors='replace')}")


def _answers(engine: Engine) -> bool:
    try:
        return engine.http().request("GET", f"{engine.url}/_ministack/health").status == 200
    except HTTPError:
        return False


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the engine and its functions: they are a session of their own."""
    os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GONE_S)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(GONE_S)
