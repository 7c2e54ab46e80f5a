"""What AWS calls a resource of Terraform's: ARNs, and ids that AWS chooses.

ARNs are those of AWS's Service Authorization Reference, ids those of AWS provider 5.100 (November 2026).
"""

from collections.abc import Mapping
from hashlib import sha256

from generator.verify.plan import UNKNOWN, Place, Resource

_HERE = "{region}:{account}"

_UNKNOWN_ARN = f"arn:aws:{{service}}:{_HERE}:{{made}}"

# The ARN of a type. {name} and the like are the resource's own arguments, {made} an id that AWS chooses.
_ARNS: Mapping[str, str] = {
    "aws_amplify_app": f"arn:aws:amplify:{_HERE}:apps/{{made}}",
    "aws_apigatewayv2_api": "arn:aws:apigateway:{region}::/apis/{made}",
    "aws_apigatewayv2_stage": "arn:aws:apigateway:{region}::/apis/{api_id}/stages/{name}",
    "aws_budgets_budget": "arn:aws:budgets::{account}:budget/{name}",
    "aws_ce_anomaly_monitor": "arn:aws:ce::{account}:anomalymonitor/{made}",
    "aws_ce_anomaly_subscription": "arn:aws:ce::{account}:anomalysubscription/{made}",
    "aws_cloudtrail": f"arn:aws:cloudtrail:{_HERE}:trail/{{name}}",
    "aws_cloudwatch_composite_alarm": f"arn:aws:cloudwatch:{_HERE}:alarm:{{alarm_name}}",
    "aws_cloudwatch_event_archive": f"arn:aws:events:{_HERE}:archive/{{name}}",
    "aws_cloudwatch_event_bus": f"arn:aws:events:{_HERE}:event-bus/{{name}}",
    "aws_cloudwatch_event_rule": f"arn:aws:events:{_HERE}:rule/{{bus}}{{name}}",
    "aws_cloudwatch_log_group": f"arn:aws:logs:{_HERE}:log-group:{{name}}",
    "aws_cloudwatch_metric_alarm": f"arn:aws:cloudwatch:{_HERE}:alarm:{{alarm_name}}",
    "aws_codedeploy_app": f"arn:aws:codedeploy:{_HERE}:application:{{name}}",
    "aws_codedeploy_deployment_config": f"arn:aws:codedeploy:{_HERE}:deploymentconfig:{{deployment_config_name}}",
    "aws_codedeploy_deployment_group": f"arn:aws:codedeploy:{_HERE}:deploymentgroup:{{app_name}}/{{deployment_group_name}}",
    "aws_cognito_user_pool": f"arn:aws:cognito-idp:{_HERE}:userpool/{{region}}_{{made}}",
    "aws_dynamodb_table": f"arn:aws:dynamodb:{_HERE}:table/{{name}}",
    "aws_iam_openid_connect_provider": "arn:aws:iam::{account}:oidc-provider/{made}",
    "aws_iam_policy": "arn:aws:iam::{account}:policy{path}{name}",
    "aws_iam_role": "arn:aws:iam::{account}:role{path}{name}",
    "aws_kms_key": f"arn:aws:kms:{_HERE}:key/{{made}}",
    "aws_kms_replica_key": f"arn:aws:kms:{_HERE}:key/{{made}}",
    "aws_lambda_alias": f"arn:aws:lambda:{_HERE}:function:{{function_name}}:{{name}}",
    "aws_lambda_event_source_mapping": f"arn:aws:lambda:{_HERE}:event-source-mapping:{{made}}",
    "aws_lambda_function": f"arn:aws:lambda:{_HERE}:function:{{function_name}}",
    "aws_s3_bucket": "arn:aws:s3:::{bucket}",
    "aws_scheduler_schedule": f"arn:aws:scheduler:{_HERE}:schedule/default/{{name}}",
    "aws_secretsmanager_secret": f"arn:aws:secretsmanager:{_HERE}:secret:{{name}}-{{made:.6}}",
    "aws_sfn_state_machine": f"arn:aws:states:{_HERE}:stateMachine:{{name}}",
    "aws_sns_topic": f"arn:aws:sns:{_HERE}:{{name}}",
    "aws_sqs_queue": f"arn:aws:sqs:{_HERE}:{{name}}",
    "aws_ssm_parameter": f"arn:aws:ssm:{_HERE}:parameter{{name}}",
    "aws_xray_group": f"arn:aws:xray:{_HERE}:group/{{group_name}}/{{made}}",
    "aws_xray_sampling_rule": f"arn:aws:xray:{_HERE}:sampling-rule/{{rule_name}}",
}

