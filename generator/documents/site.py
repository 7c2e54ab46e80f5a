"""The source of the site as MkDocs takes it: all pages by path, their order, and the settings."""

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from generator.documents import language, pages
from generator.model import Model
from generator.resources import resource_folder

_STYLE = "assets/site.css"
# Without one whose name holds "iframe-worker", MkDocs' offline plugin would load its own from elsewhere.
_SEARCH = "assets/iframe-worker.js"
_GENERATED = "docs"

# Where a page stands in the navigation: a title, and the page or the folder. What does not exist is left out.
_NAVIGATION: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Overview", ("index.md",)),
    ("Environments", ("environments.md",)),
    ("API", ("api.md", "schemas.md")),
    ("Functions", ("functions/",)),
    ("Workflows", ("workflows/",)),
    ("Events", ("events.md",)),
    ("Data and messages", ("data.md",)),
    ("Alarms", ("alarms.md", "objectives.md", "dashboards.md", "owners.md")),
    ("Runbooks", ("runbooks.md", "runbooks/")),
    ("Cost", ("cost.md", "capacity.md", "charts.md")),
    ("Risks", ("risks.md",)),
    ("Language", ("language/",)),
    ("Rules", ("rules/",)),
)


def source(model: Model, rendered: Mapping[PurePosixPath, str]) -> dict[str, str]:
    """Return the files of the site's source by path: what `generate` writes below `docs/`, the pages, and the language's."""
    found = {str(path.relative_to(_GENERATED)): text for path, text in rendered.items() if path.parts[0] == _GENERATED}
    written = {page.path: page.text for page in (*pages(model), *language.pages())}
    assets = {
        path: (resource_folder("templates") / "site" / PurePosixPath(path).name).read_text(encoding="utf-8")
        for path in (_STYLE, _SEARCH)
    }
    return {**found, **written, **assets}


def settings(model: Model, files: Iterable[str], docs: str, out: str) -> str:
    """Return the settings of MkDocs, in JSON, which is YAML too.

    Nothing in them asks for anything from elsewhere: no fonts, no scripts, no counter of a repository's stars.
    """
    title = str(model.system.get("title", model.system["name"]))
    return json.dumps(
        {
            "site_name": title,
            "site_description": str(model.system.get("description", "")),
            "docs_dir": docs,
            "site_dir": out,
            # Links between files hold on a disk too, where no server adds index.html.
            "use_directory_urls": False,
            "theme": _THEME,
            "extra_css": [_STYLE],
            "plugins": ["search", "offline"],
            "extra": {"polyfills": [_SEARCH]},
            "markdown_extensions": [
                "attr_list",
                "tables",
                {"toc": {"permalink": True}},
                "pymdownx.highlight",
                "pymdownx.superfences",
            ],
            "nav": navigation(files, _titles(model)),
            "validation": {"links": {"anchors": "warn", "absolute_links": "warn", "unrecognized_links": "warn"}},
        },
        indent=2,
        ensure_ascii=False,
    )


def _titles(model: Model) -> dict[str, str]:
    """Return the titles of pages that do not start with theirs."""
    runbooks = {key: runbook.title for stack in model.stacks for key, runbook in stack.runbooks.items()}
    return {"runbooks.md": "All runbooks", **{f"runbooks/{key}.md": title for key, title in runbooks.items()}}


def navigation(files: Iterable[str], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the navigation: pages in their order, those of a folder by name with its index first; others come last.

    titles: of pages that are not called by their first heading.
    """
    left = {file: None for file in sorted(files) if file.endswith(".md")}
    found: list[dict[str, Any]] = []
    for title, places in _NAVIGATION:
        own = [
            file
            for place in places
            for file in left
            if file == place or (place.endswith("/") and file.startswith(place))
        ]
        own.sort(key=lambda file: (not file.endswith("index.md"), file.count("/")))
        for file in own:
            del left[file]
        if own:
            found.append({title: own[0] if len(own) == 1 else [_entry(file, titles) for file in own]})
    return [*found, *([{"More": [_entry(file, titles) for file in left]}] if left else [])]


def _entry(file: str, titles: Mapping[str, str]) -> str | dict[str, str]:
    return {titles[file]: file} if file in titles else file


_THEME = {
    "name": "material",
    "language": "en",
    "font": False,
    "features": ["navigation.indexes", "navigation.top", "search.highlight", "content.code.copy", "toc.follow"],
    "palette": [
        {"media": "(prefers-color-scheme: light)", "scheme": "default", "primary": "indigo", "toggle": {"icon": "material/weather-night", "name": "Dark"}},
        {"media": "(prefers-color-scheme: dark)", "scheme": "slate", "primary": "indigo", "toggle": {"icon": "material/weather-sunny", "name": "Light"}},
    ],
}  # fmt: skip
