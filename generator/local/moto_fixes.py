"""What moto lacks or does differently from AWS, put right. Each fix names what a test watches for it becoming needless.

`tests/local/test_moto_fixes.py` runs moto without each of them and fails when an upgrade has made one superfluous.
"""

import copy
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from threading import Lock
from typing import Any

# What the access key of a state machine's tasks begins with; the name of the machine's role follows.
ROLE_KEY = "ROLE"

_ENDPOINT = "COLLECTIQ_LOCAL_ENDPOINT"

_CLIENTS_LOCK = Lock()
_PARSER_LOCK = Lock()


def apply(account: str, endpoint: str) -> None:
    """Apply all fixes, before moto is used. endpoint: where the tasks of state machines call AWS."""
    os.environ["MOTO_ACCOUNT_ID"] = account
    os.environ[_ENDPOINT] = endpoint
    # It prints whole parse trees of failed states; an execution's history says it better.
    logging.getLogger("moto").setLevel(logging.CRITICAL + 1)
    _run_state_machines()
    _parse_one_definition_at_a_time()
    _call_with_the_role_of_the_machine()
    _write_when_an_execution_began()
    _evaluate_jsonata()
    _name_what_lambda_refuses()
    _catch_what_fails_in_a_branch()
    _know_the_time_limits_of_stopped_branches()
    _undo_transactions_by_item()


def tell_of_the_end_of_executions(tell: Callable[[str, str, str, str], None]) -> None:
    """Call `tell` with an execution's ARN, its machine's, its status and its error when it ends; moto only stores them."""
    from moto.stepfunctions.parser.backend.execution import BaseExecutionWorkerCommunication as Communication

    reflect = Communication._reflect_execution_status  # noqa: SLF001 - a fix

    def reflect_and_tell(self: Any) -> None:
        reflect(self)  # type: ignore[no-untyped-call]
        execution = self.execution
        tell(execution.exec_arn, execution.state_machine.arn, str(execution.status), execution.error or "")

    Communication._reflect_execution_status = reflect_and_tell  # type: ignore[method-assign] # noqa: SLF001 - a fix


def messages(account: str, region: str, queue: str) -> list[tuple[str, int]]:
    """Return what lies in a queue, each body with how often it was received; SQS has no operation that looks without receiving."""
    from moto.sqs.models import sqs_backends

    found = sqs_backends[account][region].queues[queue]
    return [(message.body, message.approximate_receive_count) for message in found._messages]  # noqa: SLF001 - a fix


def _run_state_machines() -> None:
    """Let executions run: by default moto only stores them."""
    from moto.core.config import default_user_config

    default_user_config["stepfunctions"] = {"execute_state_machine": True}


def _parse_one_definition_at_a_time() -> None:
    """Parse definitions one after another: moto's parsers share a stack, and one that loses its part of it never ends."""
    from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser as Parser

    parse = Parser.parse

    def parse_alone(definition: str) -> Any:
        with _PARSER_LOCK:
            return parse(definition)

    Parser.parse = staticmethod(parse_alone)  # type: ignore[method-assign]


def _know_the_time_limits_of_stopped_branches() -> None:
    """Let a state know its time limits when its branch is stopped at that moment, because another one failed.

    moto leaves them out then, and takes for them what lies on its stack: a history with that in it can never be read.
    """
    from moto.stepfunctions.parser.asl.component.common.timeouts.heartbeat import Heartbeat
    from moto.stepfunctions.parser.asl.component.common.timeouts.timeout import Timeout

    for limit in (Timeout, Heartbeat):
        limit.eval = limit._eval_body  # type: ignore[method-assign, assignment] # noqa: SLF001 - a fix


def _call_with_the_role_of_the_machine() -> None:
    """Sign the calls of a state's task as its machine's role does; moto signs all with the same words."""
    import moto.stepfunctions.parser.models  # noqa: F401 - loads every module that makes a client

    for name, module in list(sys.modules.items()):
        if name.startswith("moto.stepfunctions") and hasattr(module, "boto_client_for"):
            vars(module)["boto_client_for"] = _boto_client_for


def _boto_client_for(region: str, service: str, state_credentials: Any = None) -> Any:
    role = state_credentials.role_arn if state_credentials else ""
    with _CLIENTS_LOCK:
        return _client(region, service, role.rpartition("/")[2], os.environ[_ENDPOINT])


@cache
def _client(region: str, service: str, role: str, endpoint: str) -> Any:
    from botocore.config import Config

    from generator.local.sessions import session

    # A task may take as long as a state may wait; its own time-out ends it before.
    waits = Config(
        parameter_validation=False,
        retries={"total_max_attempts": 1},
        connect_timeout=5,
        read_timeout=99_999_999,
        max_pool_connections=50,
    )
    return session().client(
        service,
        region_name=region,
        aws_access_key_id=f"{ROLE_KEY}{role}",
        aws_secret_access_key=role,
        endpoint_url=endpoint,
        config=waits,
    )


