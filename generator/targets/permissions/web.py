"""User pools, APIs and frontends."""

from generator.targets.permissions.calls import Calls

# To have a service deliver logs, whoever configures it needs these.
_LOG_DELIVERY = (
    "CreateLogDelivery DeleteLogDelivery DescribeResourcePolicies GetLogDelivery ListLogDeliveries PutResourcePolicy "
    "UpdateLogDelivery"
)

WEB = (
    Calls(
        "cognito-idp",
        on="user_pools",
        types="aws_cognito_user_pool aws_cognito_user_pool_client aws_cognito_user_pool_domain "
        "aws_cognito_identity_provider aws_cognito_resource_server aws_cognito_user_group",
        read="DescribeIdentityProvider DescribeResourceServer DescribeUserPool DescribeUserPoolClient GetGroup "
        "GetUserPoolMfaConfig ListTagsForResource",
        write="AddCustomAttributes CreateGroup CreateIdentityProvider CreateResourceServer CreateUserPoolClient "
        "CreateUserPoolDomain DeleteGroup DeleteIdentityProvider DeleteResourceServer DeleteUserPool "
        "DeleteUserPoolClient DeleteUserPoolDomain SetUserPoolMfaConfig TagResource UntagResource UpdateGroup "
        "UpdateIdentityProvider UpdateResourceServer UpdateUserPool UpdateUserPoolClient UpdateUserPoolDomain",
        read_any="DescribeUserPoolDomain",
        create_any="CreateUserPool",
        label="TagResource",
    ),
    Calls("iam", on="pools_with_email", links="email.cognito-idp.amazonaws.com"),
    # Cognito serves a domain of one's own through CloudFront.
    Calls("cloudfront", on="pool_distributions", write="UpdateDistribution"),
    Calls(
        "apigateway",
        on="gateway",
        types="aws_apigatewayv2_api aws_apigatewayv2_authorizer aws_apigatewayv2_integration aws_apigatewayv2_route "
        "aws_apigatewayv2_stage",
        read="GET",
        write="DELETE PATCH POST PUT",
    ),
    Calls("logs", on="gateway", write_any=_LOG_DELIVERY),
    Calls("iam", on="service_integrations", passes="apigateway.amazonaws.com"),
    Calls(
        "apigateway",
        on="gateway_domains",
        types="aws_apigatewayv2_api_mapping aws_apigatewayv2_domain_name",
        read="GET",
        write="DELETE PATCH POST PUT",
        links="ops.apigateway.amazonaws.com",
    ),
    Calls(
        "route53",
        on="zones",
        types="aws_route53_record",
        read="GetHostedZone ListResourceRecordSets",
        write="ChangeResourceRecordSets",
    ),
    Calls("route53", on="zone_changes", write="GetChange"),
    Calls(
        "amplify",
        on="frontends",
        types="aws_amplify_app",
        read="GetApp ListTagsForResource",
        write="DeleteApp TagResource UntagResource UpdateApp",
        create_any="CreateApp",
        label="TagResource",
        passes="amplify.amazonaws.com",
    ),
    Calls(
        "amplify",
        on="frontend_parts",
        types="aws_amplify_branch aws_amplify_domain_association aws_amplify_webhook",
        read="GetBranch GetDomainAssociation GetWebHook",
        write="CreateBranch CreateDomainAssociation CreateWebHook DeleteBranch DeleteDomainAssociation DeleteWebHook "
        "UpdateBranch UpdateDomainAssociation UpdateWebHook",
    ),
)
