"""Makes what a stack declares in the substrate: tables, buckets, queues, topics, secrets, parameters, the user pool, workflows."""

import json
from typing import Any

from generator.kinds.auth import MFA_MODES
from generator.kinds.auth_client import SIGN_IN_FLOWS, Client
from generator.kinds.table import Index, Table
from generator.local.clients import Clients
from generator.local.values import Values
from generator.model import Stack
from generator.scope import section_of

_TYPES = {"string": "S", "number": "N", "binary": "B"}
_PROJECTIONS = {"all": "ALL", "keys_only": "KEYS_ONLY", "include": "INCLUDE"}


# The value that names the client of the developer's own user.
TRY_OUT_CLIENT = "dev.client"


def make(stack: Stack, clients: Clients, known: dict[str, str]) -> None:
    """Make everything; add the values that AWS would make, such as the user pool's id, to `known`."""
    followed = {
        one.source.key for function in stack.functions.values() for one in function.triggers if one.kind == "stream"
    }
    for table in stack.tables.values():
        # Followers want both images where the table does not say.
        _table(table, table.stream or ("new_and_old_images" if table.key in followed else ""), clients, known)
    for bucket in stack.buckets.values():
        _bucket(bucket.name, clients, stack.names.region, versioned=bucket.versioning)
    _queues(stack, clients)
    _topics(stack, clients)
    if stack.auth is not None:
        _user_pool(stack, clients, known)
    values = Values(known)
    for secret in stack.secrets.values():
        made = clients("secretsmanager").create_secret(Name=secret.name, SecretString=secret.example)
        known[f"secrets.{secret.key}.arn"] = made["ARN"]
    for parameter in stack.parameters.values():
        text = parameter.value if isinstance(parameter.value, str) else ",".join(parameter.value)
        kind = "String" if isinstance(parameter.value, str) else "StringList"
        clients("ssm").put_parameter(Name=parameter.name, Value=values.text(text), Type=kind)
    for workflow in stack.workflows.values():
        clients("stepfunctions").create_state_machine(
            name=workflow.name,
            type=workflow.type.upper(),
            definition=json.dumps(values.document(workflow.definition)),
            roleArn=values.text(stack.names.role_arn(workflow.role_name)),
        )


def queue_url(stack: Stack, name: str) -> str:
    """Return a queue's address as the functions know it."""
    return f"https://sqs.{stack.names.region}.amazonaws.com/{stack.names.account}/{name}"


def _table(table: Table, stream: str, clients: Clients, known: dict[str, str]) -> None:
    keyed: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    for index in table.indexes.values():
        keyed[index.local].append(_index(index, table))
    settings: dict[str, Any] = {}
    if keyed[False]:
        settings["GlobalSecondaryIndexes"] = keyed[False]
    if keyed[True]:
        settings["LocalSecondaryIndexes"] = keyed[True]
    if stream:
        settings["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": stream.upper()}
    made = clients("dynamodb").create_table(
        TableName=table.name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": _TYPES[kind]} for name, kind in table.attributes.items()
        ],
        KeySchema=_keys(table.partition, table.sort),
        **settings,
    )
    if table.ttl:
        ttl = {"Enabled": True, "AttributeName": table.ttl}
        clients("dynamodb").update_time_to_live(TableName=table.name, TimeToLiveSpecification=ttl)
    known[f"tables.{table.key}.stream_arn"] = made["TableDescription"].get("LatestStreamArn", "")


def _index(index: Index, table: Table) -> dict[str, Any]:
    projection: dict[str, Any] = {"ProjectionType": _PROJECTIONS[index.projection]}
    if index.projected:
        projection["NonKeyAttributes"] = list(index.projected)
    partition = index.partition or table.partition
    return {"IndexName": index.name, "KeySchema": _keys(partition, index.sort), "Projection": projection}


def _keys(partition: str, sort: str | None) -> list[dict[str, str]]:
    keys = [{"AttributeName": partition, "KeyType": "HASH"}]
    return keys + ([{"AttributeName": sort, "KeyType": "RANGE"}] if sort else [])


def _bucket(name: str, clients: Clients, region: str, *, versioned: bool) -> None:
    settings = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    clients("s3").create_bucket(Bucket=name, **settings)
    if versioned:
        clients("s3").put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


