"""`collectiq logs`: lines by time, of one function or of all, as they are and as they are written; against moto."""

from pathlib import Path
from time import time
from typing import Any

import boto3
import pytest
from typer.testing import CliRunner, Result

from generator.cli import app
from tests.operate.aws import Aws
from tests.operate.systems import REGION, about, project, server

LOGS = f"https://logs.{REGION}.amazonaws.com"


pytestmark = pytest.mark.usefixtures("aws")


def group(function: str, *lines: tuple[int, str]) -> None:
    """Make the log of a function, with (seconds ago, text) of each line."""
    client, name = boto3.client("logs", region_name=REGION), f"/aws/lambda/shop-dev-{function}"
    client.create_log_group(logGroupName=name)
    client.create_log_stream(logGroupName=name, logStreamName="s")
    write(function, *lines)


def write(function: str, *lines: tuple[int, str]) -> None:
    events = [{"timestamp": int(time() * 1000) - 1000 * ago, "message": text} for ago, text in lines]
    if events:
        client = boto3.client("logs", region_name=REGION)
        client.put_log_events(logGroupName=f"/aws/lambda/shop-dev-{function}", logStreamName="s", logEvents=events)


def logs(folder: Path, *words: str) -> Result:
    with server({}) as here:
        here.answers[("GET", "/_dev/about")] = 200, {**about(here.url), "aws_url": LOGS}
        return CliRunner().invoke(app, ["logs", *words, "--spec", str(project(folder)), "--url", here.url])


def texts(answer: Result) -> list[str]:
    """Return the lines without their time."""
    assert 0 == answer.exit_code, answer.stderr
    return [line.partition(" ")[2] for line in answer.stdout.splitlines()]


def test_lines_of_all_functions_stand_in_the_order_of_time(tmp_path: Path) -> None:
    group("orders", (30, "second"), (10, "fourth\n"))
    group("health", (40, "first"), (20, "third"))
    expected = ["health first", "orders second", "health third", "orders fourth"]
    assert expected == texts(logs(tmp_path))


def test_one_function_can_be_asked_for(tmp_path: Path) -> None:
    group("orders", (30, "mine"))
    group("health", (40, "not mine"))
    assert ["mine"] == texts(logs(tmp_path, "orders"))


def test_what_is_older_is_left_out(tmp_path: Path) -> None:
    group("orders", (3000, "old"), (30, "new"))
    assert ["new"] == texts(logs(tmp_path, "orders"))
    assert ["old", "new"] == texts(logs(tmp_path, "orders", "--since", "1h"))


def test_new_lines_are_followed_and_each_is_shown_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    group("orders", (30, "before"))
    later = iter([[(20, "written meanwhile")], [], [(25, "shown late")]])

    def pause(_seconds: float) -> None:
        try:
            write("orders", *next(later))
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr("generator.commands.logs.sleep", pause)
    assert ["before", "written meanwhile", "shown late"] == texts(logs(tmp_path, "orders", "--follow"))


def test_events_without_an_id_are_all_shown_and_each_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, aws: Aws
) -> None:
    now = int(time() * 1000)
    written = [(now, "a", "twice"), (now, "a", "twice"), (now, "b", "twice"), (now, "a", "after it")]
    later = iter([[], [(now, "a", "twice"), (now + 1, "a", "meanwhile")], []])

    def events(given: dict[str, Any]) -> dict[str, Any]:
        return {
            "events": [
                {"logStreamName": stream, "timestamp": at, "ingestionTime": at, "message": text}
                for at, stream, text in written
                if at >= given["startTime"]
            ]
        }

    def pause(_seconds: float) -> None:
        try:
            written.extend(next(later))
        except StopIteration:
            raise KeyboardInterrupt from None

    aws.answers["logs.FilterLogEvents"] = events
    monkeypatch.setattr("generator.commands.logs.sleep", pause)
    expected = ["twice", "twice", "twice", "after it", "twice", "meanwhile"]
    assert expected == texts(logs(tmp_path, "orders", "--follow"))


def test_a_log_that_has_not_begun_is_empty_on_this_machine(tmp_path: Path) -> None:
    assert [] == texts(logs(tmp_path, "orders"))


def test_a_log_that_is_not_there_on_aws_is_not_deployed(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["logs", "orders", "--env", "dev", "--spec", str(project(tmp_path))])
    assert (3, 'there is no log group "/aws/lambda/shop-dev-orders"; deploy dev first\n') == (
        answer.exit_code,
        answer.stderr,
    )


def test_a_duration_that_is_none_is_refused(tmp_path: Path) -> None:
    answer = logs(tmp_path, "--since", "yesterday")
    assert (2, '"yesterday" is no duration; write it as 30s, 10m, 2h or 1d\n') == (answer.exit_code, answer.stderr)
