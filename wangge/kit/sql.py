"""SQL by name: each module keeps its statements in ``queries.sql`` (and, past 300 lines, ``queries_….sql``).

    -- fragment: open
    closed_at IS NULL

    -- name: find_case
    -- Why it looks like this.
    SELECT id FROM cases WHERE number = %(number)s AND {{open}};

``load(__package__)`` gives an object with one attribute per statement. ``{{module.name}}``
takes a fragment of another module's file, so a predicate is written once.
"""

import re
from functools import cache
from importlib import resources
from types import SimpleNamespace

_BLOCK = re.compile(r"^-- (name|fragment): (\w+)\n(.*?)(?=^-- (?:name|fragment): |\Z)", re.MULTILINE | re.DOTALL)
_USE = re.compile(r"\{\{(?:(\w+)\.)?(\w+)\}\}")
_COMMENT = re.compile(r"^\s*--.*$\n?", re.MULTILINE)


def load(package: str, file: str = "queries.sql") -> SimpleNamespace:
    """Statements of one module by name, fragments put in, comments kept. ValueError for a name used twice."""
    statements = {name: body for kind, name, body in _blocks(package, file) if kind == "name"}
    return SimpleNamespace(**{name: _filled(body, package, file) for name, body in statements.items()})


def source(package: str, file: str = "queries.sql") -> dict[str, str]:
    """Statement name → text as written, for the tests that read the SQL."""
    return {name: body for kind, name, body in _blocks(package, file) if kind == "name"}


@cache
def _blocks(package: str, file: str) -> tuple[tuple[str, str, str], ...]:
    folder = resources.files(package)
    more = sorted(f.name for f in folder.iterdir() if f.name.startswith("queries_") and f.name.endswith(".sql"))
    files = [file, *more] if file == "queries.sql" else [file]
    text = "\n".join((folder / name).read_text(encoding="utf-8") for name in files)
    blocks = tuple((kind, name, body.strip()) for kind, name, body in _BLOCK.findall(text))
    names = [(kind, name) for kind, name, _ in blocks]
    if len(names) != len(set(names)):
        raise ValueError(f"{package}/{file}: a name is used twice")
    return blocks


def _filled(body: str, package: str, file: str) -> str:
    merged = "queries.sql" if file.startswith("queries") else file

    def fragment(use: re.Match[str]) -> str:
        home, source_file = (f"wangge.{use[1]}", "queries.sql") if use[1] else (package, merged)
        for kind, name, text in _blocks(home, source_file):
            if kind == "fragment" and name == use[2]:
                return _filled(text, home, source_file)
        raise ValueError(f"{package}/{file}: there is no fragment {use[0]}")

    return _USE.sub(fragment, _COMMENT.sub("", body)).strip()
