"""`collectiq docs`: the system's documents as a static site."""

import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.console import ENVIRONMENT, NO, SPEC, Quiet, Spec, compile_or_exit, tell
from generator.extras import installing

if TYPE_CHECKING:
    from generator.documents.build import Built

docs = typer.Typer(no_args_is_help=True, help="The system's documents as a static site.")

Strict = Annotated[bool, typer.Option("--strict", help="Fail on warnings too, such as a link that leads nowhere.")]
_OUT = "site"


@docs.command(epilog="Example: collectiq docs build --strict --out public")
def build(
    *,
    spec: Spec = SPEC,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where the site goes; site/ beside the spec by default.")] = None,
    strict: Strict = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Write the site: it needs no server and asks for nothing from elsewhere."""
    from tempfile import TemporaryDirectory

    from generator.documents.build import MARK, is_ours

    wanted = out or spec.parent / _OUT
    if not is_ours(wanted):
        tell(f"{wanted} holds something else than a site of ours; name another folder with --out, or empty it")
        raise typer.Exit(NO)
    with TemporaryDirectory() as work:
        built = _built(spec, Path(work), strict=strict)
        try:
            (built.site / MARK).touch()
            if wanted.exists():
                shutil.rmtree(wanted)
            shutil.copytree(built.site, wanted)
        except OSError as error:
            tell(f"{wanted} cannot be written: {error.strerror}")
            raise typer.Exit(ENVIRONMENT) from None
    if not quiet:
        tell(f"{built.pages} pages written: open {wanted / 'index.html'}")


@docs.command(epilog="Example: collectiq docs serve --port 8080")
def serve(
    *,
    spec: Spec = SPEC,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 for any that is free.")] = 8000,
    strict: Strict = False,
) -> None:
    """Build the site and show it on this machine, until Ctrl-C."""
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as work:
        built = _built(spec, Path(work), strict=strict)
        try:
            server = ThreadingHTTPServer(
                ("127.0.0.1", port), partial(SimpleHTTPRequestHandler, directory=str(built.site))
            )
        except OSError as error:
            tell(f"port {port} cannot be used: {(error.strerror or '').lower()}; name another one with --port")
            raise typer.Exit(ENVIRONMENT) from None
        typer.echo(f"http://127.0.0.1:{server.server_port}/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            tell("Stopped.")
        finally:
            server.server_close()


def _built(spec: Path, work: Path, *, strict: bool) -> "Built":
    """Return the built site; print what MkDocs warns of, and exit where it could not be built."""
    from importlib.util import find_spec

    if find_spec("mkdocs") is None or find_spec("material") is None:
        tell(f"the documents are built by MkDocs, which is not installed here: {installing('docs')}")
        raise typer.Exit(ENVIRONMENT)
    compiled = compile_or_exit(spec)
    assert compiled.model is not None
    from generator.documents.build import BuildError, build_site

    try:
        built = build_site(compiled.model, compiled.rendered(), work)
    except BuildError as error:
        tell(str(error))
        raise typer.Exit(ENVIRONMENT) from None
    for warning in built.warnings:
        tell(f"warning: {warning}")
    if strict and built.warnings:
        tell("Nothing was written.")
        raise typer.Exit(NO)
    return built
