"""All checks of an output, one after the other: what each found, or why it was not made."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.diagnostics import Diagnostic, Related, Severity
from generator.model import Stack
from generator.verify import scanners, terraform, wiring
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


def of_output(out: Path, copy: Path, stacks: Sequence[Stack], sources: Sources) -> Iterator[Check]:
    """Yield every check of an output. copy: of it, in a folder that Terraform may write to. Raises TerraformError."""
    yield from _terraform(copy, stacks, sources)
    yield _definitions(out, sources)
    yield _scanned(copy, sources)


def of_plan(plan: Plan, about: str, sources: Sources) -> Check:
    """Check the wiring of a plan."""
    return _wired("wiring", wiring.check(plan), about, sources)


def place(stack: Stack) -> Place:
    """Return where a stack lies; an account that the spec leaves open is any."""
    account = stack.names.account
    return Place(account if account.isdecimal() else _ANY_ACCOUNT, stack.names.region)


def _terraform(copy: Path, stacks: Sequence[Stack], sources: Sources) -> Iterator[Check]:
    if not terraform.installed():
        yield from (Check(name, "", skipped=_NO_TERRAFORM) for name in ("format", "validate", "plan", "wiring"))
        return
    wrong = terraform.unformatted(copy)
    problems = tuple(_found(f"{path} is not as terraform fmt writes it", "terraform-format") for path in wrong)
    yield Check("format", "all of the Terraform", problems)
    bootstraps: dict[str, Plan | None] = {}
    for stack in stacks:
        plan = yield from _root(copy / "terraform" / "envs" / stack.names.stack, place(stack))
        if plan is None:
            continue
        yield of_plan(plan, stack.names.stack, sources)
        if stack.pipelines:
            account = plan.place.account
            if account not in bootstraps:
                home = Place(account, stack.names.home_region)
                bootstraps[account] = yield from _root(copy / "terraform" / "bootstrap", home)
            if bootstrap := bootstraps[account]:
                yield _pipeline(plan, bootstrap, stack, sources)


def _root(folder: Path, where: Place) -> Generator[Check, None, Plan | None]:
    """Yield the checks of a root that Terraform makes, and return its plan, None where there can be none."""
    root = terraform.Root(folder)
    terraform.prepare(root)
    invalid = terraform.invalid(root)
    yield Check("validate", root.name, tuple(_found(words, "terraform-invalid") for words in invalid))
    if invalid:
        yield Check("plan", root.name, skipped="what is invalid cannot be planned")
        return None
    try:
        plan = terraform.planned(root, where, {"account_id": where.account})
    except terraform.RefusedError as error:
        yield Check("plan", root.name, (_found(str(error), "terraform-plan"),))
        return None
    yield Check("plan", f"{root.name}: {len(plan.resources)} resources, with AWS made up")
    return plan


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


def _found(words: str, rule: str) -> Diagnostic:
    return Diagnostic((), words, rule)
