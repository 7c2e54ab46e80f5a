"""What boto3 does to a running system: on AWS, or on this machine. Everything is found by its name in the model."""
