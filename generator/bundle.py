"""The JSON Schema of the spec in one piece, for editors that cannot follow references between files."""

import json
from pathlib import PurePosixPath
from typing import Any

from generator.resources import resource_folder

ROOT = "collectiq.schema.json"


def bundled() -> str:
    """Return the schema as one JSON document: each file below `$defs`, references rewritten to stand there."""
    folder = resource_folder("schema")
    kinds = {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "kinds").glob("*.json"))
    }
    schema = _rewritten(json.loads((folder / ROOT).read_text(encoding="utf-8")), PurePosixPath(ROOT))
    for kind, definition in kinds.items():
        plain = {key: value for key, value in definition.items() if key not in ("$schema", "$id")}
        schema["$defs"][kind] = _rewritten(plain, PurePosixPath("kinds") / f"{kind}.json")
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _rewritten(value: Any, file: PurePosixPath) -> Any:
    match value:
        case {"$ref": str() as reference, **rest}:
            return {"$ref": _moved(reference, file)} | {key: _rewritten(item, file) for key, item in rest.items()}
        case dict():
            return {key: _rewritten(item, file) for key, item in value.items()}
        case list():
            return [_rewritten(item, file) for item in value]
        case _:
            return value


def _moved(reference: str, file: PurePosixPath) -> str:
    """Return where a reference of this file points to in the bundle."""
    target, _, fragment = reference.partition("#")
    name = PurePosixPath(target).name if target else file.name
    place = "" if name == ROOT else f"/$defs/{name.removesuffix('.json')}"
    return f"#{place}{fragment}"
