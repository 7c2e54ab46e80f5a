"""The layout's own laws: where a thing goes, what goes with it, and who may know of whom."""

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.model import KINDS, Model
from generator.pipeline import compile_spec
from generator.rules import RULES
from generator.targets import TARGETS
from tests.tools import ROOT

GENERATOR = ROOT / "generator"
LONGEST_FILE = 300

# Top down; a module imports from its own layer or lower ones. What is not listed is at the bottom.
LAYERS = (
    ("start", "plain", "cli"),
    ("commands",),
    ("console", "terminal"),
    ("changes",),
    ("pipeline",),
    ("sound", "silence"),
    ("audit", "local", "package", "operate"),
    ("verify",),
    ("documents",),
    ("incremental", "render", "jinja", "templates"),
    ("targets",),
    ("capacity",),
    ("cost",),
    ("graphs",),
    ("rules",),
    ("alarm_texts",),
    ("model",),
    ("kinds", "workflows"),
    ("iam",),
    ("differences",),
    ("scope",),
    ("effective",),
)
BOTTOM = len(LAYERS)

# The one template that every module has, whichever target it is of.
SHARED_TEMPLATES = {"terraform/modules/versions.tf.j2"}

# `import` is a word of Python's, and `generator.schema` is what checks shapes.
SCHEMAS = {"imported": "import", "message": "schema"}
REFERENCE = re.compile(r'"\$ref": "([^"#]+)"')

INCLUDED = re.compile(r"""\{%-?\s*(?:include|import|from|extends)\s+["']([^"']+)["']""")

# Words of the reference system's business, which the compiler must not know.
BUSINESS = re.compile(
    r"(?<![a-z])(cards?|pok[eé]mon|tcg\w*|ebay|price_?charting|valuations?|authenticity|rarity|collectors?|"
    r"pricing_agent|authenticity_agent|rekognition_extract)(?![a-z])",
    re.IGNORECASE,
)


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def modules(package: str) -> dict[str, ast.Module]:
    """Return the modules of a package of the generator, by stem."""
    paths = (path for path in (GENERATOR / package).glob("*.py") if path.stem != "__init__")
    return {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def defining(package: str, function: str) -> set[str]:
    """Return the stems of a package's modules that define a function of this name."""
    return {
        stem
        for stem, tree in modules(package).items()
        if any(isinstance(node, ast.FunctionDef) and node.name == function for node in tree.body)
    }


def stem_of(function: object) -> str:
    return str(getattr(function, "__module__", "")).rpartition(".")[2]


def layer(module: str) -> int:
    """Return the layer of a module of the generator: 0 is the top.

    module: its dotted name without `generator.`, such as `kinds.table`.
    """
    top = module.partition(".")[0]
    return next((number for number, names in enumerate(LAYERS) if top in names), BOTTOM)


def imports(path: Path) -> Iterator[str]:
    """Yield the generator's own modules that a file imports, anywhere in it, without `generator.`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ImportFrom(module="generator", names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module)) if module.startswith("generator."):
                yield module.removeprefix("generator.")
            case ast.Import(names=names):
                yield from (a.name.removeprefix("generator.") for a in names if a.name.startswith("generator."))


def upward(path: Path) -> Iterator[str]:
    """Yield the imports of a file that do not point downward."""
    here = path.relative_to(GENERATOR).with_suffix("").as_posix().replace("/", ".")
    for there in imports(path):
        if layer(there) < layer(here):
            yield f"{here} imports {there}"


def test_imports_point_only_downward() -> None:
    files = [path for path in sources("generator") if path != GENERATOR / "__init__.py"]
    assert [] == [wrong for path in files for wrong in upward(path)]


def test_no_python_file_is_longer_than_300_lines() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources("generator", "handlers", "tests", "benchmarks")
    }
    assert {} == {path: length for path, length in lengths.items() if length > LONGEST_FILE}


@pytest.mark.parametrize("folder", ["generator", "schema", "templates"])
def test_the_compiler_knows_nothing_of_the_business(folder: str) -> None:
    files = [p for p in (ROOT / folder).rglob("*") if p.is_file() and p.suffix != ".pyc"]
    found = {
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if BUSINESS.search(line)
    }
    assert set() == found


def test_every_rule_is_listed_once() -> None:
    assert sorted(stem_of(rule) for rule in RULES) == sorted(modules("rules"))


def test_every_rule_has_its_page() -> None:
    pages = {path.stem for path in (ROOT / "tests" / "rules").glob("*.md")}
    assert set() == {stem.replace("_", "-") for stem in modules("rules")} - pages


def test_every_target_is_listed_once() -> None:
    assert sorted(stem_of(target) for target in TARGETS) == sorted(defining("targets", "files"))


def test_every_kind_of_entry_has_a_schema_that_the_root_names() -> None:
    root = json.loads((ROOT / "schema" / "collectiq.schema.json").read_text(encoding="utf-8"))
    expected = {section: f"kinds/{SCHEMAS.get(stem_of(read), stem_of(read))}.json" for section, read in KINDS}
    actual = {section: set(REFERENCE.findall(json.dumps(root["properties"][section]))) for section, _ in KINDS}
    assert {} == {section: actual[section] for section, name in expected.items() if name not in actual[section]}
    assert set() == {name for name in expected.values() if not (ROOT / "schema" / name).is_file()}


@pytest.fixture(scope="module")
def models() -> list[Model]:
    """What the reference system and all valid cases mean: together they use every template."""
    specs = [ROOT / "collectiq.yaml", *sorted((ROOT / "tests" / "cases").glob("*/collectiq.yaml"))]
    return [compiled.model for spec in specs if (compiled := compile_spec(spec)).model]


def test_every_template_is_used(models: list[Model]) -> None:
    folder = ROOT / "templates"
    paths = list(folder.rglob("*.j2"))
    included = {name for path in paths for name in INCLUDED.findall(path.read_text(encoding="utf-8"))}
    rendered = {file.template for model in models for target in TARGETS for file in target(model)}
    assert set() == {path.relative_to(folder).as_posix() for path in paths} - included - rendered


def test_a_template_belongs_to_one_target(models: list[Model]) -> None:
    owners: dict[str, set[str]] = {}
    for target in TARGETS:
        for file in (file for model in models for file in target(model)):
            owners.setdefault(file.template, set()).add(stem_of(target))
    assert {} == {name: found for name, found in owners.items() if len(found) > 1 and name not in SHARED_TEMPLATES}


def test_no_two_targets_write_one_path(models: list[Model]) -> None:
    for model in models:
        paths = Counter(file.path for target in TARGETS for file in target(model))
        assert [] == [path for path, count in paths.items() if count > 1]