def _queues(stack: Stack, clients: Clients) -> None:
    """Make the queues, those that take dead letters first."""
    sqs = clients("sqs")
    for queue in sorted(stack.queues.values(), key=lambda queue: queue.dead_letter is not None):
        attributes = {
            "VisibilityTimeout": str(queue.visibility_s),
            "MessageRetentionPeriod": str(queue.retention_s),
            "DelaySeconds": str(queue.delay_s),
        }
        if queue.fifo:
            attributes |= {"FifoQueue": "true", "ContentBasedDeduplication": str(queue.content_deduplication).lower()}
        if queue.dead_letter:
            policy = {"deadLetterTargetArn": queue.dead_letter.queue.arn, "maxReceiveCount": queue.dead_letter.after}
            attributes["RedrivePolicy"] = json.dumps(policy)
        sqs.create_queue(QueueName=queue.name, Attributes=attributes)


def _topics(stack: Stack, clients: Clients) -> None:
    sns = clients("sns")
    for topic in stack.topics.values():
        attributes = {"FifoTopic": "true"} if topic.fifo else {}
        arn = sns.create_topic(Name=topic.name, Attributes=attributes)["TopicArn"]
        for one in topic.subscriptions:
            if one.target is not None and section_of(one.target) == "queues":
                raw = {"RawMessageDelivery": "true"} if one.raw else {}
                sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=one.target.arn, Attributes=raw)
    for notification in stack.notifications.values():
        arn = sns.create_topic(Name=notification.name)["TopicArn"]
        for queue in notification.queues:
            sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue.arn)


def _user_pool(stack: Stack, clients: Clients, known: dict[str, str]) -> None:
    pool, cognito = stack.auth, clients("cognito-idp")
    assert pool is not None
    username = "username" in pool.sign_in_with
    made = cognito.create_user_pool(
        PoolName=pool.name,
        Policies={"PasswordPolicy": _password(pool.password)},
        AutoVerifiedAttributes=list(pool.verify),
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": not pool.sign_up},
        **({} if username else {"UsernameAttributes": ["email"]}),
    )["UserPool"]
    cognito.set_user_pool_mfa_config(
        UserPoolId=made["Id"],
        MfaConfiguration=MFA_MODES[pool.mfa],
        SoftwareTokenMfaConfiguration={"Enabled": pool.mfa != "off"},
    )
    issuer = f"https://cognito-idp.{stack.names.region}.amazonaws.com/{made['Id']}"
    known |= {"auth.id": made["Id"], "auth.arn": made["Arn"], "auth.issuer": issuer}
    known["auth.jwks_url"] = f"{issuer}/.well-known/jwks.json"
    for group, settings in pool.groups.items():
        cognito.create_group(GroupName=group, UserPoolId=made["Id"], Description=settings.description)
    known[TRY_OUT_CLIENT] = _try_out_client(made["Id"], cognito)
    for client in pool.clients.values():
        known[f"auth.clients.{client.key}.id"] = _client(made["Id"], client, cognito)


def _client(pool: str, client: Client, cognito: Any) -> str:
    made = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName=client.name,
        GenerateSecret=client.secret,
        ExplicitAuthFlows=[SIGN_IN_FLOWS[way] for way in client.sign_in_by] + ["ALLOW_REFRESH_TOKEN_AUTH"],
        CallbackURLs=list(client.callback_urls),
        AllowedOAuthFlows=list(client.flows),
        AllowedOAuthScopes=list(client.scopes),
    )
    return str(made["UserPoolClient"]["ClientId"])


def _try_out_client(pool: str, cognito: Any) -> str:
    """Make the client of the developer's own user, whom the developer signs in by password."""
    made = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="collectiq dev", ExplicitAuthFlows=[SIGN_IN_FLOWS["admin_password"]]
    )
    return str(made["UserPoolClient"]["ClientId"])


def _password(rules: Any) -> dict[str, Any]:
    return {
        "MinimumLength": rules["minimum_length"],
        "RequireUppercase": rules["uppercase"],
        "RequireLowercase": rules["lowercase"],
        "RequireNumbers": rules["numbers"],
        "RequireSymbols": rules["symbols"],
    }
