"""Functions, workflows, and what moves and scales them."""

from generator.targets.permissions.calls import Calls

COMPUTE = (
    Calls(
        "lambda",
        on="functions",
        types="aws_lambda_function aws_lambda_alias aws_lambda_permission aws_lambda_function_event_invoke_config "
        "aws_lambda_provisioned_concurrency_config",
        read="GetAlias GetFunction GetFunctionCodeSigningConfig GetFunctionConcurrency GetFunctionConfiguration "
        "GetFunctionEventInvokeConfig GetPolicy GetProvisionedConcurrencyConfig GetRuntimeManagementConfig ListTags "
        "ListVersionsByFunction",
        write="AddPermission CreateAlias CreateFunction DeleteAlias DeleteFunction DeleteFunctionConcurrency "
        "DeleteFunctionEventInvokeConfig DeleteProvisionedConcurrencyConfig PublishVersion PutFunctionConcurrency "
        "PutFunctionEventInvokeConfig PutProvisionedConcurrencyConfig RemovePermission TagResource UntagResource "
        "UpdateAlias UpdateFunctionCode UpdateFunctionConfiguration UpdateFunctionEventInvokeConfig",
        passes="lambda.amazonaws.com",
    ),
    Calls("lambda", on="layers", read="GetLayerVersion"),
    Calls("s3", on="packages", write="GetObject GetObjectVersion"),
    Calls(
        "ec2",
        on="networked_functions",
        read_any="DescribeNetworkInterfaces DescribeSecurityGroups DescribeSubnets DescribeVpcs",
    ),
    Calls(
        "lambda",
        on="event_source_mappings",
        types="aws_lambda_event_source_mapping",
        read="GetEventSourceMapping ListTags",
        write="TagResource UntagResource",
    ),
    # AWS chooses a mapping's id; the function that it feeds says whose it is.
    Calls(
        "lambda",
        on="event_source_mappings",
        write="DeleteEventSourceMapping UpdateEventSourceMapping",
        write_any="CreateEventSourceMapping",
        bound="lambda:FunctionArn functions",
    ),
    Calls(
        "application-autoscaling",
        on="scalable_targets",
        types="aws_appautoscaling_target aws_appautoscaling_policy",
        read="ListTagsForResource",
        write="DeleteScalingPolicy DeregisterScalableTarget PutScalingPolicy RegisterScalableTarget TagResource "
        "UntagResource",
        read_any="DescribeScalableTargets DescribeScalingPolicies",
    ),
    Calls("iam", on="scaled_functions", links="lambda.application-autoscaling.amazonaws.com"),
    Calls("iam", on="scaled_tables", links="dynamodb.application-autoscaling.amazonaws.com"),
    Calls(
        "states",
        on="workflows",
        types="aws_sfn_state_machine",
        read="DescribeStateMachine ListStateMachineVersions ListTagsForResource",
        write="CreateStateMachine DeleteStateMachine TagResource UntagResource UpdateStateMachine",
        read_any="ValidateStateMachineDefinition",
        passes="states.amazonaws.com",
    ),
    Calls(
        "codedeploy",
        on="deployments",
        types="aws_codedeploy_app aws_codedeploy_deployment_config aws_codedeploy_deployment_group",
        read="GetApplication GetDeploymentConfig GetDeploymentGroup ListTagsForResource",
        write="CreateApplication CreateDeploymentConfig CreateDeploymentGroup DeleteApplication "
        "DeleteDeploymentConfig DeleteDeploymentGroup TagResource UntagResource UpdateApplication "
        "UpdateDeploymentGroup",
        passes="codedeploy.amazonaws.com",
    ),
)
