"""What functions need of their roles: to run, to read what feeds them, and to give up."""

from collections.abc import Iterator

from generator.verify.need import Edge, Need, System, by_role, delivery, described, key_of, key_use, service_of, trusted
from generator.verify.plan import UNKNOWN, Resource

# What Lambda does with a function's role for each kind of source (Lambda developer guide, "event source mappings", November 2026).
_READING = {
    "sqs": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "dynamodb": ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"),
    "kinesis": ("kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream", "kinesis:ListShards"),
}
_NETWORK = ("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface")


def running(system: System) -> Iterator[Need]:
    """Yield what every function needs: its role, its log, its traces, and a place in its network."""
    place = system.plan.place
    for function in system.plan.of("aws_lambda_function"):
        role = function.text("role")
        yield trusted(system, function, role, "lambda.amazonaws.com", {"aws:SourceArn": system.arn(function)})
        logs = by_role(system, function, f"{described(function)} writes its log", role)
        group = function.text("logging_config", 0, "log_group") or f"/aws/lambda/{function.text('function_name')}"
        stream = f"arn:aws:logs:{place.region}:{place.account}:log-group:{group}:log-stream:one"
        for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
            yield logs.needs(action, stream)
        if function.text("tracing_config", 0, "mode") == "Active":
            traces = by_role(system, function, f"{described(function)} sends its traces", role)
            yield traces.needs("xray:PutTraceSegments", "*")
            yield traces.needs("xray:PutTelemetryRecords", "*")
        if function.texts("vpc_config", 0, "subnet_ids"):
            network = by_role(system, function, f"{described(function)} joins its network", role)
            yield from (network.needs(action, "*") for action in _NETWORK)


def failures(system: System) -> Iterator[Need]:
    """Yield what functions need to hand on events that they could not take, or what came of those that they took."""
    for function in system.plan.of("aws_lambda_function"):
        for index in function.blocks("dead_letter_config"):
            yield from delivery(
                system, _giving_up(system, function, function), function.text("dead_letter_config", index, "target_arn")
            )
    for config in system.plan.of("aws_lambda_function_event_invoke_config"):
        configured = _function(system, config.text("function_name"))
        for outcome in ("on_failure", "on_success"):
            for index in config.blocks("destination_config", 0, outcome):
                target = config.text("destination_config", 0, outcome, index, "destination")
                yield from delivery(system, _giving_up(system, config, configured), target)


def sources(system: System) -> Iterator[Need]:
    """Yield what functions need to read queues and streams, and to hand on what they could not take of a stream."""
    for mapping in system.plan.of("aws_lambda_event_source_mapping"):
        function = _function(system, mapping.text("function_name"))
        source = mapping.text("event_source_arn")
        words = f"{_called(function, mapping)} reads {source.partition(':')[2].split(':')[-1]}"
        edge = by_role(system, mapping, words, function.text("role") if function else UNKNOWN)
        yield from (edge.needs(action, source) for action in _READING.get(service_of(source), ()))
        queue = system.by_arn.get(source)
        if queue and (key := key_of(system, queue)):
            yield from key_use(system, edge, key, "sqs", ("kms:Decrypt",))
        for index in mapping.blocks("destination_config", 0, "on_failure"):
            target = mapping.text("destination_config", 0, "on_failure", index, "destination_arn")
            yield from delivery(system, _giving_up(system, mapping, function), target)


def _giving_up(system: System, source: Resource, function: Resource | None) -> Edge:
    words = f"{_called(function, source)} hands on what came of an event"
    return by_role(system, source, words, function.text("role") if function else UNKNOWN)


def _function(system: System, named: str) -> Resource | None:
    """Return the function that is named by its name or by an ARN, of its alias too."""
    name = named.split(":")[6] if named.startswith("arn:") else named.partition(":")[0]
    return system.find("aws_lambda_function", "function_name", name)


def _called(function: Resource | None, source: Resource) -> str:
    return described(function or source)
