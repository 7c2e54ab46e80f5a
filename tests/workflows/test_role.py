"""What the role of a state machine may do: what its tasks name, and no more."""

from typing import Any

import pytest

from tests.specs import errors, model

SYSTEM = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1], account: "111122223333"}}
functions: {charge: {handler: handlers.charge.app:handler}}
tables: {orders: {key: {partition: id}, attributes: {day: string}, indexes: {by_day: {partition: day}}}}
queues: {jobs: {}}
topics: {alerts: {}}
buckets: {uploads: {}}
buses: {domain: {}}
secrets: {key: {description: A key.}}
imports:
  flow: {kind: workflow, ssm: /partner/flow/arn}
  rate: {kind: function, ssm: /partner/rate/arn}
terraform: {exports: {job: {name: aws_glue_job.sales.name}, topic: {arn: aws_sns_topic.sales.arn}}}
workflows:
  child: {tracing: false, log_level: "OFF", states: {Done: {Type: Succeed}}}
  order:
    tracing: false
    log_level: "OFF"
"""
ARN = "111122223333:"
REGIONAL = "eu-west-1:111122223333"


def spec(task: str, arguments: str = "", settings: str = "", more: str = "") -> str:
    parameters = f", Parameters: {arguments}" if arguments else ""
    return f'{SYSTEM}    {settings or "type: standard"}\n    states: {{Do: {{task: "{task}"{parameters}{more}, End: true}}}}\n'


def allowed(task: str, arguments: str = "", more: str = "") -> dict[str, list[str]]:
    """Return the resources on which each set of actions is allowed, ARNs without `arn:aws:` in front."""
    [stack] = model(spec(task, arguments, more=more)).stacks
    return {
        " ".join(statement.actions): [resource.removeprefix("arn:aws:") for resource in statement.resources]
        for statement in stack.workflows["order"].statements
    }


def problems(text: str) -> list[tuple[str, str]]:
    return [(problem.rule, problem.message) for problem in errors(text)]


@pytest.mark.parametrize(
    ("task", "arguments", "expected"),
    [
        ("functions.charge", "", {"lambda:InvokeFunction": [f"lambda:{REGIONAL}:function:shop-dev-charge:dev"]}),
        ("imports.rate", "", {"lambda:InvokeFunction": ["\ufdd0imports.rate\ufdd1"]}),
        ("arn:aws:states:::lambda:invoke", '{FunctionName: "${functions.charge.arn}"}', {"lambda:InvokeFunction": [f"lambda:{REGIONAL}:function:shop-dev-charge:dev"]}),
        ("arn:aws:states:::lambda:invoke.waitForTaskToken", "{FunctionName: other, Qualifier: live}", {"lambda:InvokeFunction": [f"lambda:{REGIONAL}:function:other:live"]}),
        ("arn:aws:states:::dynamodb:getItem", '{TableName: "${tables.orders.name}"}', {"dynamodb:GetItem": [f"dynamodb:{REGIONAL}:table/shop-dev-orders"]}),
        ("arn:aws:states:::aws-sdk:dynamodb:query", '{TableName: "${tables.orders.name}", IndexName: by_day}', {"dynamodb:Query": [f"dynamodb:{REGIONAL}:table/shop-dev-orders/index/by_day"]}),
        ("arn:aws:states:::aws-sdk:dynamodb:transactWriteItems", "{TransactItems: [{Put: {TableName: a}}, {ConditionCheck: {TableName: b}}]}",
         {"dynamodb:ConditionCheckItem dynamodb:PutItem": [f"dynamodb:{REGIONAL}:table/a", f"dynamodb:{REGIONAL}:table/b"]}),
        ("arn:aws:states:::aws-sdk:dynamodb:batchWriteItem", "{RequestItems: {orders: []}}", {"dynamodb:BatchWriteItem": [f"dynamodb:{REGIONAL}:table/orders"]}),
        ("arn:aws:states:::sqs:sendMessage", '{QueueUrl: "${queues.jobs.url}"}', {"sqs:SendMessage": [f"sqs:{REGIONAL}:shop-dev-jobs"]}),
        ("arn:aws:states:::sns:publish", '{TopicArn: "${topics.alerts.arn}"}', {"sns:Publish": [f"sns:{REGIONAL}:shop-dev-alerts"]}),
        ("arn:aws:states:::sns:publish", '{TopicArn: "${terraform.topic.arn}"}', {"sns:Publish": ["\ufdd0terraform:aws_sns_topic.sales.arn\ufdd1"]}),
        ("arn:aws:states:::events:putEvents", '{Entries: [{EventBusName: "${buses.domain.name}"}, {Source: x}]}',
         {"events:PutEvents": [f"events:{REGIONAL}:event-bus/default", f"events:{REGIONAL}:event-bus/shop-dev-domain"]}),
        ("arn:aws:states:::aws-sdk:s3:getObject", '{Bucket: "${buckets.uploads.name}", Key: a.csv}', {"s3:GetObject": ["s3:::shop-dev-uploads-111122223333/a.csv"]}),
        ("arn:aws:states:::aws-sdk:s3:listObjectsV2", '{Bucket: "${buckets.uploads.name}"}', {"s3:ListBucket": ["s3:::shop-dev-uploads-111122223333"]}),
        ("arn:aws:states:::aws-sdk:s3:headObject", "{Bucket: b, Key.$: $.key}", {"s3:GetObject": ["s3:::b/*"]}),
        ("arn:aws:states:::aws-sdk:secretsmanager:getSecretValue", '{SecretId: "${secrets.key.name}"}', {"secretsmanager:GetSecretValue": [f"secretsmanager:{REGIONAL}:secret:shop/dev/key-??????"]}),
        ("arn:aws:states:::aws-sdk:ssm:getParameter", "{Name: /shop/rate}", {"ssm:GetParameter": [f"ssm:{REGIONAL}:parameter/shop/rate"]}),
        ("arn:aws:states:::bedrock:invokeModel", "{ModelId: anthropic.claude-v2}", {"bedrock:InvokeModel": ["bedrock:eu-west-1::foundation-model/anthropic.claude-v2"]}),
        ("arn:aws:states:::aws-sdk:rekognition:detectText", "{}", {"rekognition:DetectText": ["*"]}),
        ("arn:aws:states:::aws-sdk:sfn:sendTaskSuccess", "{TaskToken.$: $.token}", {"states:SendTaskSuccess": ["*"]}),
        ("arn:aws:states:::aws-sdk:cloudwatchlogs:describeLogGroups", "{}", {"logs:DescribeLogGroups": ["*"]}),
        ("arn:aws:states:::apigateway:invoke", "{ApiEndpoint: abc.execute-api.eu-west-1.amazonaws.com, Method: GET, Path: /items}", {}),
        ("arn:aws:states:::apigateway:invoke", "{ApiEndpoint: abc.execute-api.eu-west-1.amazonaws.com, Method: GET, Stage: prod, Path: /items, AuthType: IAM_ROLE}",
         {"execute-api:Invoke": [f"execute-api:{REGIONAL}:abc/prod/GET/items"]}),
        ("arn:aws:states:::glue:startJobRun", '{JobName: "${terraform.job.name}"}', {"glue:StartJobRun": [f"glue:{REGIONAL}:job/\ufdd0terraform:aws_glue_job.sales.name\ufdd1"]}),
        ("arn:aws:states:::eks:runJob.sync", "{}", {}),
        ("arn:aws:states:eu-west-1:111122223333:activity:approve", "", {}),
    ],
)  # fmt: skip
def test_a_task_gives_the_actions_that_it_calls_on_what_it_names(
    task: str, arguments: str, expected: dict[str, list[str]]
) -> None:
    assert allowed(task, arguments) == expected


def test_a_child_that_is_awaited_can_be_watched_and_stopped() -> None:
    assert allowed("arn:aws:states:::states:startExecution.sync:2", '{StateMachineArn: "${workflows.child.arn}"}') == {
        "events:DescribeRule events:PutRule events:PutTargets": [
            f"events:{REGIONAL}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"
        ],
        "states:DescribeExecution states:StopExecution": [f"states:{REGIONAL}:execution:shop-dev-child:*"],
        "states:StartExecution": [f"states:{REGIONAL}:stateMachine:shop-dev-child"],
    }


def test_jobs_that_are_awaited_can_be_watched_and_stopped() -> None:
    rule = "events:DescribeRule events:PutRule events:PutTargets"
    batch = allowed("arn:aws:states:::batch:submitJob.sync", "{JobDefinition: resize, JobQueue: main}")
    assert batch == {
        "batch:DescribeJobs": ["*"],
        "batch:SubmitJob": [
            f"batch:{REGIONAL}:job-definition/resize",
            f"batch:{REGIONAL}:job-definition/resize:*",
            f"batch:{REGIONAL}:job-queue/main",
        ],
        "batch:TerminateJob": [f"batch:{REGIONAL}:job/*"],
        rule: [f"events:{REGIONAL}:rule/StepFunctionsGetEventsForBatchJobsRule"],
    }
    glue = allowed("arn:aws:states:::glue:startJobRun.sync", "{JobName: nightly}")
    assert glue == {
        "glue:BatchStopJobRun glue:GetJobRun glue:GetJobRuns glue:StartJobRun": [f"glue:{REGIONAL}:job/nightly"]
    }
    build = allowed("arn:aws:states:::codebuild:startBuild.sync", "{ProjectName: site}")
    assert build == {
        "codebuild:BatchGetBuilds codebuild:StartBuild codebuild:StopBuild": [f"codebuild:{REGIONAL}:project/site"],
        rule: [f"events:{REGIONAL}:rule/StepFunctionsGetEventForCodeBuildStartBuildRule"],
    }


def test_a_container_needs_its_revisions_and_the_tasks_of_its_cluster() -> None:
    grants = 'grants: [{allow: [iam:PassRole], resource: "arn:aws:iam::111122223333:role/task", reason: the task reads with it}]'
    text = spec("arn:aws:states:::ecs:runTask.sync", "{TaskDefinition: web, Cluster: main}", grants)
    [stack] = model(text).stacks
    found = {action: one.resources for one in stack.workflows["order"].statements for action in one.actions}
    assert found["ecs:RunTask"] == (f"arn:aws:ecs:{REGIONAL}:task-definition/web:*",)
    assert found["ecs:StopTask"] == found["ecs:DescribeTasks"] == (f"arn:aws:ecs:{REGIONAL}:task/main/*",)


def test_an_https_call_is_bound_to_its_endpoint_and_reads_the_secret_of_its_connection() -> None:
    arguments = (
        "{ApiEndpoint: 'https://api.example.com/x', Method: POST, "
        'Authentication: {ConnectionArn: "arn:aws:events:${region}:${account}:connection/partner/1f"}}'
    )
    [stack] = model(spec("arn:aws:states:::http:invoke", arguments)).stacks
    statements = stack.workflows["order"].statements
    found = {action: (one.resources, one.condition) for one in statements for action in one.actions}
    secret = (f"arn:aws:secretsmanager:{REGIONAL}:secret:events!connection/partner/*",)
    condition: dict[str, Any] = {
        "StringLike": {"states:HTTPEndpoint": "https://api.example.com/x"},
        "StringEquals": {"states:HTTPMethod": "POST"},
    }
    assert found == {
        "events:RetrieveConnectionCredentials": ((f"arn:aws:events:{REGIONAL}:connection/partner/1f",), None),
        "secretsmanager:DescribeSecret": (secret, None),
        "secretsmanager:GetSecretValue": (secret, None),
        "states:InvokeHTTPEndpoint": (("*",), condition),
    }


def test_a_task_done_by_another_accounts_role_needs_that_role_alone() -> None:
    role = "arn:aws:iam::999988887777:role/partner"
    found = allowed("arn:aws:states:::sqs:sendMessage", "{QueueUrl: x}", f', Credentials: {{RoleArn: "{role}"}}')
    assert found == {"sts:AssumeRole": [role.removeprefix("arn:aws:")]}


def test_a_distributed_map_starts_and_watches_its_children_and_reads_and_writes_its_objects() -> None:
    text = (
        SYSTEM
        + """\
    states:
      Each:
        map: {distributed: standard, states: {Do: {task: functions.charge, End: true}}}
        ItemReader: {Resource: "arn:aws:states:::s3:getObject", Parameters: {Bucket: "${buckets.uploads.name}", Key: in/all.json}}
        ResultWriter: {Resource: "arn:aws:states:::s3:putObject", Parameters: {Bucket: out, Prefix: runs/}}
        End: true
