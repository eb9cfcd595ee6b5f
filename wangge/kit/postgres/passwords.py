"""The passwords of the embedded server's roles, in ``secrets.json`` of the data folder (mode 0600)."""

import json
import os
import secrets
from pathlib import Path

from wangge.kit.postgres.programs import CannotRun

SUPERUSER = "postgres"
ROLES = ("wangge_owner", "wangge_app", "wangge_erase")


def file_of(home: Path) -> Path:
    return home / "secrets.json"


def read(home: Path) -> dict[str, str]:
    """Role → password. CannotRun before `wangge setup`."""
    try:
        found: dict[str, str] = json.loads(file_of(home).read_text())
    except FileNotFoundError:
        raise CannotRun(f"{file_of(home)} is not there: run `wangge setup` first, or put the file back.") from None
    except PermissionError:
        raise CannotRun(f"{file_of(home)} cannot be read: run this as the user who ran `wangge setup`.") from None
    return found


def make(home: Path) -> dict[str, str]:
    """What is there already, else new ones; never half a file."""
    if not file_of(home).exists():
        new = file_of(home).with_suffix(".new")
        new.unlink(missing_ok=True)
        made = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, *ROLES)}
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(made, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.rename(file_of(home))
    return read(home)
