"""What the developer reads when the system is ready: the routes, a user, a token, a call to try, where to look."""

from collections.abc import Iterator

from generator.kinds.auth import UserPool
from generator.local.host import Host
from generator.local.resources import TRY_OUT_CLIENT
from generator.model import Stack


def text(host: Host, options: str) -> str:
    """Return the text; makes the user. options: what commands are given to find this system, such as ` --url http://...`."""
    stack = host.stack
    lines = [
        f"{stack.tree['system'].get('title', stack.names.system)} ({stack.names.environment}) is ready at {host.addresses.api}",
        "",
    ]
    lines += [
        f"  {route.key:<32} {route.target.key}" + ("" if route.auth == "jwt" else f"  (auth: {route.auth})")
        for route in stack.routes.values()
    ]
    if stack.auth is not None:
        lines += ["", *_user(host, stack.auth)]
    if stack.routes:
        lines += ["", "Try:", "", f"  {_curl(host)}"]
    lines += ["", f"AWS endpoint  {host.addresses.aws}  (AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local)"]
    lines += [
        f'Faults        curl {host.addresses.api}/_dev/faults -d \'{{"target": "dynamodb:PutItem", "error": "ThrottlingException"}}\''
    ]
    lines += [f"Console       {host.addresses.api}/_console"]
    lines += [f"{name:<14}collectiq {command}{options}" for name, command in _commands(stack)]
    lines += ["Stop          Ctrl-C"]
    return "\n".join(lines)


def _commands(stack: Stack) -> Iterator[tuple[str, str]]:
    """Yield the commands that act on this system, with what each is for."""
    yield "Logs", "logs"
    for key in list(stack.functions)[:1]:
        yield "Call", f"invoke {key}"
    if stack.smoke_tests:
        yield "Smoke tests", "smoke"


def _user(host: Host, pool: UserPool) -> list[str]:
    """Return the lines on a new user, with a token of theirs."""
    # As long as the pool asks, and with all kinds of characters that one may ask for.
    password = "Local-pass-1".ljust(pool.password["minimum_length"], "1")
    name = "user@example.com"
    return [f"User {name}, password {password}; a token of theirs:", "", f"  TOKEN={_token(host, name, password)}"]


def _token(host: Host, name: str, password: str) -> str:
    """Make a user and return a token of theirs."""
    cognito, known = host.clients("cognito-idp"), host.values.known
    cognito.admin_create_user(
        UserPoolId=known["auth.id"],
        Username=name,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": name}, {"Name": "email_verified", "Value": "true"}],
    )
    cognito.admin_set_user_password(UserPoolId=known["auth.id"], Username=name, Password=password, Permanent=True)
    answer = cognito.admin_initiate_auth(
        UserPoolId=known["auth.id"],
        ClientId=known[TRY_OUT_CLIENT],
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )
    return str(answer["AuthenticationResult"]["AccessToken"])


def _curl(host: Host) -> str:
    routes = host.stack.routes.values()
    best = next((one for one in routes if one.method == "GET" and one.auth == "jwt" and "{" not in one.path), None)
    best = best or next((one for one in routes if one.method == "GET"), next(iter(routes)))
    header = ' -H "authorization: Bearer $TOKEN"' if best.auth == "jwt" else ""
    return f"curl{header} {host.addresses.api}{best.path}"
