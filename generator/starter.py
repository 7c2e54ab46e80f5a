"""What `collectiq init` writes: a small, complete system to start from."""

from pathlib import Path

from generator.resources import resource_folder


def write(folder: Path) -> list[Path]:
    """Copy the starter into a new folder and return the paths written; raises OSError when the disk refuses."""
    from generator.bundle import bundled

    source = resource_folder("templates") / "init"
    contents = {
        path.relative_to(source): path.read_text()
        for path in source.rglob("*")
        if path.is_file() and path.parent.name != "__pycache__"
    }
    contents[Path("collectiq.schema.json")] = bundled()
    for path, text in contents.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return sorted(contents)