# Attributes that are neither `arn` nor an id of AWS's choice.
_OTHERS: Mapping[str, Mapping[str, str]] = {
    "aws_apigatewayv2_api": {"execution_arn": f"arn:aws:execute-api:{_HERE}:{{made}}"},
    "aws_cloudwatch_dashboard": {"dashboard_arn": "arn:aws:cloudwatch::{account}:dashboard/{dashboard_name}"},
    "aws_cognito_user_pool": {"id": "{region}_{made}", "endpoint": "cognito-idp.{region}.amazonaws.com/{region}_{made}"},
    "aws_dynamodb_table": {"stream_arn": f"arn:aws:dynamodb:{_HERE}:table/{{name}}/stream/2026-01-01T00:00:00.000"},
    "aws_iam_role": {"id": "{name}"},
    "aws_kms_key": {"key_id": "{made}"},
    "aws_kms_replica_key": {"key_id": "{made}"},
    "aws_lambda_function": {"version": "1"},
    "aws_s3_bucket": {"id": "{bucket}"},
    "aws_sns_topic": {"id": f"arn:aws:sns:{_HERE}:{{name}}"},
    "aws_sqs_queue": {
        "id": "https://sqs.{region}.amazonaws.com/{account}/{name}",
        "url": "https://sqs.{region}.amazonaws.com/{account}/{name}",
    },
}  # fmt: skip


def arn(resource: Resource, place: Place) -> str:
    """Return the ARN of a resource, UNKNOWN where it depends on what AWS chooses at the apply, empty where it has none."""
    form = _ARNS.get(resource.type, "")
    if "{made" in form:
        return resource.text("arn")
    made = _filled(form, resource, place)
    return UNKNOWN if UNKNOWN in made else made


def invented(resource: Resource, place: Place) -> dict[str, str]:
    """Return a value for each id and ARN that AWS would choose: the same one each time, and of the form that AWS gives it."""
    forms = {"id": "{made}", "arn": _ARNS.get(resource.type, _UNKNOWN_ARN), **_OTHERS.get(resource.type, {})}
    return {
        key: _filled(form, resource, place).replace(UNKNOWN, "made-up")
        for key, form in forms.items()
        if resource.unknown.get(key) is True
    }


def stream_arn(table: str, place: Place) -> str:
    """Return the ARN that the stream of a table could have."""
    return f"arn:aws:dynamodb:{place.region}:{place.account}:table/{table}/stream/2026-01-01T00:00:00.000"


def secret_elsewhere(place: Place) -> str:
    """Return the ARN that a secret of another root could have."""
    return f"arn:aws:secretsmanager:{place.region}:{place.account}:secret:made-up-xxxxxx"


def _filled(form: str, resource: Resource, place: Place) -> str:
    bus = resource.text("event_bus_name")
    return form.format_map({
        **{key: resource.text(key) for key in (*resource.values, *resource.unknown)},
        "path": resource.text("path") or "/",
        "service": resource.type.removeprefix("aws_").partition("_")[0],
        "account": place.account,
        "region": place.region,
        "bus": "" if bus in ("", "default") else f"{bus}/",
        "made": f"x{sha256(resource.address.encode()).hexdigest()[:12]}",
    })  # fmt: skip
