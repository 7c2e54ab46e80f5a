"""What goes into a package: the handler's folder, and of the rest only what is imported."""

from pathlib import Path

import pytest

from tests.package.projects import HANDLER, built, names, project, spec


def test_a_package_holds_its_folder_and_what_that_imports_of_the_rest(tmp_path: Path) -> None:
    files = {
        "handlers/__init__.py": "",
        "handlers/orders/app.py": f"from handlers.orders.logic import work\nfrom handlers.shared import http\n{HANDLER}",
        "handlers/orders/logic.py": "from . import rules\nimport handlers.shared.deep.inner\nwork = rules",
        "handlers/orders/rules.py": "",
        "handlers/shared/__init__.py": "from handlers.shared.always import x",
        "handlers/shared/always.py": "x = 1",
        "handlers/shared/http.py": "",
        "handlers/shared/unused.py": "",
        "handlers/shared/deep/__init__.py": "",
        "handlers/shared/deep/inner.py": "def late():\n    from ..late import y\n    return y",
        "handlers/shared/late.py": "y = 1",
        "handlers/other/app.py": HANDLER,
    }
    expected = sorted(files.keys() - {"handlers/shared/unused.py", "handlers/other/app.py"})
    assert expected == names(project(tmp_path, files))


@pytest.mark.parametrize(
    "imported",
    [
        "import handlers.shared.it",
        "from handlers.shared import it",
        "from handlers.shared.it import thing",
        "from ..shared import it",
        "from ..shared.it import thing",
        "from handlers.shared.it import *",
        "def f():\n    import handlers.shared.it",
        "if 1 > 0:\n    import handlers.shared.it",
        "try:\n    import handlers.shared.it\nexcept ImportError:\n    pass",
        'import importlib\nimportlib.import_module("handlers.shared.it")',
        '__import__("handlers.shared.it")',
        "class A:\n    from handlers.shared import it",
        "x = [__import__('handlers.shared.it') for y in range(1)]",
    ],
)
def test_an_import_in_any_form_is_found(tmp_path: Path, imported: str) -> None:
    files = {"handlers/orders/app.py": f"{imported}\n{HANDLER}", "handlers/shared/it.py": "thing = 1"}
    assert sorted(files) == names(project(tmp_path, files))


def test_answers_that_stand_for_sites_on_this_machine_stay_out(tmp_path: Path) -> None:
    code = f"import handlers.mail.texts\n{HANDLER}"
    kept = {
        "handlers/orders/app.py": code,
        "handlers/orders/data/fixtures/prices.json": "{}",
        "handlers/orders/fixtures/texts/hello.json": "{}",
        "handlers/orders/fixtures/__init__.py": "",
        "handlers/orders/prices.json": "{}",
        "handlers/mail/texts.py": "",
        "handlers/mail/data.json": "{}",
    }
    left_out = {
        "handlers/orders/fixtures/detect_text.json": "{}",
        "handlers/orders/fixtures/pay.example.com/POST/charges.json": "{}",
        "handlers/mail/fixtures/mail.example.com/POST/mails.json": "{}",
    }
    functions = {name: f"handler: handlers.{name}.app:handler" for name in ("mail", "orders")}
    project(tmp_path, {**kept, **left_out, "handlers/mail/app.py": HANDLER}, spec(functions))
    assert sorted(kept) == names(tmp_path)


@pytest.mark.parametrize(("mocks", "stay"), [("", []), (", mocks: [rekognition]", ["detect_text.json"])])
def test_answers_of_services_go_in_where_an_environment_imitates_them(
    tmp_path: Path, mocks: str, stay: list[str]
) -> None:
    files = {"handlers/orders/app.py": HANDLER, "handlers/orders/fixtures/detect_text.json": "{}"}
    text = spec(environments=f"{{dev: {{regions: [us-east-1]{mocks}}}, prod: {{regions: [us-east-1]}}}}")
    assert stay == [name.rpartition("/")[2] for name in names(project(tmp_path, files, text)) if "fixtures" in name]