"""
    )
    [stack] = model(text).stacks
    found = {" ".join(one.actions): list(one.resources) for one in stack.workflows["order"].statements}
    executions = f"arn:aws:states:{REGIONAL}:execution:shop-dev-order"
    assert found == {
        "lambda:InvokeFunction": [f"arn:aws:lambda:{REGIONAL}:function:shop-dev-charge:dev"],
        "s3:AbortMultipartUpload s3:GetObject s3:ListMultipartUploadParts s3:PutObject": ["arn:aws:s3:::out/runs/*"],
        "s3:GetObject": ["arn:aws:s3:::shop-dev-uploads-111122223333/in/all.json"],
        "states:DescribeExecution states:RedriveExecution states:StopExecution": [f"{executions}/*:*"],
        "states:DescribeExecution states:StopExecution": [f"{executions}:*"],
        "states:StartExecution": [f"arn:aws:states:{REGIONAL}:stateMachine:shop-dev-order"],
    }


def test_tasks_that_need_the_same_share_a_statement() -> None:
    text = (
        SYSTEM
        + """\
    states:
      A: {task: "arn:aws:states:::dynamodb:getItem", Parameters: {TableName: a}, Next: B}
      B: {task: "arn:aws:states:::dynamodb:putItem", Parameters: {TableName: a}, Next: C}
      C: {task: "arn:aws:states:::dynamodb:putItem", Parameters: {TableName: b}, Next: D}
      D: {task: "arn:aws:states:::dynamodb:getItem", Parameters: {TableName: b}, End: true}
