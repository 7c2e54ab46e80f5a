"""What a task's `service:operation` is called in IAM: the operations are those of Step Functions' integrations."""

import re
from collections.abc import Mapping

from generator.facts import Fact
from generator.iam_operations import actions_for

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


class Integration(Fact):
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
    return Integration(service, operation, actions_for(operation), (match["pattern"] or "").startswith("sync"))


def unknown(resource: str) -> tuple[str, list[str]] | None:
    """Return the word of an integration that AWS does not have, and the words that it could be; None where all is well."""
    match = _RESOURCE.fullmatch(resource)
    if match is None or match["sdk"]:
        return None
    if match["service"] not in OPTIMISED:
        return match["service"], sorted(OPTIMISED)
    operations = OPTIMISED[match["service"]].split()
    return None if match["operation"] in operations else (match["operation"], operations)
