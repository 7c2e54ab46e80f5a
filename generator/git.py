"""git, asked and never told to do anything."""

import os
import subprocess

_SECONDS = 30


def git(folder: str, *arguments: str, text: bytes = b"") -> bytes:
    """Return what a reading command of git answers; raises OSError and subprocess.SubprocessError where it fails.

    text: its standard input.
    """
    # A hook of another repository may have set GIT_DIR and the like; a repository's own settings start no program and
    # fetch nothing.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C"}
    environment |= {"GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", "-C", folder, "-c", "core.fsmonitor=false", *arguments]
    done = subprocess.run(command, input=text, capture_output=True, timeout=_SECONDS, env=environment, check=True)  # noqa: S603
    return done.stdout
