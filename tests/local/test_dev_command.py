"""`collectiq dev` as a person meets it: how it starts, what it says when something is wrong, how it ends."""

import errno
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from generator.extras import installing
from tests.local.running import System, free_port, running
from tests.tools import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.system]

PROGRAM = Path(sys.executable).with_name("collectiq")


def command(*words: str, folder: Path = ROOT, seconds: int = 60) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [PROGRAM, "dev", *words], cwd=folder, capture_output=True, text=True, timeout=seconds, check=False
    )


def descendants(pid: int) -> set[int]:
    """Return the processes that a process has started, and those that they have."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            child = int(path.parent.name)
            found |= {child} | descendants(child)
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `collectiq init` writes."""
    folder = tmp_path_factory.mktemp("starter") / "todos"
    subprocess.run([PROGRAM, "init", str(folder)], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def todos(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running(project / "collectiq.yaml", "dev", tmp_path_factory.mktemp("output") / "output.txt") as system:
        yield system


def printed_token(system: System) -> str:
    lines = system.output.read_text().splitlines()
    return next(line.partition("TOKEN=")[2] for line in lines if "TOKEN=" in line)


def test_the_system_of_init_runs_and_its_printed_token_works(todos: System) -> None:
    token = printed_token(todos)
    assert {"todos": []} == todos.send("GET", "/todos", token).body
    assert 201 == todos.send("POST", "/todos", token, {"text": "buy milk"}).status
    assert ["buy milk"] == [one["text"] for one in todos.send("GET", "/todos", token).body["todos"]]
    assert 401 == todos.send("GET", "/todos").status
    assert 404 == todos.send("GET", "/nothing").status


@pytest.mark.parametrize("name", ["Logs", "Call"])
def test_the_printed_commands_find_the_system_whose_port_is_another_one(todos: System, name: str) -> None:
    printed = next(line for line in todos.output.read_text().splitlines() if line.startswith(f"{name} "))
    program, *words = shlex.split(printed.removeprefix(name))
    assert ("collectiq", ["--url", todos.url]) == (program, words[-2:])
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=60, check=False)
    assert (0, False) == (done.returncode, "nothing answers" in done.stderr), done.stderr


def test_pages_of_the_web_may_neither_read_nor_change_anything(todos: System) -> None:
    rebound = {"host": f"evil.example.com:{todos.url.rpartition(':')[2]}"}
    assert 403 == todos.send("GET", "/_dev/journal", headers=rebound).status
    assert 403 == todos.send("GET", "/healthz", headers=rebound).status
    fault = {"target": "dynamodb:PutItem", "error": "ThrottlingException"}
    assert 403 == todos.send("POST", "/_dev/faults", body=fault, headers={"origin": "https://evil.example.com"}).status
    assert [] == todos.own("GET", "faults")


def test_a_user_pool_that_asks_for_long_passwords_gets_its_user(tmp_path: Path) -> None:
    (tmp_path / "collectiq.yaml").write_text(
        "version: 1\nsystem: {name: shop}\nenvironments: {dev: {regions: [us-east-1]}}\n"
        "auth: {password: {minimum_length: 20}}\nfunctions: {f: {handler: f:f}}\n"
    )
    with running(tmp_path / "collectiq.yaml", "dev", tmp_path / "output.txt") as shop:
        assert shop.eventually(lambda: "TOKEN=" in shop.output.read_text(), 10)


def test_a_change_of_the_code_is_taken_over_by_the_next_call(todos: System, project: Path) -> None:
    path = project / "handlers" / "todos" / "app.py"
    before = path.read_text()
    assert {"status": "ok"} == todos.send("GET", "/healthz").body
    path.write_text(before.replace('{"status": "ok"}', '{"status": "changed"}'))
    todos.eventually(lambda: todos.send("GET", "/healthz").body == {"status": "changed"}, 10)
    path.write_text(before)
    todos.eventually(lambda: todos.send("GET", "/healthz").body == {"status": "ok"}, 10)


def test_code_that_cannot_be_loaded_is_an_error_with_its_reason_in_the_log(todos: System, project: Path) -> None:
    path = project / "handlers" / "todos" / "app.py"
    before = path.read_text()
    path.write_text("import no_such_package\n" + before)
    try:
        todos.eventually(lambda: todos.send("GET", "/healthz").status == 500, 10)
        assert {"message": "Internal Server Error"} == todos.send("GET", "/healthz").body
        assert "No module named 'no_such_package'" in todos.output.read_text()
    finally:
        path.write_text(before)
    todos.eventually(lambda: todos.send("GET", "/healthz").status == 200, 10)


def test_a_function_that_takes_too_long_is_ended(todos: System, project: Path) -> None:
    path = project / "handlers" / "todos" / "app.py"
    before = path.read_text()
    path.write_text(
        before.replace('    return answer(200, {"status": "ok"})', "    import time\n    time.sleep(60)\n    return {}")
    )
    try:
        began = time.monotonic()
        todos.eventually(lambda: todos.send("GET", "/healthz").status == 503, 30)
        assert time.monotonic() - began < 25
    finally:
        path.write_text(before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_without_a_trace(project: Path, tmp_path: Path, number: signal.Signals) -> None:
    before = {path for path in project.rglob("*") if path.is_file()}
    output = tmp_path / "output.txt"
    with running(project / "collectiq.yaml", "dev", output) as system:
        assert 200 == system.send("GET", "/healthz").status
        children = descendants(system.process.pid)
        assert children
        system.process.send_signal(number)
        assert 0 == system.process.wait(20)
    assert [] == [pid for pid in children if Path(f"/proc/{pid}").exists()]
    assert before == {path for path in project.rglob("*") if path.is_file()}
    with socket.socket() as caller:
        assert errno.ECONNREFUSED == caller.connect_ex(("127.0.0.1", int(system.url.rpartition(":")[2])))
    assert output.read_text().endswith("stopped\n")


def test_it_ends_at_once_though_somebody_waits_for_what_happens_next(project: Path, tmp_path: Path) -> None:
    with running(project / "collectiq.yaml", "dev", tmp_path / "output.txt") as system, ThreadPoolExecutor() as pool:
        last = max(one["number"] for one in system.own("GET", "journal"))
        waiting = pool.submit(system.own, "GET", f"journal?after={last}&wait=20")
        with pytest.raises(TimeoutError):
            waiting.result(1)
        system.process.send_signal(signal.SIGINT)
        assert 0 == system.process.wait(10)
        assert ["stopped"] == [one["kind"] for one in waiting.result()]


def test_a_port_in_use_is_said(project: Path) -> None:
    port = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        done = command("--port", str(port), folder=project)
    assert (3, f"port {port} cannot be used: Address already in use; choose another one with --port\n") == (
        done.returncode,
        done.stderr,
    )


def test_an_environment_that_is_not_declared_is_said(project: Path) -> None:
    done = command("--env", "staging", folder=project)
    assert (2, 'environment "staging" is not declared; declared in collectiq.yaml: dev, prod\n') == (
        done.returncode,
        done.stderr,
    )


def test_a_spec_with_mistakes_does_not_start(project: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(project, tmp_path / "broken")
    spec = folder / "collectiq.yaml"
    spec.write_text(spec.read_text().replace("tables.todos}", "tables.todo}"))
    done = command(folder=folder)
    assert 1 == done.returncode
    assert 'table "todo" is not declared; did you mean "todos"?' in done.stderr


def test_without_its_packages_it_says_what_to_install(project: Path, tmp_path: Path) -> None:
    hidden = tmp_path / "starlette"
    hidden.mkdir()
    (hidden / "__init__.py").write_text('raise ModuleNotFoundError("No module named starlette", name="starlette")')
    done = subprocess.run(
        [PROGRAM, "dev"], cwd=project, capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert (3, f'"starlette" is not installed, and `collectiq dev` needs it: {installing("local")}\n') == (
        done.returncode,
        done.stderr,
    )
