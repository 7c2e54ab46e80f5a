"""The comparison with other tools: all get the same system, and nobody is timed on less of it. None is installed here."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.peers import PEERS, chalice, cloudformation, ours
from benchmarks.peers.figures import Figures, Runs, load, save, still_true
from benchmarks.peers.measure import measured, run
from benchmarks.peers.page import page
from benchmarks.peers.peer import Peer, version
from benchmarks.peers.system import Counts, System, expected, services
from tests.tools import ROOT

BENCHMARKS = ROOT / "benchmarks"
TWO = services(2)


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def types(resources: dict[str, Any]) -> list[str]:
    return [resource["Type"] for resource in resources.values()]


def described(folder: Path) -> tuple[int, int, int, int]:
    """Return how many functions, routes, alarms and state machines an input in this folder asks for."""
    names = {path.name for path in folder.iterdir()}
    if "collectiq.yaml" in names:
        spec = read(folder / "collectiq.yaml")
        assert "functions.*.error_rate" == spec["alarms"]["errors"]["metric"]
        return len(spec["functions"]), len(spec["routes"]), len(spec["functions"]), len(spec["workflows"])
    if "template.yaml" in names:
        resources = read(folder / "template.yaml")["Resources"]
        events = [each["Properties"]["Events"] for each in resources.values() if "Serverless::Function" in each["Type"]]
        return len(events), len(events), types(resources).count("AWS::CloudWatch::Alarm"), machines(resources)
    if "serverless.yml" in names:
        service = read(folder / "serverless.yml")
        resources = service["resources"]["Resources"]
        routes = [event for function in service["functions"].values() for event in function["events"]]
        return (
            len(service["functions"]),
            len(routes),
            types(resources).count("AWS::CloudWatch::Alarm"),
            machines(resources),
        )
    if ".chalice" in names:
        app = (folder / "app.py").read_text(encoding="utf-8")
        resources = read(folder / "resources.json")["Resources"]
        alarms = types(resources).count("AWS::CloudWatch::Alarm")
        return app.count("@app.lambda_function("), app.count("@app.route("), alarms, machines(resources)
    listed = read(folder / "answers.yml")["services"] if "template" in names else read(folder / "system.json")
    looped = sum(len(service["functions"]) for service in listed)
    return looped, looped, looped, len(listed)


def machines(resources: dict[str, Any]) -> int:
    return types(resources).count("AWS::StepFunctions::StateMachine")


@pytest.mark.parametrize("functions", [1, 12, 30])
@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_every_input_describes_the_same_system(peer: Peer, functions: int, tmp_path: Path) -> None:
    system = services(functions)
    asked = expected(system)
    peer.write(system, tmp_path)
    assert (asked.functions, asked.routes, asked.alarms, asked.machines) == described(tmp_path)


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_the_same_system_is_the_same_input(peer: Peer, tmp_path: Path) -> None:
    trees = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        peer.write(services(12), folder)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        trees.append([(path.relative_to(folder), path.read_bytes()) for path in files])
    assert trees[0] == trees[1]


def test_ours_comes_to_what_was_asked_for(tmp_path: Path) -> None:
    assert run(ours.FRESH, services(12), tmp_path) > 0


@pytest.mark.parametrize("peer", [peer for peer in PEERS if peer.packages], ids=lambda peer: peer.name)
def test_every_package_that_is_compared_is_locked(peer: Peer) -> None:
    assert all(re.match(r"\d+\.\d+", version(lock, package)) for lock, package in peer.packages)


def tool(program: str, **more: Any) -> Peer:
    """Return a tool that is a line of Python."""
    return Peer(name="tool", write=nothing, command=(sys.executable, "-c", program), does="", **more)


def nothing(system: System, folder: Path) -> None:
    """Write no input."""


def test_a_tool_is_not_timed_on_less_than_was_asked_for(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="tool came to"):
        run(tool("pass", counts=lambda _: expected(services(1))), TWO, tmp_path)


def test_a_tool_is_not_timed_on_a_verdict_that_it_did_not_give(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="did not say 'valid'"):
        run(tool("print('wrong')", says="valid"), TWO, tmp_path)


def test_a_tool_is_not_timed_on_a_failure_and_what_it_said_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no such thing"):
        run(tool("import sys; sys.exit('no such thing')"), TWO, tmp_path)


def test_a_tool_finds_neither_keys_nor_telemetry_in_its_environment(tmp_path: Path) -> None:
    program = "import os; print(*sorted(os.environ))"
    run(tool(program, says="SAM_CLI_TELEMETRY"), TWO, tmp_path)
    with pytest.raises(SystemExit, match="did not say"):
        run(tool(program, says="AWS_ACCESS_KEY_ID"), TWO, tmp_path)


def test_bare_python_runs_before_each_run_of_a_tool() -> None:
    *_, (name, runs) = measured([tool("pass")], 2)
    assert ("tool", 3 * len(runs.seconds)) == (name, len(runs.bare))


def test_functions_that_share_a_role_have_one_role() -> None:
    function = {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Ref": "Shared"}}}
    counts = cloudformation.counts({"Resources": {"One": function, "Two": function}})
    assert (2, 1) == (counts.functions, counts.roles)


def test_the_function_that_chalice_adds_for_its_routes_is_not_counted(tmp_path: Path) -> None:
    function = {"Type": "AWS::Serverless::Function", "Properties": {"Role": {"Ref": "Own"}}}
    added = {"APIHandler": function, "ApiHandlerLogGroup": {"Type": "AWS::Logs::LogGroup"}}
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "sam.json").write_text(json.dumps({"Resources": {"One": function, **added}}), encoding="utf-8")
    assert Counts(1, 1, 0, 0, 0, 0, 0, 0) == chalice.counts(tmp_path)


def figures(versions: str, runs: dict[int, Runs]) -> Figures:
    """Return figures of a tool by size, beside which ours took a second."""
    beside = {size: {"tool": found, ours.FRESH.name: Runs([1.0], [1.0])} for size, found in runs.items()}
    return Figures("3", "v20", {"tool": versions}, beside)


def test_a_median_is_told_in_multiples_of_bare_python_and_a_single_run_is_marked() -> None:
    found = figures("", {10: Runs([9.0, 2.0, 3.0], [0.5]), 20: Runs([8.0], [0.5, 1.0, 9.0])})
    assert "| tool | **6** (3 s) | **8** (8 s†) |" in page(found, [tool("pass")])


def test_a_tool_that_was_ended_at_its_limit_is_said_to_be_over_it() -> None:
    assert "| tool | over 1800 s by the clock |" in page(figures("", {10: Runs()}), [tool("pass")])


def test_a_tool_that_was_not_measured_at_a_size_is_said_not_to_be() -> None:
    missing = Figures("3", "v20", {"tool": ""}, {10: {ours.FRESH.name: Runs([1.0], [1.0])}})
    assert "| tool | not measured |" in page(missing, [tool("pass")])


def test_who_is_ahead_of_ours_is_named() -> None:
    peer = tool("pass", packages=(("lock", "package"),))
    told = page(figures("", {10: Runs([1.0], [2.0]), 20: Runs([3.0], [2.0])}), [peer])
    assert "- At 10 functions, ahead of CollectIQ, `generate`: tool." in told
    assert "- At 20 functions, ahead of CollectIQ, `generate`: nobody." in told


def test_figures_stand_as_long_as_the_versions_do_and_ours_are_taken_anew(tmp_path: Path) -> None:
    kept = figures("tool 1.0", {10: Runs([3.0], [2.0])})
    save(kept, tmp_path / "peers.json")
    same, newer = Figures("3", "v20", {"tool": "tool 1.0"}), Figures("3", "v20", {"tool": "tool 1.1"})
    other = Figures("3", "v22", {"tool": "tool 1.0"})
    assert {10: {"tool": Runs([3.0], [2.0])}} == still_true(tmp_path / "peers.json", same).runs
    assert {10: {}} == still_true(tmp_path / "peers.json", newer).runs
    assert {} == still_true(tmp_path / "peers.json", other).runs
    assert {} == still_true(tmp_path / "none.json", same).runs


def test_the_page_and_the_plot_are_those_of_the_figures() -> None:
    assert page(load(BENCHMARKS / "peers.json"), PEERS) == (BENCHMARKS / "peers.md").read_text(encoding="utf-8")
    plot = (BENCHMARKS / "peers.svg").read_text(encoding="utf-8")
    assert [] == [peer.name for peer in PEERS if f">{peer.name.replace('`', '')}<" not in plot]