def _write_when_an_execution_began() -> None:
    """Give `$$.Execution.StartTime` as the text that Step Functions gives; moto's is no JSON, and no output can hold it."""
    from moto.core.utils import iso_8601_datetime_with_milliseconds as as_text
    from moto.stepfunctions.parser.asl.eval.evaluation_details import ExecutionDetails
    from moto.stepfunctions.parser.backend.execution import Execution

    details = Execution.get_start_execution_details

    def written(self: Any) -> Any:
        one: Any = details(self)
        return ExecutionDetails(one.arn, one.name, one.role_arn, one.inpt, as_text(one.start_time))

    Execution.get_start_execution_details = written  # type: ignore[method-assign]


def _evaluate_jsonata() -> None:
    """Evaluate JSONata in Python: moto's evaluator is left out of its package."""
    from jsonata import Jsonata
    from moto.stepfunctions.parser.asl.jsonata import jsonata

    def evaluate(expression: str) -> Any:
        try:
            return Jsonata(expression).evaluate(None)
        except Exception as error:
            raise jsonata.JSONataException("UNKNOWN", str(error)) from error

    jsonata._eval_jsonata = evaluate  # noqa: SLF001 - a fix


def _name_what_lambda_refuses() -> None:
    """Name a refused call of a function `Lambda.` and its code, as Step Functions does; moto calls all of them `Exception`.

    (AWS Step Functions developer guide, "Handling errors in Step Functions workflows", November 2026.)
    """
    from botocore.exceptions import ClientError
    from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.state_task_lambda import StateTaskLambda

    from_error = StateTaskLambda._from_error  # noqa: SLF001 - a fix

    def from_error_by_name(self: Any, env: Any, ex: Exception) -> Any:
        failure: Any = from_error(self, env, ex)
        if isinstance(ex, ClientError):
            name = f"Lambda.{ex.response['Error']['Code']}"
            failure.error_name = CustomErrorName(name)
            failure.event_details["lambdaFunctionFailedEventDetails"]["error"] = name
        return failure

    StateTaskLambda._from_error = from_error_by_name  # type: ignore[method-assign] # noqa: SLF001 - a fix


def _catch_what_fails_in_a_branch() -> None:
    """Let a Parallel state catch errors of Step Functions' own (`States.Timeout`) from its branches; moto's then fails at once."""
    from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
    from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
    from moto.stepfunctions.parser.asl.component.state.exec.state_parallel import branches_decl

    def named(error_name: str | None) -> Any:
        if error_name is not None and error_name.startswith("States."):
            return StatesErrorName.from_name(error_name)
        return CustomErrorName(error_name)

    vars(branches_decl)["CustomErrorName"] = named


def _undo_transactions_by_item() -> None:
    """Undo a transaction that fails item by item: moto copies the whole table for each item that one writes."""
    from moto.dynamodb.models import DynamoDBBackend
    from moto.dynamodb.models.table import Table

    transact = DynamoDBBackend.transact_write_items

    def transact_and_undo(self: Any, transact_items: list[dict[str, Any]]) -> None:
        before = [(*place, copy.deepcopy(place[0].get_item(*place[1:]))) for place in _written(self, transact_items)]
        shards = [
            (place[0].stream_shard, len(place[0].stream_shard.items)) for place in before if place[0].stream_shard
        ]
        Table.__deepcopy__ = lambda table, _: table  # type: ignore[attr-defined]
        try:
            transact(self, transact_items)
        except Exception:
            for table, hash_key, range_key, item in before:
                _put_back(table, hash_key, range_key, item)
            for shard, length in shards:
                del shard.items[length:]
            raise
        finally:
            del Table.__deepcopy__  # type: ignore[attr-defined]

    DynamoDBBackend.transact_write_items = transact_and_undo  # type: ignore[method-assign]


def _written(backend: Any, transact_items: list[dict[str, Any]]) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the table, the hash key and the range key, None where there is none, of each item that is in a transaction."""
    from moto.dynamodb.models.dynamo_type import DynamoType

    for one in transact_items:
        for operation in one.values():
            table = backend.tables.get(operation.get("TableName"))
            key: Mapping[str, Any] = operation.get("Key") or operation.get("Item") or {}
            names = [name for name in (table.hash_key_attr, table.range_key_attr) if name] if table else []
            if names and all(name in key for name in names):
                yield (table, *(DynamoType(key[name]) for name in names), *[None] * (2 - len(names)))


def _put_back(table: Any, hash_key: Any, range_key: Any, item: Any) -> None:
    """Let an item be what it was; None where it was not there."""
    items, key = (table.items, hash_key) if range_key is None else (table.items[hash_key], range_key)
    if item is None:
        items.pop(key, None)
    else:
        items[key] = item
