"""The documents site: pages from the model, pages of the language, and how MkDocs is told about them."""

from collections.abc import Iterator

from generator.documents import (
    alarms,
    charts,
    data,
    environments,
    events,
    functions,
    overview,
    risks,
    routes,
    schemas,
    workflows,
)
from generator.documents.page import Page, Pages
from generator.model import Model

PAGES: tuple[Pages, ...] = (
    overview.pages,
    environments.pages,
    routes.pages,
    functions.pages,
    workflows.pages,
    events.pages,
    data.pages,
    schemas.pages,
    alarms.pages,
    charts.pages,
    risks.pages,
)


def pages(model: Model) -> Iterator[Page]:
    """Yield every page that describes this system."""
    for each in PAGES:
        yield from each(model)
