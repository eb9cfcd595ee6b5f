"""Numbered migration files: read, cut into statements, compared with what has been applied."""

import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from wangge.kit.postgres import CannotRun

MIGRATIONS = Path(__file__).parents[2] / "migrations"

_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
_TOKEN = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|\$\w*\$|;", re.DOTALL)


class Statement(NamedTuple):
    line: int
    text: str


class Migration(NamedTuple):
    number: int
    name: str
    sha256: str
    statements: tuple[Statement, ...]

    def __str__(self) -> str:
        return f"{self.number:04d}_{self.name}.sql"


class Applied(NamedTuple):
    number: int
    name: str
    sha256: str


def read(folder: Path) -> list[Migration]:
    """In the order of their numbers. CannotRun for a name that does not fit or a number used twice."""
    found = [_read(path) for path in sorted(folder.glob("*.sql"))]
    numbers = [migration.number for migration in found]
    if twice := {number for number in numbers if numbers.count(number) > 1}:
        raise CannotRun(f"{folder}: two migrations have the number {min(twice):04d}.")
    return found


def split(text: str) -> list[Statement]:
    """One statement each, with the line it begins on: what is sharded takes no two in one string."""
    statements, start = [], 0
    for token in _TOKEN.finditer(text):
        if token[0].startswith("$"):
            raise ValueError(f"line {_line(text, token.start())}: {token[0]} bodies are not for migrations")
        if token[0] == ";":
            statements.append(_cut(text, start, token.start()))
            start = token.end()
    if _bare(text[start:]):
        raise ValueError(f"line {_line(text, start)}: the last statement does not end with a semicolon")
    return [statement for statement in statements if _bare(statement.text)]


def outstanding(files: Sequence[Migration], applied: Sequence[Applied]) -> list[Migration]:
    """What is still to do. CannotRun where an applied file was changed or lost, or a new one has an old number."""
    known = {migration.number: migration for migration in files}
    for one in applied:
        if one.number not in known:
            raise CannotRun(f"Migration {one.number:04d}_{one.name} was applied here, and its file is not there.")
        if known[one.number].sha256 != one.sha256:
            raise CannotRun(f"{known[one.number]} was changed after it had been applied: undo that, write a new one.")
    done = {one.number for one in applied}
    waiting = [migration for migration in files if migration.number not in done]
    if waiting and done and waiting[0].number < max(done):
        raise CannotRun(f"{waiting[0]} comes after {max(done):04d} has been applied: give it a higher number.")
    return waiting


def _read(path: Path) -> Migration:
    named = _NAME.fullmatch(path.name)
    if not named:
        raise CannotRun(f"{path}: a migration is named like 0001_people.sql.")
    raw = path.read_bytes()
    try:
        return Migration(int(named[1]), named[2], sha256(raw).hexdigest(), tuple(split(raw.decode())))
    except ValueError as error:
        raise CannotRun(f"{path}: {error}") from error


def _cut(text: str, start: int, end: int) -> Statement:
    """The comments above a statement stay in the file."""
    piece = text[start:end]
    bare = re.match(r"(?:\s|--[^\n]*(?:\n|\Z))*", piece)
    skip = bare.end() if bare else 0
    return Statement(_line(text, start + skip), piece[skip:].strip())


def _bare(text: str) -> str:
    return re.sub(r"--[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL).strip()


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
