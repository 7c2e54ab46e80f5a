"""Puts the parts together: one stack of the model, running."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from generator.facts import replace
from generator.kinds.function import Function
from generator.local import aws_call, emf, environment, fault_targets, fixtures, moto_fixes, notices, resources
from generator.local.alarms import Alarms
from generator.local.aws_needs import Place
from generator.local.background import Background
from generator.local.clients import Clients
from generator.local.code import Code
from generator.local.consumers import Consumer
from generator.local.cors import Cors
from generator.local.delivery import Delivery
from generator.local.events import Events
from generator.local.executions import Executions
from generator.local.faults import Faults
from generator.local.functions import FunctionPool
from generator.local.gateway import Gateway, Serve
from generator.local.http_api import HttpApi
from generator.local.http_routes import Routes
from generator.local.invocations import Invocations
from generator.local.journal import Journal
from generator.local.logs import Logs
from generator.local.metrics import Metrics
from generator.local.principals import Principals, principals
from generator.local.schedules import Schedules
from generator.local.streams import Follower
from generator.local.substrate import Request, Response, Substrate
from generator.local.throttle import Throttles
from generator.local.tokens import Tokens
from generator.local.values import API_ID, Values, declared
from generator.model import Stack

_SCHEDULES_S, _ALARMS_S = 1.0, 5.0


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the API and the AWS endpoint answer, such as `http://127.0.0.1:8000`."""

    api: str
    aws: str


@dataclass(frozen=True, slots=True)
class _Basis:
    """What all parts share. root: the spec's folder, where the handlers' packages are."""

    stack: Stack
    root: Path
    addresses: Addresses
    values: Values
    substrate: Substrate
    signers: Principals
    journal: Journal
    metrics: Metrics
    faults: Faults
    background: Background


@dataclass(frozen=True, slots=True)
class Host:
    """A running stack. looking: clients for whoever only looks, whose calls are not noted."""

    stack: Stack
    addresses: Addresses
    values: Values
    clients: Clients
    looking: Clients
    gateway: Gateway
    api: HttpApi | None
    invocations: Invocations
    schedules: Schedules
    alarms: Alarms
    logs: Logs
    metrics: Metrics
    consumers: tuple[Consumer | Follower, ...]
    background: Background

    def start(self) -> None:
        """Let everything that works by itself begin."""
        self.schedules.start()
        self.background.repeat(self.schedules.look, _SCHEDULES_S)
        self.background.repeat(self.alarms.look, _ALARMS_S)
        for consumer in self.consumers:
            self.background.start(consumer.run)

    def stop(self) -> None:
        """End all processes and threads."""
        self.background.end()
        self.gateway.journal.write("stopped")  # wakes those who wait for what comes next
        for pool in self.invocations.pools.values():
            pool.stop()

    def withhold(self, function: str, number: int, action: str) -> None:
        """Take an action of a function's grant away; a new process knows nothing that an old one was allowed to read."""
        self.gateway.principals.withhold(function, number, action)
        self.invocations.pools[function].start_anew()

    def give_back(self) -> None:
        """Let each function do again what its own policy says."""
        self.gateway.principals.give_back()

    def about(self) -> dict[str, Any]:
        """Return what somebody has to know who wants to use it."""
        names = self.stack.names
        return {
            "system": names.system,
            "environment": names.environment,
            "region": names.region,
            "account": names.account,
            "api_url": self.addresses.api,
            "aws_url": self.addresses.aws,
        }


def build(stack: Stack, root: Path, addresses: Addresses, tell: Callable[[str], None]) -> Host:
    """Build the host of a stack. root: the spec's folder. tell: says something to the developer."""
    basis = _basis(stack, root, addresses)
    place = Place(stack.names.region, stack.names.account)
    gateway = Gateway(
        stack, place, root, basis.signers, basis.substrate, basis.faults, basis.journal, _bucket_cors(basis)
    )
    clients = Clients(place.region, gateway.answer)
    logs = Logs(frozenset(function.log_group for function in stack.functions.values()))
    pools = {key: _pool(basis, key, logs, tell) for key in stack.functions}
    invocations = Invocations(pools, basis.faults, basis.background, basis.journal, basis.metrics, tell)
    delivery = Delivery(clients, invocations.call_later, partial(resources.queue_url, stack))
    invocations.deliver = delivery.send
    events = Events(stack, basis.values, delivery, basis.background, basis.faults, basis.journal, basis.metrics)
    executions = Executions(stack.workflows, basis.substrate, basis.journal, basis.metrics)
    executions.watch()
    gateway.served = _served(invocations, events, executions, logs)
    gateway.after = notices.after(stack, events, invocations, basis.metrics)
    sample = partial(notices.sample, stack, delivery, basis.metrics)
    return Host(
        stack=stack,
        addresses=addresses,
        values=basis.values,
        clients=clients,
        looking=Clients(place.region, partial(_straight, basis.substrate)),
        gateway=gateway,
        api=_api(basis, invocations, delivery),
        invocations=invocations,
        schedules=Schedules(stack.schedules, delivery, basis.faults, basis.journal),
        alarms=Alarms(stack.alarms, basis.metrics, basis.values, delivery, basis.journal, sample, tell),
        logs=logs,
        metrics=basis.metrics,
        consumers=tuple(_consumers(basis, gateway, invocations)),
        background=basis.background,
    )


