"""The pages of the rules: what each finds, why, an example, and what to use instead."""

from generator.resources import resource_folder


def page(rule: str) -> str | None:
    """Return the page of a rule as Markdown; None where there is none."""
    return (resource_folder("rules") / f"{rule}.md").read_text(encoding="utf-8") if rule in ids() else None


def ids() -> list[str]:
    """Return the rules that have a page, by name."""
    return sorted(path.stem for path in resource_folder("rules").glob("*.md"))


def summary(text: str) -> str:
    """Return the first paragraph of a page, in one line."""
    return " ".join(text.split("\n\n")[1].split())
