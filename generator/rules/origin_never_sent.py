"""A CORS setting allows an origin that no browser ever sends: its pages are refused."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, SpecPath
from generator.effective import origin
from generator.model import Model, Stack
from generator.tokens import START, as_reference, has_tokens

# How an origin begins that is a pattern, or whose beginning is known only at run time.
_OPEN = ("*", START)
# What a browser sends for a page that has no origin.
_NONE = "null"
_USUAL_PORTS = {"http": ":80", "https": ":443"}
_LOCAL = ("localhost", "127.0.0.1")


def origin_never_sent(model: Model) -> Iterator[Diagnostic]:
    """Yield each origin of the API or of a bucket that is not written as browsers write theirs."""
    for stack in model.stacks:
        for path, said in _origins(stack):
            sent = _as_sent(said)
            if sent != said:
                place = origin(model.spec, stack.names.environment, path)
                message = (
                    f'no browser sends the origin "{as_reference(said)}": one is a scheme and a host, without a path or a "/" at the end; '
                    f'write "{as_reference(sent)}"'
                )
                yield Diagnostic(place, message, "origin-never-sent")


def _origins(stack: Stack) -> Iterator[tuple[SpecPath, str]]:
    """Yield the origins of all CORS settings, with the place of each."""
    if stack.api and stack.api.cors:
        yield from ((("api", "cors", "origins", index), said) for index, said in enumerate(stack.api.cors.origins))
    for key, bucket in stack.buckets.items():
        origins = bucket.cors.origins if bucket.cors else ()
        yield from ((("buckets", key, "cors", "origins", index), said) for index, said in enumerate(origins))


def _as_sent(said: str) -> str:
    """Return an origin as browsers send it: in small letters, without a path and without its scheme's usual port."""
    if said.startswith(_OPEN) or said == _NONE or "${" in said:
        return said  # a reference that is left names nothing, which is told there
    scheme, mark, rest = said.partition("://")
    if not mark:
        scheme, rest = "http" if said.startswith(_LOCAL) else "https", said
    if has_tokens(rest):
        return f"{scheme}://{rest.rstrip('/')}"
    return f"{scheme}://{rest.partition('/')[0].removesuffix(_USUAL_PORTS.get(scheme, ''))}".lower()
