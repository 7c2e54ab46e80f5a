"""Logs, metrics, traces, spending, the audit trail, and who is told."""

from generator.targets.permissions.calls import Calls

WATCHING = (
    Calls(
        "logs",
        on="log_groups",
        types="aws_cloudwatch_log_group aws_cloudwatch_log_metric_filter",
        read="DescribeMetricFilters ListTagsForResource",
        write="AssociateKmsKey CreateLogGroup DeleteLogGroup DeleteMetricFilter DeleteRetentionPolicy "
        "DisassociateKmsKey PutMetricFilter PutRetentionPolicy TagResource UntagResource",
        read_any="DescribeLogGroups",
    ),
    Calls(
        "logs",
        on="queries",
        types="aws_cloudwatch_query_definition",
        read_any="DescribeQueryDefinitions",
        write_any="DeleteQueryDefinition PutQueryDefinition",
    ),
    Calls(
        "cloudwatch",
        on="alarms",
        types="aws_cloudwatch_composite_alarm aws_cloudwatch_metric_alarm",
        read="DescribeAlarms ListTagsForResource",
        write="DeleteAlarms PutCompositeAlarm PutMetricAlarm TagResource UntagResource",
    ),
    # Application Auto Scaling makes these for whoever registers a target.
    Calls("cloudwatch", on="scaling_alarms", write="DeleteAlarms DescribeAlarms PutMetricAlarm"),
    Calls(
        "cloudwatch",
        on="dashboards",
        types="aws_cloudwatch_dashboard",
        read="GetDashboard",
        write="DeleteDashboards PutDashboard",
    ),
    Calls(
        "xray",
        on="traces",
        types="aws_xray_group aws_xray_sampling_rule",
        read="GetGroup ListTagsForResource",
        write="CreateGroup CreateSamplingRule DeleteGroup DeleteSamplingRule TagResource UntagResource UpdateGroup "
        "UpdateSamplingRule",
        read_any="GetSamplingRules",
    ),
    Calls(
        "budgets",
        on="budgets",
        types="aws_budgets_budget",
        read="ListTagsForResource ViewBudget",
        write="ModifyBudget TagResource UntagResource",
    ),
    # What a budget shows, it takes from the account's view of its bill.
    Calls("billing", on="billing_views", read="GetBillingViewData"),
    Calls(
        "ce",
        on="anomaly_monitors",
        types="aws_ce_anomaly_monitor aws_ce_anomaly_subscription",
        read="GetAnomalyMonitors GetAnomalySubscriptions ListTagsForResource",
        write="DeleteAnomalyMonitor DeleteAnomalySubscription TagResource UntagResource UpdateAnomalyMonitor "
        "UpdateAnomalySubscription",
        create_any="CreateAnomalyMonitor CreateAnomalySubscription",
        label="TagResource",
    ),
    Calls(
        "chatbot",
        on="slack_channels",
        types="aws_chatbot_slack_channel_configuration",
        read_any="DescribeSlackChannelConfigurations ListTagsForResource",
        write="DeleteSlackChannelConfiguration TagResource UntagResource UpdateSlackChannelConfiguration",
        write_any="CreateSlackChannelConfiguration",
        passes="chatbot.amazonaws.com",
        links="management.chatbot.amazonaws.com",
    ),
    Calls(
        "cloudtrail",
        on="trails",
        types="aws_cloudtrail",
        read="GetEventSelectors GetInsightSelectors GetTrail GetTrailStatus ListTags",
        write="AddTags CreateTrail DeleteTrail RemoveTags StartLogging StopLogging UpdateTrail",
        read_any="DescribeTrails",
    ),
    Calls("iam", on="trail_logs", passes="cloudtrail.amazonaws.com"),
)
