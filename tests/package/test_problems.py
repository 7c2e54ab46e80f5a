"""What is wrong with code is said at the place of the spec that names its handler."""

import os
from pathlib import Path

import pytest

from generator import report
from generator.package.build import build
from generator.pipeline import compile_spec
from tests.package.projects import HANDLER, lock, problems, project, spec, wheel

APP = "handlers/orders/app.py"


def test_a_problem_points_at_the_handler(tmp_path: Path) -> None:
    project(tmp_path, {APP: "x = (\n"}, spec({"orders": "handler: handlers.orders.app:handler, runtime: python3.11"}))
    compiled = compile_spec(tmp_path / "collectiq.yaml")
    assert compiled.model
    found = build(compiled.model, tmp_path, tmp_path / "dist", print)
    [place, line, caret, *_] = report.text(found.problems, compiled.source, colour=False).splitlines()
    assert place.endswith(
        f"collectiq.yaml:5:21: error: {APP}:1: this is not valid Python 3.11: '(' was never closed [invalid-python]"
    )
    assert line.index("handlers.orders") == caret.index("^")


def test_nothing_is_written_when_something_is_wrong(tmp_path: Path) -> None:
    text = spec({"good": "handler: handlers.good.app:handler", "orders": "handler: handlers.orders.app:handler"})
    project(tmp_path, {"handlers/good/app.py": HANDLER, APP: "("}, text)
    assert len(problems(tmp_path)) == 1
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize(
    ("handler", "message"),
    [
        ("handlers.orders.ap:handler", 'there is no module "handlers.orders.ap" beside the spec; did you mean "handlers.orders.app"?'),
        ("handlers.orders.app:handle", f'{APP} has no "handle"; did you mean "handler"?'),
        ("handlers.orders.app.handle", f'{APP} has no "handle"; did you mean "handler"?'),
        ("handlers/orders/app.handle", f'{APP} has no "handle"; did you mean "handler"?'),
        ("handlers.other.app:handler", 'handlers/other/app.py does not lie in "handlers/orders", the folder of its package; say "code: other"'),
        ("app:handler", 'name a function in a module of the code, as in "handlers.orders.app:handler"'),
        ("handler", 'name a function in a module of the code, as in "handlers.orders.app:handler"'),
    ],
)  # fmt: skip
def test_a_handler_that_is_not_there_is_refused(tmp_path: Path, handler: str, message: str) -> None:
    files = {APP: HANDLER, "handlers/other/app.py": HANDLER}
    assert [f"missing-handler: {message}"] == problems(
        project(tmp_path, files, spec({"orders": f"handler: {handler}"}))
    )


@pytest.mark.parametrize(
    "definition",
    [
        "handler = print",
        "handler: object = print",
        "from handlers.orders.logic import handler",
        "from handlers.orders.logic import *",
        "import os as handler",
        "class handler: ...",
        "try:\n    import json as handler\nexcept ImportError:\n    handler = None",
        "if 1 > 0:\n    def handler(e, c): ...",
        "other, handler = 1, 2",
        "with open('x') as handler: ...",
        "@print\ndef handler(e, c): ...",
    ],
)
def test_a_handler_may_be_defined_in_any_way(tmp_path: Path, definition: str) -> None:
    files = {APP: definition, "handlers/orders/logic.py": HANDLER}
    assert [] == problems(project(tmp_path, files))


@pytest.mark.parametrize(
    "inside", ["def f():\n    handler = 1", "x = lambda handler: handler", "x = [handler for handler in ()]"]
)
def test_a_name_inside_a_function_is_no_handler(tmp_path: Path, inside: str) -> None:
    assert [f'missing-handler: {APP} has no "handler"'] == problems(project(tmp_path, {APP: inside}))


def test_a_module_that_is_not_there_is_named_with_its_line(tmp_path: Path) -> None:
    files = {APP: f"import os\nfrom handlers.shared.clok import now\n{HANDLER}", "handlers/shared/clock.py": ""}
    message = (
        f'unknown-import: {APP}:2: there is no module "handlers.shared.clok"; did you mean "handlers.shared.clock"?'
    )
    assert [message] == problems(project(tmp_path, files))


def test_a_mistake_in_shared_code_is_told_once(tmp_path: Path) -> None:
    text = spec({name: f"handler: handlers.{name}.app:handler, runtime: python3.11" for name in ("a", "b")})
    code = f"import handlers.shared.it\n{HANDLER}"
    files = {"handlers/a/app.py": code, "handlers/b/app.py": code, "handlers/shared/it.py": "def"}
    assert ["invalid-python: handlers/shared/it.py:1: this is not valid Python 3.11: invalid syntax"] == problems(
        project(tmp_path, files, text)
    )


def test_an_import_that_no_lock_knows_is_refused_with_the_way_out(tmp_path: Path) -> None:
    project(tmp_path, {APP: f"import requests\nimport requests.api\n{HANDLER}"})
    cure = 'and there is no handlers/requirements.txt to say where it comes from; "uv pip compile --generate-hashes" makes one'
    assert [f'unknown-import: {APP}:1: this imports "requests", {cure}'] == problems(tmp_path)
    (tmp_path / "handlers/requirements.txt").write_text("")
    cure = "which no distribution in handlers/requirements.txt provides; add the one that does and lock again"
    assert [f'unknown-import: {APP}:1: this imports "requests", {cure}'] == problems(tmp_path)


