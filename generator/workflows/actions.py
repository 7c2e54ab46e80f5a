"""What a task's `service:operation` is called in IAM.

Operations are those of Step Functions' integrations; IAM's names are from the AWS Service Authorization Reference and the
pages on IAM policies in the AWS Step Functions guide (November 2026). An operation that is not listed has IAM's name but for
the capital: `getItem` is `GetItem`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_RESOURCE = re.compile(
    r"arn:aws:states:::(?P<sdk>aws-sdk:)?(?P<service>[a-z0-9-]+):(?P<operation>\w+)(?:\.(?P<pattern>.+))?"
)

# The integrations that AWS made for single services, and their operations; all others go through the SDK (`aws-sdk:`).
OPTIMISED: Mapping[str, str] = {
    "apigateway": "invoke",
    "athena": "getQueryExecution getQueryResults startQueryExecution stopQueryExecution",
    "batch": "submitJob",
    "bedrock": "createModelCustomizationJob invokeModel",
    "codebuild": (
        "batchDeleteBuilds batchGetReports deleteBuildBatch retryBuildBatch startBuild startBuildBatch stopBuild stopBuildBatch"
    ),
    "databrew": "startJobRun",
    "dynamodb": "deleteItem getItem putItem updateItem",
    "ecs": "runTask",
    "eks": (
        "call createCluster createFargateProfile createNodegroup deleteCluster deleteFargateProfile deleteNodegroup runJob"
    ),
    "elasticmapreduce": (
        "addStep cancelStep createCluster modifyInstanceFleetByName modifyInstanceGroupByName "
        "setClusterTerminationProtection terminateCluster"
    ),
    "emr-containers": "createVirtualCluster deleteVirtualCluster startJobRun",
    "emr-serverless": "cancelJobRun createApplication deleteApplication startApplication startJobRun stopApplication",
    "events": "putEvents",
    "glue": "startJobRun",
    "http": "invoke",
    "lambda": "invoke",
    "mediaconvert": "createJob",
    "sagemaker": (
        "createEndpoint createEndpointConfig createHyperParameterTuningJob createLabelingJob createModel "
        "createProcessingJob createTrainingJob createTransformJob updateEndpoint"
    ),
    "sns": "publish",
    "sqs": "sendMessage",
    "states": "startExecution",
}

# What the SDK calls a service -> IAM's name, where they differ.
SERVICES: Mapping[str, str] = {
    "accessanalyzer": "access-analyzer", "acmpca": "acm-pca", "apigatewaymanagementapi": "execute-api",
    "apigatewayv2": "apigateway", "appconfigdata": "appconfig", "applicationautoscaling": "application-autoscaling",
    "applicationdiscovery": "discovery", "autoscalingplans": "autoscaling-plans", "bedrockagent": "bedrock",
    "bedrockagentruntime": "bedrock", "bedrockruntime": "bedrock", "cloudcontrol": "cloudformation",
    "cloudhsmv2": "cloudhsm", "cloudwatchevents": "events", "cloudwatchlogs": "logs",
    "codestarconnections": "codestar-connections", "codestarnotifications": "codestar-notifications",
    "cognitoidentity": "cognito-identity", "cognitoidentityprovider": "cognito-idp", "computeoptimizer": "compute-optimizer",
    "costandusagereport": "cur", "costexplorer": "ce", "customerprofiles": "profile", "databasemigration": "dms",
    "devopsguru": "devops-guru", "directory": "ds", "docdb": "rds", "docdbelastic": "docdb-elastic",
    "dynamodbstreams": "dynamodb", "efs": "elasticfilesystem", "elasticloadbalancingv2": "elasticloadbalancing",
    "elasticsearch": "es", "emr": "elasticmapreduce", "emrcontainers": "emr-containers", "emrserverless": "emr-serverless",
    "eventbridge": "events", "forecastquery": "forecast", "iotdataplane": "iot", "kinesisanalyticsv2": "kinesisanalytics",
    "lexmodelbuilding": "lex", "lexmodelsv2": "lex", "lexruntime": "lex", "lexruntimev2": "lex",
    "licensemanager": "license-manager", "location": "geo", "marketplacecatalog": "aws-marketplace", "mwaa": "airflow",
    "neptune": "rds", "opensearch": "es", "personalizeevents": "personalize", "personalizeruntime": "personalize",
    "pinpoint": "mobiletargeting", "pinpointsmsvoicev2": "sms-voice", "qldbsession": "qldb", "rdsdata": "rds-data",
    "redshiftdata": "redshift-data", "redshiftserverless": "redshift-serverless", "resourceexplorer2": "resource-explorer-2",
    "resourcegroups": "resource-groups", "resourcegroupstaggingapi": "tag", "sagemakerfeaturestoreruntime": "sagemaker",
    "sagemakerruntime": "sagemaker", "serverlessapplicationrepository": "serverlessrepo",
    "servicecatalogappregistry": "servicecatalog", "sesv2": "ses", "sfn": "states",
    "ssmcontacts": "ssm-contacts", "ssmincidents": "ssm-incidents", "timestreamquery": "timestream",
    "timestreamwrite": "timestream", "transcribestreaming": "transcribe", "wafregional": "waf-regional",
}  # fmt: skip

_PARTIQL = ("dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert", "dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate")

# An operation with its service in IAM's words -> the actions that allow it; none where AWS asks for no permission.
ACTIONS: Mapping[str, tuple[str, ...]] = {
    "apigateway:Invoke": ("execute-api:Invoke",),
    "bedrock:Converse": ("bedrock:InvokeModel",),
    "bedrock:ConverseStream": ("bedrock:InvokeModelWithResponseStream",),
    "bedrock:StartAsyncInvoke": ("bedrock:InvokeModel",),
    "dynamodb:BatchExecuteStatement": _PARTIQL,
    "dynamodb:ExecuteStatement": _PARTIQL,
    "dynamodb:ExecuteTransaction": _PARTIQL,
    "dynamodb:TransactGetItems": ("dynamodb:GetItem",),
    "dynamodb:TransactWriteItems": (
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
    ),
    # What these may do says the cluster's own access control.
    "eks:Call": (),
    "eks:RunJob": (),
    "elasticmapreduce:AddStep": ("elasticmapreduce:AddJobFlowSteps",),
    "elasticmapreduce:CancelStep": ("elasticmapreduce:CancelSteps",),
    "elasticmapreduce:CreateCluster": ("elasticmapreduce:RunJobFlow",),
    "elasticmapreduce:ModifyInstanceFleetByName": (
        "elasticmapreduce:ListInstanceFleets",
        "elasticmapreduce:ModifyInstanceFleet",
    ),
    "elasticmapreduce:ModifyInstanceGroupByName": (
        "elasticmapreduce:ListInstanceGroups",
        "elasticmapreduce:ModifyInstanceGroups",
    ),
    "elasticmapreduce:SetClusterTerminationProtection": ("elasticmapreduce:SetTerminationProtection",),
    "elasticmapreduce:TerminateCluster": ("elasticmapreduce:DescribeCluster", "elasticmapreduce:TerminateJobFlows"),
    "execute-api:DeleteConnection": ("execute-api:ManageConnections",),
    "execute-api:GetConnection": ("execute-api:ManageConnections",),
    "execute-api:PostToConnection": ("execute-api:ManageConnections",),
    "http:Invoke": ("states:InvokeHTTPEndpoint",),
    "lambda:Invoke": ("lambda:InvokeFunction",),
    "lambda:InvokeAsync": ("lambda:InvokeFunction",),
    "s3:CompleteMultipartUpload": ("s3:PutObject",),
    "s3:CopyObject": ("s3:GetObject", "s3:PutObject"),
    "s3:CreateMultipartUpload": ("s3:PutObject",),
    "s3:DeleteObjects": ("s3:DeleteObject",),
    "s3:GetBucketLifecycleConfiguration": ("s3:GetLifecycleConfiguration",),
    "s3:HeadBucket": ("s3:ListBucket",),
    "s3:HeadObject": ("s3:GetObject",),
    "s3:ListBuckets": ("s3:ListAllMyBuckets",),
    "s3:ListMultipartUploads": ("s3:ListBucketMultipartUploads",),
    "s3:ListObjects": ("s3:ListBucket",),
    "s3:ListObjectsV2": ("s3:ListBucket",),
    "s3:ListObjectVersions": ("s3:ListBucketVersions",),
    "s3:ListParts": ("s3:ListMultipartUploadParts",),
    "s3:SelectObjectContent": ("s3:GetObject",),
    "s3:UploadPart": ("s3:PutObject",),
    "sns:PublishBatch": ("sns:Publish",),
    "sqs:ChangeMessageVisibilityBatch": ("sqs:ChangeMessageVisibility",),
    "sqs:DeleteMessageBatch": ("sqs:DeleteMessage",),
    "sqs:SendMessageBatch": ("sqs:SendMessage",),
}


@dataclass(frozen=True, slots=True)
class Integration:
    """What a task calls. service: IAM's name. operation: with its service, `sqs:SendMessage`. waits: until the job is done."""

    service: str
    operation: str
    actions: tuple[str, ...]
    waits: bool


def integration(resource: str) -> Integration | None:
    """Return what a task's `Resource` calls, None for a function, an activity or something unknown."""
    match = _RESOURCE.fullmatch(resource)
    if match is None:
        return None
    service = SERVICES.get(match["service"], match["service"])
    operation = f"{service}:{match['operation'][0].upper()}{match['operation'][1:]}"
    actions = ACTIONS.get(operation, (operation,))
    return Integration(service, operation, actions, (match["pattern"] or "").startswith("sync"))


def unknown(resource: str) -> tuple[str, list[str]] | None:
    """Return the word of an integration that AWS does not have, and the words that it could be; None where all is well."""
    match = _RESOURCE.fullmatch(resource)
    if match is None or match["sdk"]:
        return None
    if match["service"] not in OPTIMISED:
        return match["service"], sorted(OPTIMISED)
    operations = OPTIMISED[match["service"]].split()
    return None if match["operation"] in operations else (match["operation"], operations)