"""
    )
    [stack] = model(text).stacks
    [statement] = stack.workflows["order"].statements
    assert statement.actions == ("dynamodb:GetItem", "dynamodb:PutItem")
    assert [arn.rpartition("/")[2] for arn in statement.resources] == ["a", "b"]


def test_delivery_of_log_and_traces_is_one_statement_with_aws_reason() -> None:
    text = SYSTEM.replace('    tracing: false\n    log_level: "OFF"\n', "") + "    states: {Done: {Type: Succeed}}\n"
    [stack] = model(text).stacks
    [statement] = stack.workflows["order"].statements
    assert {action.partition(":")[0] for action in statement.actions} == {"logs", "xray"}
    assert (statement.resources, statement.reason) == (("*",), "AWS accepts only * for these actions")


@pytest.mark.parametrize(
    ("task", "arguments", "line"),
    [
        ("dynamodb:putItem", "{TableName.$: $.table}", "{allow: [dynamodb:PutItem], resource: tables.NAME}"),
        ("sqs:sendMessage", "{}", "{allow: [sqs:SendMessage], resource: queues.NAME}"),
        ("aws-sdk:s3:copyObject", "{Bucket: a, Key: b, CopySource.$: $.from}", "{allow: [s3:GetObject, s3:PutObject], resource: buckets.NAME}"),
        ("aws-sdk:ses:sendEmail", "{Source: me@example.com}", '{allow: [ses:SendEmail], resource: "arn:aws:ses:..."}'),
        ("athena:startQueryExecution.sync", "{QueryString: x}",
         '{allow: [athena:StartQueryExecution, athena:GetQueryExecution, athena:StopQueryExecution], resource: "arn:aws:athena:..."}'),
        ("bedrock:invokeModel", "{ModelId: eu.anthropic.claude-v2}", '{allow: [bedrock:InvokeModel], resource: "arn:aws:bedrock:..."}'),
        ("states:startExecution.sync", '{StateMachineArn: "${imports.flow.arn}"}',
         "{allow: [states:DescribeExecution, states:StopExecution], resource: workflows.NAME}"),
    ],
)  # fmt: skip
def test_a_resource_of_run_time_is_asked_for_with_the_line_to_add(task: str, arguments: str, line: str) -> None:
    message = f'what the task "Do" uses is known only at run time; say it in the workflow\'s grants: {line}'
    assert problems(spec(f"arn:aws:states:::{task}", arguments)) == [("underivable-grant", message)]


def test_what_is_granted_is_not_asked_for() -> None:
    grants = "grants: [{allow: [dynamodb:PutItem], resource: tables.orders}]"
    text = spec("arn:aws:states:::dynamodb:putItem", "{TableName.$: $.table}", grants)
    [stack] = model(text).stacks
    assert [statement.as_json() for statement in stack.workflows["order"].statements] == [
        {
            "Effect": "Allow",
            "Action": ["dynamodb:PutItem"],
            "Resource": [f"arn:aws:dynamodb:{REGIONAL}:table/shop-dev-orders"],
        }
    ]


def test_the_problem_stands_at_the_state() -> None:
    text = (
        SYSTEM
        + """\
    states:
      Both:
        parallel:
          one:
            Deep: {task: "arn:aws:states:::dynamodb:putItem", Parameters: {TableName.$: $.table}, End: true}
        End: true