@pytest.mark.parametrize(
    "tried",
    [
        "try:\n    import fast\nexcept ImportError:\n    fast = None",
        "try:\n    import fast\nexcept (ValueError, ModuleNotFoundError):\n    fast = None",
        "from contextlib import suppress\nwith suppress(ImportError):\n    import fast",
    ],
)
def test_an_import_that_may_fail_needs_no_distribution(tmp_path: Path, tried: str) -> None:
    assert [] == problems(project(tmp_path, {APP: f"{tried}\n{HANDLER}"}))


def test_a_module_that_this_python_lost_is_refused(tmp_path: Path) -> None:
    project(
        tmp_path,
        {APP: f"import cgi\n{HANDLER}"},
        spec({"orders": "handler: handlers.orders.app:handler, runtime: python3.12"}),
    )
    assert [] == problems(tmp_path)
    project(tmp_path, {APP: f"import cgi\n{HANDLER}"})
    assert ["unknown-import"] == [problem.partition(":")[0] for problem in problems(tmp_path)]


def test_an_import_by_a_computed_name_is_a_warning_until_the_package_says_what_it_needs(tmp_path: Path) -> None:
    project(tmp_path, {APP: f"import importlib\nimportlib.import_module('a' + 'b')\n{HANDLER}"})
    [warning] = problems(tmp_path)
    assert warning.startswith(f"computed-import: {APP}:2: this imports a module by a name that is computed at run time")
    assert (tmp_path / "dist/orders.zip").exists()
    (tmp_path / "handlers/orders/requirements.txt").write_text("")
    assert [] == problems(tmp_path)


def test_one_package_runs_on_one_architecture(tmp_path: Path) -> None:
    common = "handler: handlers.orders.app:handler, code: orders"
    text = spec({"a": common, "b": f"{common}, architecture: x86_64"})
    message = (
        'shared-code: the function shares the code "orders" with "a", which runs on python3.13 and arm64; '
        "one package runs on one of each"
    )
    assert [message] == problems(project(tmp_path, {}, text))


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    project(tmp_path, {})
    (tmp_path / "handlers/orders/passwords").symlink_to("/etc/passwd")
    (tmp_path / "handlers/orders/folder").symlink_to("/etc")
    expected = [
        f"refused-file: handlers/orders/{name} is a symbolic link; a package holds files only"
        for name in ("folder", "passwords")
    ]
    assert expected == problems(tmp_path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    project(tmp_path, {})
    os.mkfifo(tmp_path / "handlers/orders/pipe")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/handlers/orders/\xff")).touch()
    expected = [
        "handlers/orders/\\udcff has a name that is not UTF-8; rename it",
        "handlers/orders/pipe is no file; a package holds files only",
    ]
    assert [f"refused-file: {message}" for message in expected] == problems(tmp_path)


def test_a_folder_without_code_is_refused(tmp_path: Path) -> None:
    text = spec({"web": "handler: index.handler, runtime: nodejs22.x"})
    assert [
        'missing-handler: there is no code in the folder "handlers/web", which is packaged as it stands'
    ] == problems(project(tmp_path, {}, text))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("requests==2.0", '"requests" has no hash; make the lock with "uv pip compile --generate-hashes"'),
        ("requests>=2.0", '"requests>=2.0" is not locked; write one version, "requests==1.2.3"'),
        ("requests==2.*", '"requests==2.*" is not locked; write one version, "requests==1.2.3"'),
        ("-r other.txt", '"-r other.txt" cannot be used here; the lock holds names with versions and hashes'),
        ("./here", '"./here" names no distribution'),
    ],
)
def test_a_lock_that_does_not_lock_is_refused(tmp_path: Path, line: str, message: str) -> None:
    files = {APP: f"import requests\n{HANDLER}", "handlers/requirements.txt": f"# made by hand\n{line}\n"}
    assert [f"invalid-lock: handlers/requirements.txt:2: {message}"] == problems(project(tmp_path, files))


def test_a_lock_that_lacks_what_a_distribution_requires_is_refused(tmp_path: Path) -> None:
    line = wheel(tmp_path / "wheels", "pets", {"pets.py": b""}, requires=("bones>=1",))
    files = {APP: f"import pets\n{HANDLER}", "handlers/requirements.txt": lock(line)}
    message = 'invalid-lock: handlers/requirements.txt does not lock "bones", which pets asks for; make the lock again'
    assert [message] == problems(project(tmp_path, files))


def test_a_file_that_a_distribution_has_too_is_refused(tmp_path: Path) -> None:
    line = wheel(tmp_path / "wheels", "pets", {"pets.py": b"", "handlers/orders/app.py": b""})
    files = {APP: f"import pets\n{HANDLER}", "handlers/requirements.txt": lock(line)}
    assert ['shadowed-file: the distribution "pets" has a file handlers/orders/app.py too; rename yours'] == problems(
        project(tmp_path, files)
    )


def test_more_than_aws_takes_is_an_error_that_names_the_largest_parts(tmp_path: Path) -> None:
    line = wheel(tmp_path / "wheels", "pets", {"pets.py": b"", "pets.bin": bytes(262_144_001)})
    files = {APP: f"import pets\n{HANDLER}", "handlers/requirements.txt": lock(line)}
    [problem] = problems(project(tmp_path, files))
    assert problem.startswith(
        'package-too-large: the package "orders" has 250.0 MB unzipped, and AWS takes at most 250 MB'
    )
    assert "the largest parts are pets (250.0 MB), handlers/orders (0.1 KB)" in problem


def test_a_large_zip_is_only_noted(tmp_path: Path) -> None:
    project(tmp_path, {"handlers/orders/app.py": HANDLER, "handlers/orders/model.bin": bytes(52_428_801)})
    [problem] = problems(tmp_path)
    assert problem.startswith('large-package: the package "orders" has 50.0 MB zipped')
    assert (tmp_path / "dist/orders.zip").exists()
