"""Which IAM actions allow an operation of an AWS service's API.

From the AWS Service Authorization Reference and the pages on IAM policies in the AWS Step Functions guide (November 2026).
An operation that is not listed needs the action of its own name. What an operation's arguments change is from "Required
permissions for Amazon S3 API operations" (Amazon S3 User Guide) and "IAM security policies with PartiQL for DynamoDB"
(Amazon DynamoDB Developer Guide), of the same month.
"""

from collections.abc import Container, Mapping

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
    # AWS asks nobody for a right to know who he is (AWS STS API Reference).
    "sts:GetCallerIdentity": (),
}

# What an entry of a transaction of DynamoDB needs, by its name ("Using IAM with DynamoDB transactions", Amazon DynamoDB Developer Guide).
TRANSACTION_ENTRIES: Mapping[str, str] = {
    "ConditionCheck": "dynamodb:ConditionCheckItem",
    "Delete": "dynamodb:DeleteItem",
    "Get": "dynamodb:GetItem",
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
}


# The same for a statement of PartiQL, by its first word.
STATEMENTS: Mapping[str, str] = {
    "DELETE": "dynamodb:PartiQLDelete",
    "INSERT": "dynamodb:PartiQLInsert",
    "SELECT": "dynamodb:PartiQLSelect",
    "UPDATE": "dynamodb:PartiQLUpdate",
}

# What the name of an inference profile begins with, before the name of the model that it is of (Amazon Bedrock User Guide).
PROFILES = ("us.", "eu.", "apac.", "us-gov.", "jp.", "au.", "ca.", "global.")

_OF_A_VERSION = {
    "s3:GetObject": "s3:GetObjectVersion",
    "s3:HeadObject": "s3:GetObjectVersion",
    "s3:DeleteObject": "s3:DeleteObjectVersion",
}
# What an argument asks for beside the operation itself.
_FURTHER: Mapping[tuple[str, str], str] = {
    ("s3:PutObject", "ACL"): "s3:PutObjectAcl",
    ("s3:PutObject", "Tagging"): "s3:PutObjectTagging",
    ("s3:CopyObject", "ACL"): "s3:PutObjectAcl",
    ("s3:CopyObject", "Tagging"): "s3:PutObjectTagging",
}


def actions_of_call(operation: str, passed: Container[str]) -> tuple[str, ...]:
    """Return the actions that `service:Operation` needs where these arguments are passed."""
    of_version = _OF_A_VERSION.get(operation) if "VersionId" in passed else None
    further = (action for (name, argument), action in _FURTHER.items() if name == operation and argument in passed)
    return (*((of_version,) if of_version else actions_for(operation)), *further)


def actions_for(operation: str) -> tuple[str, ...]:
    """Return the actions that allow `service:Operation`, the service in IAM's words; none where AWS asks for no permission."""
    return ACTIONS.get(operation, (operation,))
