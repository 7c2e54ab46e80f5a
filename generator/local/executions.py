"""Executions of state machines: moto's interpreter runs the generated definition; here they are started, awaited and counted."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Any
from uuid import uuid4

from generator.kinds.workflow import Workflow
from generator.local import aws_errors, moto_fixes
from generator.local.aws_call import Call
from generator.local.functions import trace_root
from generator.local.journal import Journal
from generator.local.metrics import Metrics
from generator.local.principals import Principal
from generator.local.substrate import Response, Substrate

_JSON = {"content-type": "application/x-amz-json-1.0"}
_EXPRESS_S = 300.0  # Step Functions quotas: an Express execution ends after five minutes
_METRIC = {
    "SUCCEEDED": "ExecutionsSucceeded",
    "FAILED": "ExecutionsFailed",
    "TIMED_OUT": "ExecutionsTimedOut",
    "ABORTED": "ExecutionsAborted",
}


@dataclass
class Executions:
    """The executions of a stack's workflows."""

    workflows: Mapping[str, Workflow]
    substrate: Substrate
    journal: Journal
    metrics: Metrics
    _awaited: dict[str, Event] = field(default_factory=dict)
    _began: dict[str, float] = field(default_factory=dict)

    def watch(self) -> None:
        """Be told of each execution's end."""
        moto_fixes.tell_of_the_end_of_executions(self._ended)

    def start(self, call: Call, _principal: Principal) -> Response:
        """Answer `StartExecution`; one without a name gets one, which AWS makes and moto does not."""
        named = {**call.parameters, "name": call.parameters.get("name") or str(uuid4())}
        began = time.time()
        response = self._asked(call, "StartExecution", named)
        if response.status < 400:  # noqa: PLR2004 - HTTP: it went well
            execution = json.loads(response.body)["executionArn"]
            self._began.setdefault(execution, began)
            machine = str(named["stateMachineArn"])
            self.metrics.count("AWS/States", "ExecutionsStarted", {"StateMachineArn": machine})
            trace = trace_root(call.request.headers.get("x-amzn-trace-id", ""))
            self.journal.write(
                "execution", arn=execution, status="RUNNING", machine=machine.rpartition(":")[2], trace=trace
            )
        return response

    def start_and_wait(self, call: Call, principal: Principal) -> Response:
        """Answer `StartSyncExecution`, which moto does not have."""
        machine = next(
            (one for one in self.workflows.values() if one.thing.arn == call.parameters.get("stateMachineArn")), None
        )
        if machine is None:
            return aws_errors.error(call, "StateMachineDoesNotExist", "State Machine Does Not Exist")
        if machine.type != "express":
            return aws_errors.error(
                call, "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine"
            )
        name = str(call.parameters.get("name") or uuid4())
        arn = machine.thing.arn.replace(":stateMachine:", ":execution:") + f":{name}"
        ended = self._awaited.setdefault(arn, Event())
        response = self.start(replace(call, parameters={**call.parameters, "name": name}), principal)
        if response.status < 400:  # noqa: PLR2004 - HTTP: it went well
            ended.wait(_EXPRESS_S)
            response = self._asked(call, "DescribeExecution", {"executionArn": arn})
        self._awaited.pop(arn, None)
        return response

    def _asked(self, call: Call, operation: str, parameters: Mapping[str, Any]) -> Response:
        headers = {**call.request.headers, "x-amz-target": f"AWSStepFunctions.{operation}"}
        request = replace(call.request, path="/", headers=headers, body=json.dumps(parameters).encode())
        return self.substrate.ask("states", request)

    def _ended(self, arn: str, machine: str, status: str, error: str) -> None:
        dimensions = {"StateMachineArn": machine}
        self.metrics.count("AWS/States", _METRIC[status], dimensions)
        took = time.time() - self._began.pop(arn, time.time())
        self.metrics.count("AWS/States", "ExecutionTime", dimensions, took * 1000)
        self.journal.write("execution", arn=arn, status=status, machine=machine.rpartition(":")[2], error=error)
        if arn in self._awaited:
            self._awaited[arn].set()
