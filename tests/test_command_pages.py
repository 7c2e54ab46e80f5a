"""The page of a problem that a command finds in files says the truth: its example is answered as shown, what to use instead is not."""

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import NOT_MADE, absent
from tests.test_rules import COMMANDED, section
from tests.tools import Terraform, run, terraform_environment, tool

# A file of the example, after its name where it is not the spec; what is run; and what is printed.
BLOCK = re.compile(r"(?:^`([^`\n]+)`:\n\n)?^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPEC = "collectiq.yaml"
# What the examples call. Other tools are out of reach, so that `verify` answers alike on every machine.
CALLED = ("cut", "head", "iconv", "ln", "mkdir", "sed", "sha256sum", "touch", "truncate")
JUDGED = ("checkov", "terraform-format", "terraform-invalid", "terraform-plan")
BY_TERRAFORM = [page for page in COMMANDED if page.stem in JUDGED[1:]]
QUICK = [page for page in COMMANDED if page.stem not in JUDGED]


def commands(folder: Path, *more: Path) -> Path:
    """Return a folder with nothing but the commands that an example may call."""
    folder.mkdir()
    found = [Path(path) for name in CALLED if (path := shutil.which(name))]
    for command in (Path(sys.executable).with_name("collectiq"), *found, *more):
        (folder / command.name).symlink_to(command)
    (folder / "python3").symlink_to(sys.executable)
    return folder


def answered(text: str, folder: Path, *tools: Path) -> str:
    """Write the files of a text, run its commands, and return all that they print."""
    folder.mkdir()
    script = ""
    for name, language, content in BLOCK.findall(text):
        if language == "sh":
            script += content
        elif language != "text":
            path = folder / (name or SPEC)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    reach = commands(folder.with_name(f"{folder.name}-commands"), *tools)
    environment = {**terraform_environment(), "PATH": str(reach)} if tools else {**os.environ, "PATH": str(reach)}
    return run(["/bin/sh", "-c", f"exec 2>&1\n{script}"], cwd=folder, environment=environment).stdout.rstrip("\n")


def shown(page: Path) -> str:
    [text] = re.findall(r"^```text\n(.*?)^```$", section(page, "Example"), re.MULTILINE | re.DOTALL)
    return str(text).rstrip("\n")


def assert_true(page: Path, folder: Path, *tools: Path) -> None:
    assert f"[{page.stem}]" in shown(page)
    assert shown(page) == answered(section(page, "Example"), folder / "example", *tools)
    assert "" == answered(section(page, "Use instead"), folder / "instead", *tools)


@pytest.mark.parametrize("page", QUICK, ids=lambda page: page.stem)
def test_a_page_is_answered_as_shown(page: Path, tmp_path: Path) -> None:
    assert_true(page, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("page", BY_TERRAFORM, ids=lambda page: page.stem)
def test_a_page_is_answered_as_shown_by_terraform(
    page: Path, tmp_path: Path, terraform: Callable[[Path], Terraform]
) -> None:
    assert_true(page, tmp_path, Path(str(shutil.which("terraform"))))


@pytest.mark.slow
def test_what_checkov_advises_is_told_until_the_spec_says_why_not(tmp_path: Path) -> None:
    [page] = [page for page in COMMANDED if page.stem == "checkov"]
    checkov = tool("checkov", "checkov") or absent("checkov", NOT_MADE)
    [advice] = shown(page).splitlines()[:1]
    assert advice in answered(section(page, "Example"), tmp_path / "example", checkov)
    told = answered(section(page, "Use instead"), tmp_path / "instead", checkov)
    assert "[checkov]" in told
    assert "CKV_AWS_272" not in told
