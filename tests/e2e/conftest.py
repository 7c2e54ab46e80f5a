"""The systems that are applied, each once: the reference system and the one that `collectiq init` writes."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import NOT_MADE, absent
from tests.e2e.absent import NOT_PROVEN
from tests.e2e.deployment import Deployment, Project, collectiq, deploy
from tests.e2e.engine import Engine, started
from tests.e2e.steps import Steps
from tests.e2e.users import pool_of, signed_in
from tests.e2e.vault import Vault, prepare
from tests.handlers.valuation.web import Web, addresses, price_sources, serve
from tests.tools import ROOT, tool, why_no_terraform

Start = Callable[[str], Engine]

STEPS = pytest.StashKey[Steps]()

REGION = "us-east-1"

# Who the pipelines' jobs say that they are, by the role that each takes.
REPOSITORY = "repo:collectiq/collectiq:environment"
JOBS = {"package": f"{REPOSITORY}:dev", "apply": f"{REPOSITORY}:dev", "plan": f"{REPOSITORY}:dev-plan"}

# A card is suspicious below this, so that one whose sample looks another way is flagged with the imitated model too.
SUSPICIOUS = {"FLAG_BELOW_PERCENT": "80"}


def pytest_configure(config: pytest.Config) -> None:
    config.stash[STEPS] = Steps()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what uses one engine together, and put what removes it last."""
    here = [item for item in items if item.path.is_relative_to(Path(__file__).parent)]
    for item in here:
        for mark in (pytest.mark.slow, pytest.mark.terraform, pytest.mark.system):
            item.add_marker(mark)
    items.sort(key=lambda item: item in here and item.get_closest_marker("last") is not None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the steps, and what a run does not prove."""
    steps = config.stash.get(STEPS, Steps())
    if not steps.taken:
        return
    terminalreporter.section("from nothing to nothing")
    terminalreporter.write_line("\n".join(steps.lines()))
    terminalreporter.section("what this cannot prove")
    terminalreporter.write_line("\n".join(f"- {line}" for line in NOT_PROVEN))


@pytest.fixture(scope="session")
def steps(request: pytest.FixtureRequest) -> Steps:
    return request.config.stash[STEPS]


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Start an engine for an account: `start("123456789012")`; it runs as long as the tests do."""
    if reason := why_no_terraform():
        absent("terraform", reason)
    python = tool("ministack", "python") or absent("ministack", NOT_MADE)
    if not tool("lambda-runtime", "python"):
        absent("lambda-runtime", NOT_MADE)
    folder = tmp_path_factory.mktemp("engines")
    with ExitStack() as running:
        yield lambda account: running.enter_context(started(python, folder / account, account, REGION))


@pytest.fixture(scope="session")
def sites() -> Iterator[Web]:
    """The price sites, on this machine."""
    with serve() as web:
        price_sources(web)
        yield web


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory, start: Start, sites: Web, steps: Steps) -> Deployment:
    """The reference system's dev environment, applied; its generated files are those that are committed."""
    folder = tmp_path_factory.mktemp("reference")
    shutil.copy(ROOT / "collectiq.yaml", folder)
    for name in ("handlers", "generated"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    variables = {"github_token": "unused", "on_call_endpoint": "https://on-call.example.com"}
    functions = {"pricing_agent": addresses(sites), "aggregator": SUSPICIOUS}
    return deploy(Project(folder, "dev", variables, functions, JOBS), start("111122223333"), steps)


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory, start: Start, steps: Steps) -> Deployment:
    """The dev environment of what `collectiq init` writes, applied as it is."""
    engine = start("123456789012")
    folder = tmp_path_factory.mktemp("starter") / "todos"
    collectiq(folder.parent, engine, "init", folder.name)
    collectiq(folder, engine, "generate")
    return deploy(Project(folder, "dev", {"account_id": engine.account}, {}, {}), engine, steps)


@pytest.fixture(scope="session")
def vault(reference: Deployment) -> Vault:
    """A new user of the reference system, whose secrets have their values."""
    prepare(reference)
    return Vault(reference, signed_in(pool_of(reference, "collectiq-dev-smoke_test")))
