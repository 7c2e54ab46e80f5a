"""The environment of a function's process: Lambda's own variables, and nothing of the developer's shell.

Lambda's are those of "Defined runtime environment variables" in the AWS Lambda developer guide (November 2026).
"""

import os
from pathlib import Path

from generator.kinds.function import Function
from generator.local.principals import Principal


def of_lambda(function: Function, principal: Principal, region: str, endpoint: str, root: Path) -> dict[str, str]:
    """Return Lambda's variables for one function. endpoint: where its calls of AWS go."""
    return {
        "AWS_ACCESS_KEY_ID": principal.access_key,
        "AWS_SECRET_ACCESS_KEY": principal.secret_key,
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        "AWS_ENDPOINT_URL": endpoint,
        # Nothing of the developer's own AWS configuration may reach a function.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.runtime}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_mb),
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": function.log_group,
        "LAMBDA_TASK_ROOT": str(root),
        "_HANDLER": function.entry_point,
        "LANG": "en_US.UTF-8",
        "PATH": os.defpath,
        "PYTHONPATH": str(root),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "TZ": ":UTC",
    }
