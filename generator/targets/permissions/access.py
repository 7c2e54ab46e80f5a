"""Roles, keys, and endpoints in a network."""

from generator.targets.permissions.calls import Calls

ACCESS = (
    Calls(
        "iam",
        on="roles",
        types="aws_iam_role aws_iam_role_policy aws_iam_role_policy_attachment",
        read="GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies ListRoleTags",
        write="CreateRole DeleteRole DeleteRolePolicy ListInstanceProfilesForRole PutRolePolicy TagRole UntagRole "
        "UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription",
    ),
    Calls(
        "iam",
        on="policies",
        types="aws_iam_policy",
        read="GetPolicy GetPolicyVersion ListPolicyTags ListPolicyVersions",
        write="CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion TagPolicy UntagPolicy",
    ),
    Calls(
        "kms",
        on="keys",
        types="aws_kms_key aws_kms_replica_key",
        read="DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
        write="CancelKeyDeletion DisableKey DisableKeyRotation EnableKey ScheduleKeyDeletion TagResource UntagResource "
        "UpdateKeyDescription",
        create_any="CreateKey",
        label="TagResource",
        begin="EnableKeyRotation PutKeyPolicy",
    ),
    Calls(
        "kms",
        on="key_aliases",
        types="aws_kms_alias",
        write="CreateAlias DeleteAlias UpdateAlias",
        read_any="ListAliases",
    ),
    Calls("kms", on="replicated_keys", write="ReplicateKey", links="mrk.kms.amazonaws.com"),
    Calls(
        "ec2",
        on="endpoints",
        types="aws_vpc_endpoint aws_security_group aws_vpc_security_group_ingress_rule",
        write="AuthorizeSecurityGroupIngress CreateTags CreateVpcEndpoint DeleteSecurityGroup DeleteTags "
        "DeleteVpcEndpoints ModifySecurityGroupRules ModifyVpcEndpoint RevokeSecurityGroupEgress "
        "RevokeSecurityGroupIngress UpdateSecurityGroupRuleDescriptionsIngress",
        read_any="DescribeNetworkInterfaces DescribePrefixLists DescribeSecurityGroupRules DescribeSecurityGroups "
        "DescribeVpcEndpoints DescribeVpcs",
        label="AuthorizeSecurityGroupIngress CreateSecurityGroup CreateTags CreateVpcEndpoint",
    ),
    Calls("ec2", on="endpoint_networks", write="CreateSecurityGroup CreateVpcEndpoint ModifyVpcEndpoint"),
)
