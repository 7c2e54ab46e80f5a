"""What a machine's role needs beside a task's own action to wait for the job that it started (`.sync`).

Source: the pages on IAM policies for integrated services in the AWS Step Functions guide (November 2026). Step Functions
hears of most jobs' ends through an EventBridge rule that it manages in the account.
"""

from collections.abc import Iterator, Mapping

from generator.facts import Fact
from generator.kinds.grant import Statement
from generator.scope import Scope
from generator.workflows.resources import Arguments, literal

_RULE_ACTIONS = ("events:DescribeRule", "events:PutRule", "events:PutTargets")


class Watch(Fact):
    """How a job is watched and stopped. rule: of EventBridge, after `StepFunctionsGetEvent`; empty where AWS polls."""

    actions: tuple[str, ...]
    rule: str = ""


def _watch(actions: str, rule: str = "") -> Watch:
    return Watch(tuple(actions.split()), rule)


WATCHES: Mapping[str, Watch] = {
    "athena:StartQueryExecution": _watch("athena:GetQueryExecution athena:StopQueryExecution"),
    "batch:SubmitJob": _watch("batch:TerminateJob", "sForBatchJobsRule"),
    "bedrock:CreateModelCustomizationJob": _watch("bedrock:GetModelCustomizationJob bedrock:StopModelCustomizationJob"),
    "codebuild:StartBuild": _watch("codebuild:BatchGetBuilds codebuild:StopBuild", "ForCodeBuildStartBuildRule"),
    "codebuild:StartBuildBatch": _watch(
        "codebuild:BatchGetBuildBatches codebuild:StopBuildBatch", "ForCodeBuildStartBuildBatchRule"
    ),
    "databrew:StartJobRun": _watch("databrew:ListJobRuns databrew:StopJobRun"),
    "ecs:RunTask": _watch("ecs:DescribeTasks ecs:StopTask", "sForECSTaskRule"),
    "eks:CreateCluster": _watch("eks:DeleteCluster eks:DescribeCluster"),
    "eks:CreateFargateProfile": _watch("eks:DeleteFargateProfile eks:DescribeFargateProfile"),
    "eks:CreateNodegroup": _watch("eks:DeleteNodegroup eks:DescribeNodegroup"),
    "eks:DeleteCluster": _watch("eks:DescribeCluster"),
    "eks:DeleteFargateProfile": _watch("eks:DescribeFargateProfile"),
    "eks:DeleteNodegroup": _watch("eks:DescribeNodegroup"),
    "elasticmapreduce:AddStep": _watch(
        "elasticmapreduce:CancelSteps elasticmapreduce:DescribeStep", "ForEMRAddJobFlowStepsRule"
    ),
    "elasticmapreduce:CreateCluster": _watch(
        "elasticmapreduce:DescribeCluster elasticmapreduce:TerminateJobFlows", "ForEMRRunJobFlowRule"
    ),
    "elasticmapreduce:TerminateCluster": _watch("elasticmapreduce:DescribeCluster", "ForEMRTerminateJobFlowsRule"),
    "emr-containers:DeleteVirtualCluster": _watch("emr-containers:DescribeVirtualCluster"),
    "emr-containers:StartJobRun": _watch("emr-containers:CancelJobRun emr-containers:DescribeJobRun"),
    "emr-serverless:CreateApplication": _watch(
        "emr-serverless:DeleteApplication emr-serverless:GetApplication", "sForEMRServerlessApplicationRule"
    ),
    "emr-serverless:DeleteApplication": _watch("emr-serverless:GetApplication", "sForEMRServerlessApplicationRule"),
    "emr-serverless:StartApplication": _watch(
        "emr-serverless:GetApplication emr-serverless:StopApplication", "sForEMRServerlessApplicationRule"
    ),
    "emr-serverless:StopApplication": _watch("emr-serverless:GetApplication", "sForEMRServerlessApplicationRule"),
    "emr-serverless:StartJobRun": _watch(
        "emr-serverless:CancelJobRun emr-serverless:GetJobRun", "sForEMRServerlessJobRule"
    ),
    "emr-serverless:CancelJobRun": _watch("emr-serverless:GetJobRun", "sForEMRServerlessJobRule"),
    "glue:StartJobRun": _watch("glue:BatchStopJobRun glue:GetJobRun glue:GetJobRuns"),
    "mediaconvert:CreateJob": _watch("mediaconvert:CancelJob mediaconvert:GetJob", "sForMediaConvertJobRule"),
    "sagemaker:CreateHyperParameterTuningJob": _watch(
        "sagemaker:DescribeHyperParameterTuningJob sagemaker:StopHyperParameterTuningJob", "sForSageMakerTuningJobsRule"
    ),
    "sagemaker:CreateLabelingJob": _watch(
        "sagemaker:DescribeLabelingJob sagemaker:StopLabelingJob", "sForSageMakerLabelingJobsRule"
    ),
    "sagemaker:CreateProcessingJob": _watch(
        "sagemaker:DescribeProcessingJob sagemaker:StopProcessingJob", "sForSageMakerProcessingJobsRule"
    ),
    "sagemaker:CreateTrainingJob": _watch(
        "sagemaker:DescribeTrainingJob sagemaker:StopTrainingJob", "sForSageMakerTrainingJobsRule"
    ),
    "sagemaker:CreateTransformJob": _watch(
        "sagemaker:DescribeTransformJob sagemaker:StopTransformJob", "sForSageMakerTransformJobsRule"
    ),
    "states:StartExecution": _watch("states:DescribeExecution states:StopExecution", "sForStepFunctionsExecutionRule"),
}


def watching(operation: str, resources: tuple[str, ...], given: Arguments, scope: Scope) -> Iterator[Statement]:
    """Yield what it takes to watch and stop a job that was started on these resources."""
    watch = WATCHES[operation]
    yield Statement(watch.actions, _watched(operation, resources, given, scope))
    if operation == "batch:SubmitJob":
        yield Statement(("batch:DescribeJobs",), ("*",))


def managed_rule(watch: Watch, scope: Scope) -> Iterator[Statement]:
    """Yield what Step Functions needs for the rule by which it hears of a job's end."""
    if watch.rule:
        yield Statement(_RULE_ACTIONS, (scope.names.arn("events", f"rule/StepFunctionsGetEvent{watch.rule}"),))


def executions(machine: str) -> str:
    """Return the ARN of all executions of a machine; a version or an alias of it has the same ones."""
    parts = machine.replace(":stateMachine:", ":execution:").split(":")
    return ":".join([*parts[:7], "*"])


def _watched(operation: str, resources: tuple[str, ...], given: Arguments, scope: Scope) -> tuple[str, ...]:
    service = operation.partition(":")[0]
    match operation:
        case "states:StartExecution":
            return tuple(executions(arn) for arn in resources)
        case "batch:SubmitJob":
            return (scope.names.arn("batch", "job/*"),)
        case "ecs:RunTask":
            cluster = (literal(given, "Cluster") or "default").rpartition("/")[2]
            return (scope.names.arn("ecs", f"task/{cluster}/*"),)
        case _ if resources == ("*",):
            return (scope.names.arn(service, "*"),)  # what is made there gets its name when it is made
        case _:
            return resources
