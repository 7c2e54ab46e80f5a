"""How the packages of an extra get into this installation: from where it came itself, since no public index has it."""

import json
from shlex import quote
from typing import Any
from urllib.parse import unquote, urlsplit


def installing(extra: str) -> str:
    """Return the command that installs an extra: from the checkout, the commit or the wheel, else from the user's own index."""
    name = f"collectiq[{extra}]"
    origin = _origin()
    if origin.get("dir_info", {}).get("editable"):
        folder = unquote(urlsplit(origin["url"]).path)
        return f"pip install --editable {quote(f'{folder}[{extra}]')}"
    if not origin:
        return f"pip install {quote(name)}"
    vcs = origin.get("vcs_info")
    where = f"{vcs['vcs']}+{origin['url']}@{vcs['commit_id']}" if vcs else origin["url"]
    return f"pip install {quote(f'{name} @ {where}')}"


def _origin() -> dict[str, Any]:
    """Return what pip wrote down of where this came from, empty where it was an index (PEP 610)."""
    from importlib.metadata import PackageNotFoundError, distribution  # slow to import, and rarely needed

    try:
        text = distribution("collectiq").read_text("direct_url.json")
    except PackageNotFoundError:
        return {}
    found: dict[str, Any] = json.loads(text or "{}")
    return found
