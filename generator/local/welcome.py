"""What the developer reads when the system is ready: the routes, a user, a token, a call to try, where to look."""

from generator.local.host import Host
from generator.local.resources import TRY_OUT_CLIENT

_PASSWORD = "Local-pass-1"


def text(host: Host) -> str:
    """Return the text; makes the user."""
    stack = host.stack
    lines = [
        f"{stack.tree['system'].get('title', stack.names.system)} ({stack.names.environment}) is ready at {host.addresses.api}",
        "",
    ]
    lines += [
        f"  {route.key:<32} {route.target.key}" + ("" if route.auth == "jwt" else f"  (auth: {route.auth})")
        for route in stack.routes.values()
    ]
    if signed := _token(host):
        user, token = signed
        lines += ["", f"User {user}, password {_PASSWORD}; a token of theirs:", "", f"  TOKEN={token}", ""]
        lines += ["Try:", "", f"  {_curl(host)}"]
    lines += ["", f"AWS endpoint  {host.addresses.aws}  (AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local)"]
    lines += [
        f'Faults        curl {host.addresses.api}/_dev/faults -d \'{{"target": "dynamodb:PutItem", "error": "ThrottlingException"}}\''
    ]
    lines += [f"Console       {host.addresses.api}/_console"]
    lines += ["Logs          collectiq logs", "Stop          Ctrl-C"]
    return "\n".join(lines)


def _token(host: Host) -> tuple[str, str] | None:
    """Return a new user with a token of theirs; None where the system has no user pool."""
    if host.stack.auth is None:
        return None
    user, cognito, known = "user@example.com", host.clients("cognito-idp"), host.values.known
    cognito.admin_create_user(
        UserPoolId=known["auth.id"],
        Username=user,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": user}, {"Name": "email_verified", "Value": "true"}],
    )
    cognito.admin_set_user_password(UserPoolId=known["auth.id"], Username=user, Password=_PASSWORD, Permanent=True)
    answer = cognito.admin_initiate_auth(
        UserPoolId=known["auth.id"],
        ClientId=known[TRY_OUT_CLIENT],
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user, "PASSWORD": _PASSWORD},
    )
    return user, answer["AuthenticationResult"]["AccessToken"]


def _curl(host: Host) -> str:
    routes = host.stack.routes.values()
    best = next((one for one in routes if one.method == "GET" and one.auth == "jwt" and "{" not in one.path), None)
    best = best or next((one for one in routes if one.method == "GET"), next(iter(routes), None))
    if best is None:
        return f"curl {host.addresses.api}"
    header = ' -H "authorization: Bearer $TOKEN"' if best.auth == "jwt" else ""
    return f"curl{header} {host.addresses.api}{best.path}"
