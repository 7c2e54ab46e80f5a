"""Cross-origin requests: preflights answered and headers added, by the API and by buckets."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from generator.local.substrate import Request, Response


@dataclass(frozen=True, slots=True)
class Cors:
    """What pages of other origins may do; nothing without origins."""

    origins: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    allowed_headers: tuple[str, ...] = ()
    exposed_headers: tuple[str, ...] = ()
    credentials: bool = False
    max_age_s: int | None = None

    def preflight(self, request: Request) -> Response | None:
        """Return the answer to a preflight; None where a request is none, or nothing is said about origins."""
        wanted = request.headers.get("access-control-request-method", "")
        if not self.origins or request.method != "OPTIONS" or not wanted:
            return None
        return Response(204, self._allowed(request) if self._allows(request, wanted) else {})

    def applied(self, response: Response, request: Request) -> Response:
        """Return an answer of the API with its own headers; what a function says about origins counts only where the API is silent.

        From "Configure CORS for HTTP APIs" of the Amazon API Gateway developer guide (November 2026).
        """
        if not self.origins:
            return response
        kept = {name: value for name, value in response.headers.items() if not name.startswith("access-control-")}
        return replace(response, headers={**kept, **self.headers(request)})

    def headers(self, request: Request) -> dict[str, str]:
        """Return the headers of an answer to a page of another origin."""
        origin = request.headers.get("origin", "")
        if not origin or not self._takes(origin):
            return {}
        made = {"access-control-allow-origin": "*" if self.origins == ("*",) else origin}
        if self.exposed_headers:
            made["access-control-expose-headers"] = ",".join(self.exposed_headers)
        if self.credentials:
            made["access-control-allow-credentials"] = "true"
        return made

    def _allows(self, request: Request, method: str) -> bool:
        return self._takes(request.headers.get("origin", "")) and ("*" in self.methods or method in self.methods)

    def _takes(self, origin: str) -> bool:
        return any(fnmatchcase(origin, pattern) for pattern in self.origins)

    def _allowed(self, request: Request) -> Mapping[str, str]:
        made = {"access-control-allow-methods": ",".join(self.methods)}
        if self.allowed_headers:
            made["access-control-allow-headers"] = ",".join(self.allowed_headers)
        if self.max_age_s is not None:
            made["access-control-max-age"] = str(self.max_age_s)
        return made | self.headers(request)
