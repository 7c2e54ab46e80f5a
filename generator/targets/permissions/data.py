"""Tables, buckets, secrets and parameters."""

from generator.targets.permissions.calls import Calls

DATA = (
    Calls(
        "dynamodb",
        on="tables",
        types="aws_dynamodb_table",
        read="DescribeContinuousBackups DescribeTable DescribeTimeToLive ListTagsOfResource",
        write="CreateTable DeleteTable TagResource UntagResource UpdateContinuousBackups UpdateTable UpdateTimeToLive",
    ),
    # DynamoDB fills a new replica on behalf of whoever adds it (Developer Guide, global tables security).
    Calls(
        "dynamodb",
        on="replicated_tables",
        write="BatchWriteItem CreateTableReplica DeleteItem DeleteTableReplica GetItem PutItem Query Scan UpdateItem",
        links="replication.dynamodb.amazonaws.com",
    ),
    Calls(
        "s3",
        on="buckets",
        types="aws_s3_bucket aws_s3_bucket_cors_configuration aws_s3_bucket_lifecycle_configuration "
        "aws_s3_bucket_logging aws_s3_bucket_metric aws_s3_bucket_notification aws_s3_bucket_policy "
        "aws_s3_bucket_object_lock_configuration aws_s3_bucket_ownership_controls aws_s3_bucket_versioning "
        "aws_s3_bucket_public_access_block aws_s3_bucket_replication_configuration "
        "aws_s3_bucket_server_side_encryption_configuration",
        read="GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging "
        "GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy "
        "GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite "
        "GetEncryptionConfiguration GetLifecycleConfiguration GetMetricsConfiguration GetReplicationConfiguration "
        "ListBucket",
        write="CreateBucket DeleteBucket DeleteBucketPolicy PutBucketCORS PutBucketLogging PutBucketNotification "
        "PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock "
        "PutBucketTagging PutBucketVersioning PutEncryptionConfiguration PutLifecycleConfiguration "
        "PutMetricsConfiguration PutReplicationConfiguration",
    ),
    # Terraform empties a bucket that it may remove whatever it holds.
    Calls("s3", on="removable_buckets", write="ListBucketVersions"),
    Calls("s3", on="removable_objects", write="DeleteObject DeleteObjectVersion"),
    Calls("iam", on="replicated_buckets", passes="s3.amazonaws.com"),
    Calls(
        "secretsmanager",
        on="secrets",
        types="aws_secretsmanager_secret",
        read="DescribeSecret GetResourcePolicy",
        write="CreateSecret DeleteSecret RemoveRegionsFromReplication ReplicateSecretToRegions RestoreSecret "
        "TagResource UntagResource UpdateSecret",
    ),
    Calls(
        "secretsmanager",
        on="rotated_secrets",
        types="aws_secretsmanager_secret_rotation",
        write="CancelRotateSecret RotateSecret",
    ),
    # Secrets Manager asks whether whoever sets up a rotation may call its function.
    Calls("lambda", on="rotating_functions", write="InvokeFunction"),
    Calls(
        "ssm",
        on="parameters",
        types="aws_ssm_parameter",
        read="GetParameter GetParameters ListTagsForResource",
        write="AddTagsToResource DeleteParameter PutParameter RemoveTagsFromResource",
        read_any="DescribeParameters",
    ),
    Calls("ssm", on="imported_parameters", read="GetParameter"),
)