"""
    )
    [problem] = errors(text)
    assert problem.path == ("workflows", "order", "states", "Both", "parallel", "one", "Deep")


@pytest.mark.parametrize(
    ("task", "message"),
    [
        ("arn:aws:states:::sqss:sendMessage", '"sqss" is no integration of Step Functions; did you mean "sqs"? (others start with aws-sdk:)'),
        ("arn:aws:states:::sqs:sendMesage", '"sendMesage" is no integration of Step Functions; did you mean "sendMessage"? (others start with aws-sdk:)'),
        ("arn:aws:states:::sqs:sendMessage.sync", "Step Functions cannot wait for the end of sqs:SendMessage; leave .sync away"),
        ("arn:aws:states:::aws-sdk:dynamodb:qeury", 'IAM has no action "dynamodb:Qeury"; did you mean "dynamodb:Query"? correct the operation, or where IAM calls it otherwise, allow that in the workflow\'s grants'),
    ],
)  # fmt: skip
def test_an_integration_that_aws_does_not_have_is_refused(task: str, message: str) -> None:
    [problem] = errors(spec(task))
    assert (problem.message, problem.path[-1]) == (message, "task")


def test_a_resource_that_is_no_arn_is_refused() -> None:
    text = SYSTEM + "    states: {Do: {Type: Task, Resource: functions.charge, End: true}}\n"
    assert problems(text) == [
        (
            "wrong-reference",
            '"functions.charge" is nothing that a task can call; write "task: functions.NAME", or the ARN of an integration',
        )
    ]
