"""The user pool: who can still sign in, and how well they prove who they are."""

from collections.abc import Iterator

from generator.changes.change import Change, Kind, Pair

_MFA = ("off", "optional", "required")
_CLASSES = ("uppercase", "lowercase", "numbers", "symbols")


def user_pool_removed(pair: Pair) -> Iterator[Change]:
    """Yield the user pool where there is none any more."""
    if pair.old.auth and not pair.new.auth:
        yield Change(Kind.DATA, "user-pool-removed", ("auth",), "the user pool is deleted, with every user in it")


def user_pool_replaced(pair: Pair) -> Iterator[Change]:
    """Yield the user pool where Cognito cannot change it, so that a new and empty one takes its place."""
    old, new = pair.old.auth, pair.new.auth
    if old and new and set(old.sign_in_with) != set(new.sign_in_with):
        message = f"users sign in with {_listed(new.sign_in_with)} now, and with {_listed(old.sign_in_with)} before; Cognito makes a new pool without any user"
        yield Change(Kind.DATA, "user-pool-replaced", ("auth", "sign_in_with"), message)


def auth_client_removed(pair: Pair) -> Iterator[Change]:
    """Yield each client of the user pool that nobody can sign in through any more."""
    if pair.old.auth and pair.new.auth:
        for key in sorted(pair.old.auth.clients.keys() - pair.new.auth.clients.keys()):
            message = f'client "{key}" of the user pool is gone; nobody can sign in through it'
            yield Change(Kind.CLIENT, "auth-client-removed", ("auth", "clients", key), message)


def auth_callback_removed(pair: Pair) -> Iterator[Change]:
    """Yield each address to which Cognito does not send users back any more."""
    if pair.old.auth and pair.new.auth:
        for key, new in pair.new.auth.clients.items():
            old = pair.old.auth.clients.get(key)
            lost = [url for url in old.callback_urls if url not in new.callback_urls] if old else []
            if lost:
                message = f"Cognito sends nobody back to {', '.join(lost)} any more"
                yield Change(Kind.CLIENT, "auth-callback-removed", ("auth", "clients", key, "callback_urls"), message)


def mfa_weakened(pair: Pair) -> Iterator[Change]:
    """Yield the user pool where a second factor is asked for less than before."""
    old, new = pair.old.auth, pair.new.auth
    if old and new and _MFA.index(new.mfa) < _MFA.index(old.mfa):
        message = f"a second factor is {new.mfa} now, and was {old.mfa}"
        yield Change(Kind.SECURITY, "mfa-weakened", ("auth", "mfa"), message)


def password_weakened(pair: Pair) -> Iterator[Change]:
    """Yield the user pool where passwords may be weaker than before."""
    old, new = pair.old.auth, pair.new.auth
    if not old or not new:
        return
    before, now = old.password.get("minimum_length", 0), new.password.get("minimum_length", 0)
    lost = [name for name in _CLASSES if old.password.get(name) and not new.password.get(name)]
    if now < before or lost:
        shorter = [f"passwords may have {now} characters now, and had {before} at least"] if now < before else []
        without = [f"they need no {' and no '.join(lost)} any more"] if lost else []
        yield Change(Kind.SECURITY, "password-weakened", ("auth", "password"), "; ".join([*shorter, *without]))


def _listed(names: tuple[str, ...]) -> str:
    return " or ".join(names) or "a user name"