def test_an_answer_that_changes_makes_no_new_package(tmp_path: Path) -> None:
    answer = "handlers/orders/fixtures/pay.example.com/POST/charges.json"
    project(tmp_path, {"handlers/orders/app.py": HANDLER, answer: "{}"})
    [before] = built(tmp_path).packages
    (tmp_path / answer).write_text('{"status": "declined"}')
    [after] = built(tmp_path).packages
    assert (before.key, False) == (after.key, after.is_new)


@pytest.mark.parametrize("condition", ["TYPE_CHECKING", "typing.TYPE_CHECKING"])
def test_what_only_a_type_checker_reads_stays_out(tmp_path: Path, condition: str) -> None:
    code = f"import typing\nfrom typing import TYPE_CHECKING\nif {condition}:\n    import handlers.shared.it, unknown\n"
    files = {"handlers/orders/app.py": code + HANDLER, "handlers/shared/it.py": ""}
    assert ["handlers/orders/app.py"] == names(project(tmp_path, files))


def test_data_comes_with_the_modules_beside_it(tmp_path: Path) -> None:
    files = {
        "handlers/README.md": "",
        "handlers/orders/app.py": f"import handlers.shared.it\n{HANDLER}",
        "handlers/orders/templates/mail.txt": "dear",
        "handlers/shared/it.py": "",
        "handlers/shared/fixtures/answer.json": "{}",
        "handlers/shared/apart/module.py": "",
        "handlers/shared/apart/data.json": "{}",
    }
    expected = [path for path in sorted(files) if "apart" not in path and "README" not in path]
    assert expected == names(project(tmp_path, files))


def test_caches_hidden_files_and_requirements_stay_out(tmp_path: Path) -> None:
    left_out = ["__pycache__/app.cpython-313.pyc", "old.pyc", ".env", ".git/config", "app.py~", "requirements.txt"]
    files = {f"handlers/orders/{name}": "" for name in left_out} | {"handlers/orders/app.py": HANDLER}
    assert ["handlers/orders/app.py"] == names(project(tmp_path, files))


def test_functions_that_share_code_share_a_package(tmp_path: Path) -> None:
    both = {name: f"handler: handlers.orders.{name}:handler, code: orders" for name in ("read", "write")}
    files = {f"handlers/orders/{name}.py": HANDLER for name in both}
    assert sorted(files) == names(project(tmp_path, files, spec(both)))
    assert ["orders"] == [package.name for package in built(tmp_path).packages]


def test_a_single_module_is_a_package_too(tmp_path: Path) -> None:
    text = spec({"orders": "handler: handlers.orders:handler"})
    assert ["handlers/orders.py"] == names(project(tmp_path, {"handlers/orders.py": HANDLER}, text))


def test_what_is_not_python_goes_in_as_it_stands(tmp_path: Path) -> None:
    text = spec(
        {"native": "handler: bootstrap, runtime: provided.al2023", "web": "handler: index.handler, runtime: nodejs22.x"}
    )
    files = {"handlers/native/bootstrap": "#!/bin/sh\n", "handlers/web/index.js": "", "handlers/web/lib/a.js": ""}
    project(tmp_path, files, text)
    (tmp_path / "handlers/native/bootstrap").chmod(0o755)
    assert ["bootstrap"] == names(tmp_path, "native")
    assert ["index.js", "lib/a.js"] == names(tmp_path, "web")


def test_the_report_names_the_largest_parts_first(tmp_path: Path) -> None:
    files = {
        "handlers/orders/app.py": f"import handlers.shared.large\n{HANDLER}",
        "handlers/shared/large.py": "#" * 500,
    }
    [package] = built(project(tmp_path, files)).packages
    assert [("handlers/shared", 500), ("handlers/orders", len(files["handlers/orders/app.py"]))] == list(
        package.parts.items()
    )
