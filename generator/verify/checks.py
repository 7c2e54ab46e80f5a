"""All checks of an output, one after the other: what each found, or why it was not made."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from posixpath import normpath

from generator.diagnostics import CodePlace, Diagnostic, Related, Severity
from generator.model import Stack
from generator.targets import bootstrap
from generator.targets.layout import TERRAFORM, root
from generator.verify import scanners, terraform, wiring
from generator.verify.own_files import OwnFiles
from generator.verify.plan import Place, Plan
from generator.verify.sources import Sources

_NO_TERRAFORM = "terraform is not installed"
_ANY_ACCOUNT = "123456789012"


@dataclass(frozen=True, slots=True)
class Check:
    """One check. about: what it looked at. skipped: why it was not made. notes: what it could not tell."""

    name: str
    about: str
    problems: tuple[Diagnostic, ...] = ()
    skipped: str = ""
    notes: tuple[str, ...] = ()


def of_output(copy: Path, own: OwnFiles, stacks: Sequence[Stack], sources: Sources) -> Iterator[Check]:
    """Yield every check of an output. copy: of it, in a folder that Terraform may write to. Raises TerraformError."""
    yield _files(own)
    yield from _terraform(copy, own, stacks, sources)
    yield _definitions(own.out, sources)
    yield _scanned(copy, sources)


def of_plan(plan: Plan, about: str, sources: Sources) -> Check:
    """Check the wiring of a plan."""
    return _wired("wiring", wiring.check(plan), about, sources)


def _files(own: OwnFiles) -> Check:
    """Name Terraform of the user's own that lies between what is generated: `generate` leaves it alone, and an apply runs it."""
    way_out = "name it under terraform.files, so that the spec says so, or move it away"
    problems = tuple(
        Diagnostic(
            (),
            f"{code.file if (code := own.place(path)) else path} is not generated, and Terraform applies it with its folder: {way_out}",
            "stray-terraform",
            Severity.WARNING,
            code=code,
        )
        for path in own.stray()
    )
    return Check("files", "all of the Terraform", problems)


def place(stack: Stack) -> Place:
    """Return where a stack lies; an account that the spec leaves open is any."""
    account = stack.names.account
    return Place(account if account.isdecimal() else _ANY_ACCOUNT, stack.names.region)


def _terraform(copy: Path, own: OwnFiles, stacks: Sequence[Stack], sources: Sources) -> Iterator[Check]:
    if not terraform.installed():
        yield from (Check(name, "", skipped=_NO_TERRAFORM) for name in ("format", "validate", "plan", "wiring"))
        return
    problems = tuple(_unformatted(path, own) for path in terraform.unformatted(copy))
    yield Check("format", "all of the Terraform", problems)
    bootstraps: dict[str, Plan | None] = {}
    for stack in stacks:
        plan = yield from _root(copy, root(stack), own, place(stack))
        if plan is None:
            continue
        yield of_plan(plan, stack.names.stack, sources)
        if stack.pipelines:
            account = plan.place.account
            if account not in bootstraps:
                home = Place(account, stack.names.home_region)
                bootstraps[account] = yield from _root(copy, TERRAFORM / bootstrap.NAME, own, home)
            if bootstrapped := bootstraps[account]:
                yield _pipeline(plan, bootstrapped, stack, sources)


def _root(copy: Path, folder: PurePosixPath, own: OwnFiles, where: Place) -> Generator[Check, None, Plan | None]:
    """Yield the checks of a root that Terraform makes, and return its plan, None where there can be none.

    folder: of the root, below the output.
    """
    module = terraform.Root(copy / folder)
    invalid = _invalid(module, folder, own)
    yield Check("validate", module.name, invalid)
    if invalid:
        yield Check("plan", module.name, skipped="what is invalid cannot be planned")
        return None
    try:
        plan = terraform.planned(module, where, {"account_id": where.account})
    except terraform.RefusedError as error:
        problems = tuple(_found(one, "terraform-plan", folder, own) for one in error.problems)
        yield Check("plan", module.name, problems)
        return None
    yield Check("plan", f"{module.name}: {len(plan.resources)} resources, with AWS made up")
    return plan