def _basis(stack: Stack, root: Path, addresses: Addresses) -> _Basis:
    moto_fixes.apply(stack.names.account, addresses.aws)
    substrate = Substrate(stack.names.region)
    known = declared(stack, addresses.api)
    resources.make(stack, Clients(stack.names.region, partial(_straight, substrate)), known)
    values = Values(known)
    signers = principals(stack, values)
    sites = [site for function in stack.functions.values() for site in _sites(function, values, root)]
    faults = Faults(fault_targets.targets(stack, sites))
    return _Basis(stack, root, addresses, values, substrate, signers, Journal(), Metrics(), faults, Background())


def _sites(function: Function, values: Values, root: Path) -> list[str]:
    return fixtures.sites({name: values.text(text) for name, text in function.environment.items()}, function, root)


def _straight(substrate: Substrate, request: Request) -> Response:
    """Ask the substrate without asking who wants to know."""
    call = aws_call.read(request)
    assert call is not None
    return substrate.ask(call.endpoint, request)


def _served(invocations: Invocations, events: Events, executions: Executions, logs: Logs) -> dict[str, Serve]:
    return {
        "lambda:Invoke": invocations.serve,
        "events:PutEvents": events.serve,
        "states:StartExecution": executions.start,
        "states:StartSyncExecution": executions.start_and_wait,
        "logs:FilterLogEvents": logs.filter_events,
        "logs:GetLogEvents": logs.get_events,
        "logs:DescribeLogStreams": logs.describe_streams,
        "logs:DescribeLogGroups": logs.describe_groups,
    }


def _pool(basis: _Basis, key: str, logs: Logs, tell: Callable[[str], None]) -> FunctionPool:
    function, stack = basis.stack.functions[key], basis.stack
    principal = basis.signers.of("functions", key)
    variables = environment.of_lambda(function, principal, stack.names.region, basis.addresses.aws, basis.root)
    own = {name: basis.values.text(text) for name, text in function.environment.items()}
    variables |= fixtures.redirected(own, function, basis.root, basis.addresses.aws)
    namespace = str(stack.tree["system"].get("title", stack.names.system))
    cold_starts = stack.names.log_metric(function.name, "cold_starts")

    def log(stream: str, line: str) -> None:
        logs.write(function.log_group, stream, line)
        emf.count(line, basis.metrics)

    def cold_start() -> None:
        basis.metrics.count(namespace, cold_starts, {})

    code = Code(fixtures.package_of(function, basis.root))
    return FunctionPool(function, basis.root, variables, code, log, basis.metrics, cold_start, tell)


def _consumers(basis: _Basis, gateway: Gateway, invocations: Invocations) -> list[Consumer | Follower]:
    found: list[Consumer | Follower] = []
    for key, function in basis.stack.functions.items():
        signed = Clients(basis.stack.names.region, gateway.answer, basis.signers.of("functions", key).access_key)
        shared = (signed, invocations, basis.background, basis.journal)
        for trigger in function.triggers:
            if trigger.kind == "queue" and trigger.source.section == "queues":
                found.append(Consumer(key, trigger, resources.queue_url(basis.stack, trigger.source.name), *shared))
            elif trigger.kind == "stream":
                stream = basis.values.text(trigger.source.attributes["stream_arn"])
                found.append(Follower(key, trigger, stream, *shared))
    return found


def _api(basis: _Basis, invocations: Invocations, delivery: Delivery) -> HttpApi | None:
    api = basis.stack.api
    if api is None:
        return None
    routes = basis.stack.routes.values()
    return HttpApi(
        api=api,
        account=basis.stack.names.account,
        api_id=API_ID,
        domain=basis.addresses.api.partition("://")[2],
        routes=Routes(routes),
        tokens=_tokens(basis),
        cors=_cors(basis),
        throttles=Throttles(api.throttle, {route.key: route.throttle for route in routes if route.throttle}),
        invocations=invocations,
        delivery=delivery,
        journal=basis.journal,
        metrics=basis.metrics,
    )


def _cors(basis: _Basis) -> Cors:
    cors = basis.stack.api.cors if basis.stack.api else None
    if cors is None:
        return Cors()
    origins = tuple(basis.values.text(origin) for origin in cors.origins)
    return Cors(origins, cors.methods, cors.headers, cors.expose_headers, cors.credentials, cors.max_age_s)


def _bucket_cors(basis: _Basis) -> dict[str, Cors]:
    found = {}
    for bucket in basis.stack.buckets.values():
        if (cors := bucket.cors) is not None:
            origins = tuple(map(basis.values.text, cors.origins))
            found[bucket.name] = Cors(
                origins, cors.methods, cors.headers, cors.expose_headers, max_age_s=cors.max_age_s
            )
    return found


def _tokens(basis: _Basis) -> Tokens | None:
    issuer = basis.stack.api.jwt if basis.stack.api else None
    if issuer is None:
        return None
    url = basis.values.text(issuer.issuer)
    audiences = [basis.values.text(audience) for audience in issuer.audiences]
    audiences += filter(None, [basis.values.known.get(resources.TRY_OUT_CLIENT)])
    request = Request("GET", f"/{url.rpartition('/')[2]}/.well-known/jwks.json", "", {})

    def keys() -> str:
        return basis.substrate.ask("cognito-idp", request).body.decode()

    return Tokens(replace(issuer, issuer=url, audiences=tuple(audiences)), keys)
