"""Every action that a task can be given is one that IAM has."""

import pytest

from generator.iam_actions import accepts_only_wildcard, exists, services
from generator.iam_operations import ACTIONS
from generator.workflows.actions import OPTIMISED, SERVICES, integration, unknown
from generator.workflows.maps import WRITER_ACTIONS
from generator.workflows.waiting import WATCHES

# Operations of the SDK that state machines call, by the SDK's name of the service.
SDK = {
    "apigatewaymanagementapi": "deleteConnection getConnection postToConnection",
    "athena": "getQueryExecution getQueryResults listWorkGroups startQueryExecution stopQueryExecution",
    "bedrockagent": "getAgent startIngestionJob getIngestionJob",
    "bedrockagentruntime": "invokeAgent invokeFlow retrieve retrieveAndGenerate",
    "bedrockruntime": "applyGuardrail converse converseStream invokeModel startAsyncInvoke",
    "cloudformation": "createStack deleteStack describeStacks updateStack",
    "cloudfront": "createInvalidation getInvalidation",
    "cloudwatch": "describeAlarms getMetricData getMetricStatistics putMetricAlarm putMetricData",
    "cloudwatchlogs": "createExportTask createLogStream describeLogGroups filterLogEvents getQueryResults putLogEvents startQuery",
    "codebuild": "batchGetBuilds startBuild stopBuild",
    "codedeploy": "createDeployment getDeployment putLifecycleEventHookExecutionStatus",
    "codepipeline": "getPipelineState startPipelineExecution",
    "cognitoidentityprovider": "adminAddUserToGroup adminCreateUser adminDeleteUser adminGetUser listUsers",
    "comprehend": "batchDetectSentiment detectDominantLanguage detectEntities detectPiiEntities detectSentiment",
    "dynamodb": (
        "batchExecuteStatement batchGetItem batchWriteItem createTable deleteItem describeTable executeStatement "
        "executeTransaction exportTableToPointInTime getItem putItem query scan transactGetItems transactWriteItems updateItem"
    ),
    "ec2": "describeInstances runInstances startInstances stopInstances terminateInstances",
    "ecs": "describeServices describeTasks listTasks runTask stopTask updateService",
    "eventbridge": "describeRule disableRule enableRule putEvents putRule putTargets",
    "firehose": "putRecord putRecordBatch",
    "glue": "getCrawler getJobRun getTables startCrawler startJobRun startWorkflowRun",
    "iam": "createRole getRole listAttachedRolePolicies",
    "kinesis": "describeStream putRecord putRecords",
    "kms": "decrypt encrypt generateDataKey",
    "lambda": "getFunction invoke listFunctions publishVersion updateAlias updateFunctionCode",
    "location": "calculateRoute searchPlaceIndexForText",
    "polly": "startSpeechSynthesisTask synthesizeSpeech",
    "rds": "createDBSnapshot describeDBInstances startDBInstance stopDBInstance",
    "rdsdata": "batchExecuteStatement executeStatement",
    "redshiftdata": "describeStatement executeStatement getStatementResult",
    "rekognition": "compareFaces detectFaces detectLabels detectModerationLabels detectText startLabelDetection",
    "s3": (
        "abortMultipartUpload completeMultipartUpload copyObject createMultipartUpload deleteObject deleteObjects getBucketTagging "
        "getObject getObjectTagging headBucket headObject listBuckets listMultipartUploads listObjects listObjectsV2 listObjectVersions "
        "listParts putObject putObjectTagging restoreObject selectObjectContent uploadPart"
    ),
    "sagemaker": "createTransformJob describeTrainingJob describeTransformJob",
    "scheduler": "createSchedule deleteSchedule getSchedule updateSchedule",
    "secretsmanager": "describeSecret getRandomPassword getSecretValue putSecretValue rotateSecret",
    "servicediscovery": "discoverInstances",
    "ses": "sendEmail sendRawEmail sendTemplatedEmail",
    "sesv2": "createContact sendEmail",
    "sfn": (
        "describeExecution listExecutions redriveExecution sendTaskFailure sendTaskHeartbeat sendTaskSuccess startExecution "
        "startSyncExecution stopExecution"
    ),
    "sns": "createTopic listSubscriptionsByTopic publish publishBatch subscribe",
    "sqs": "changeMessageVisibility changeMessageVisibilityBatch deleteMessage deleteMessageBatch getQueueAttributes receiveMessage sendMessage sendMessageBatch",
    "ssm": "getCommandInvocation getParameter getParameters getParametersByPath putParameter sendCommand startAutomationExecution",
    "sts": "assumeRole getCallerIdentity",
    "textract": "analyzeDocument detectDocumentText getDocumentTextDetection startDocumentTextDetection",
    "transcribe": "getTranscriptionJob startTranscriptionJob",
    "translate": "startTextTranslationJob translateText",
    "xray": "getTraceSummaries putTraceSegments",
}  # fmt: skip


def yielded(service: str, operations: str) -> set[str]:
    """Return the actions that tasks with these operations are given."""
    found = (integration(f"arn:aws:states:::{service}:{operation}") for operation in operations.split())
    return {action for one in found if one for action in one.actions}


@pytest.mark.parametrize("service", OPTIMISED)
def test_the_actions_of_an_optimised_integration_exist(service: str) -> None:
    assert {action for action in yielded(service, OPTIMISED[service]) if not exists(action)} == set()


@pytest.mark.parametrize("service", SDK)
def test_the_actions_of_an_sdk_integration_exist(service: str) -> None:
    found = yielded(f"aws-sdk:{service}", SDK[service])
    assert found
    assert {action for action in found if not exists(action)} == set()


def test_every_action_of_the_tables_exists() -> None:
    actions = {action for several in ACTIONS.values() for action in several} | set(WRITER_ACTIONS)
    actions |= {action for watch in WATCHES.values() for action in watch.actions}
    assert {action for action in actions if not exists(action)} == set()


def test_every_service_of_the_table_exists_and_differs_from_the_sdks_name() -> None:
    assert {name for name in SERVICES.values() if name not in services()} == set()
    assert {name for name, other in SERVICES.items() if name == other} == set()


def test_what_can_be_awaited_is_an_operation_that_aws_has() -> None:
    operations = {
        found.operation
        for service, words in OPTIMISED.items()
        for word in words.split()
        if (found := integration(f"arn:aws:states:::{service}:{word}"))
    }
    assert set(WATCHES) - operations == set()


def test_operations_that_are_called_otherwise_in_iam_are_translated() -> None:
    assert yielded("lambda", "invoke") == {"lambda:InvokeFunction"}
    assert yielded("aws-sdk:s3", "listObjectsV2 headObject") == {"s3:ListBucket", "s3:GetObject"}
    assert yielded("aws-sdk:sfn", "startExecution") == {"states:StartExecution"}
    assert yielded("aws-sdk:eventbridge", "putEvents") == {"events:PutEvents"}
    assert yielded("http", "invoke") == {"states:InvokeHTTPEndpoint"}
    assert len(yielded("aws-sdk:dynamodb", "transactWriteItems")) == 4


def test_sdk_integrations_are_not_held_against_the_list_of_optimised_ones() -> None:
    assert unknown("arn:aws:states:::aws-sdk:anything:atAll") is None


def test_callbacks_accept_only_the_wildcard() -> None:
    assert [accepts_only_wildcard(f"states:SendTask{word}") for word in ("Success", "Failure", "Heartbeat")] == [
        True
    ] * 3