def _invalid(module: terraform.Root, folder: PurePosixPath, own: OwnFiles) -> tuple[Diagnostic, ...]:
    """Return what Terraform finds wrong before it plans a root; what `init` finds in a generated file is no fault of the spec's."""
    try:
        terraform.prepare(module)
        found: Sequence[terraform.Problem] = terraform.invalid(module)
    except terraform.RefusedError as error:
        found = error.problems
        if not any(_place(one, folder, own) for one in found):
            raise terraform.TerraformError(f"terraform init fails in {module.name}: {error}") from error
    return tuple(_found(one, "terraform-invalid", folder, own) for one in found)


def _pipeline(plan: Plan, bootstrap: Plan, stack: Stack, sources: Sources) -> Check:
    role = f"arn:aws:iam::{plan.place.account}:role/{stack.names.pipeline_role('apply')}"
    found = wiring.check_pipeline(plan, bootstrap, role, stack.names.environment)
    return _wired("pipeline", found, f"{stack.names.stack}, by the role that applies it", sources)


def _wired(name: str, found: wiring.Wiring, about: str, sources: Sources) -> Check:
    problems = tuple(_diagnostic(one, sources) for one in found.findings)
    return Check(name, f"{about}: {found.allowed} requests allowed", problems, notes=found.unknown)


def _definitions(out: Path, sources: Sources) -> Check:
    if not scanners.has_statelint():
        return Check("statelint", "", skipped="statelint is not installed: pip install statelint")
    files = scanners.definitions(out)
    problems = tuple(
        Diagnostic(sources.of_file(str(path)), f"{path}: {words}", "statelint", at_key=bool(sources.of_file(str(path))))
        for file in files
        for path in [PurePosixPath(file.relative_to(out).as_posix())]
        for words in scanners.statelint(file)
    )
    return Check("statelint", "1 state machine" if len(files) == 1 else f"{len(files)} state machines", problems)


def _scanned(copy: Path, sources: Sources) -> Check:
    if not scanners.has_checkov():
        return Check("checkov", "", skipped="checkov is not installed: pipx install checkov")
    # What a scanner advises is a matter of taste until the spec says why not.
    problems = tuple(
        Diagnostic(
            path,
            f"{address}: {words}; or say under exceptions: why not",
            "checkov",
            Severity.WARNING,
            at_key=bool(path),
        )
        for address, words in scanners.checkov(copy / "terraform")
        for path in [sources.of_resource(address)]
    )
    return Check("checkov", "all of the Terraform", problems)


def _diagnostic(finding: wiring.Finding, sources: Sources) -> Diagnostic:
    path, target = sources.of_resource(finding.address), sources.of_resource(finding.target)
    related = (Related(target, "the other end"),) if target and target != path else ()
    message = f"{finding.message} ({finding.address})"
    return Diagnostic(path, message, "unwired-edge", related=related, at_key=bool(path))


def _unformatted(path: str, own: OwnFiles) -> Diagnostic:
    code = own.place(path)
    words = f"{code.file if code else path} is not as terraform fmt writes it"
    return Diagnostic((), words, "terraform-format", code=code)


def _found(problem: terraform.Problem, rule: str, folder: PurePosixPath, own: OwnFiles) -> Diagnostic:
    """Return a problem at its place in a file of the user's own; about the whole spec where it is in none."""
    code = _place(problem, folder, own)
    return Diagnostic((), problem.words if code else problem.told, rule, code=code)


def _place(problem: terraform.Problem, folder: PurePosixPath, own: OwnFiles) -> CodePlace | None:
    if not problem.file:
        return None
    return own.place(normpath(f"{folder}/{problem.file}"), problem.line, problem.column)
