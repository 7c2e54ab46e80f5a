"""The user pool or the API needs a frontend's address, and that frontend needs theirs: Terraform cannot make either first."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, SpecPath
from generator.effective import origin
from generator.model import Model, Stack
from generator.tokens import tokens_in

_WAY_OUT = 'use the frontend\'s own domain, or a variable: "${variables.NAME}"'

Needed = tuple[SpecPath, str, str]


def frontend_cycle(model: Model) -> Iterator[Diagnostic]:
    """Yield each text that names a frontend's address where the frontend depends on the text's owner."""
    for stack in model.stacks:
        if not stack.home:
            continue
        for path, text, back in _texts(stack):
            if not any(name.startswith("frontends.") for name in tokens_in(text)):
                continue
            for frontend in stack.frontends.values():
                variable = next((key for key, value in frontend.environment.items() if _needs(value, back)), None)
                if variable is not None:
                    place = origin(model.spec, stack.names.environment, path)
                    related = Related(("frontends", frontend.key, "environment", variable), "needed here")
                    message = f"Amplify tells this address only after what it belongs to was made, and the frontend needs that first; {_WAY_OUT}"
                    yield Diagnostic(place, message, "frontend-cycle", related=(related,))
                    break


def _needs(value: str, back: str) -> bool:
    return any(name.startswith(back) for name in tokens_in(value))


def _texts(stack: Stack) -> Iterator[Needed]:
    """Yield the texts that may name a frontend: where each stands, what it is, and what closes the circle."""
    clients = stack.auth.clients.values() if stack.auth else ()
    for client in clients:
        for name, urls in (("callback_urls", client.callback_urls), ("logout_urls", client.logout_urls)):
            for index, url in enumerate(urls):
                yield ("auth", "clients", client.key, name, index), url, "auth.clients."
    cors = stack.api.cors if stack.api else None
    for index, origin_ in enumerate(cors.origins if cors else ()):
        yield ("api", "cors", "origins", index), origin_, "api."
    for frontend in stack.frontends.values():
        for variable, value in frontend.environment.items():
            yield ("frontends", frontend.key, "environment", variable), value, "frontends."
