"""The shape of the code: short files and functions, pure rules, and SQL that fits the schema."""

import ast
import re
from pathlib import Path

import psycopg
import pytest
from psycopg import Connection, sql

from tests.database import DISTRICT
from wangge.kit import sql as named
from wangge.kit.postgres import Urls

ROOT = Path(__file__).parents[1]
CODE = sorted((ROOT / "wangge").rglob("*.py"))
PYTHON = [*CODE, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]
STATEMENTS = sorted(path for path in (ROOT / "wangge").rglob("*.sql") if "migrations" not in path.parts)
FILES = [*PYTHON, *sorted((ROOT / "wangge").rglob("*.sql"))]
RULES = [path for path in CODE if path.name == "rules.py" or "rules" in path.relative_to(ROOT).parts]

LONGEST_FILE, LONGEST_FUNCTION = 300, 40  # lines
IMPURE = {"psycopg", "psycopg_pool", "fastapi", "procrastinate"}
IMPURE |= {"os", "pathlib", "random", "socket", "subprocess", "time"}
IMPURE_OF_OURS = ("wangge.kit.tx", "wangge.kit.sql", "wangge.kit.http", "wangge.kit.jobs", "wangge.kit.config")
CLOCKS = {"now", "utcnow", "today"}

_PARAMETER = re.compile(r"%\((\w+)\)[sbt]")
_READS_CASES = re.compile(r"\b(?:FROM|JOIN)\s+cases\b", re.IGNORECASE)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def long_functions(text: str) -> list[str]:
    return [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]


def impurities(text: str) -> set[str]:
    """What a rule may not import, and the clocks it may not read."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            found.add(f"clock {node.func.attr}")
    return {
        name for name in found if name.split(".")[0] in IMPURE or name.startswith("clock ") or name in IMPURE_OF_OURS
    }


def unscoped(text: str) -> bool:
    """Whether a statement reads cases without the predicate of visibility and without saying why."""
    bare = re.sub(r"^\s*--.*$", "", text, flags=re.MULTILINE)
    scoped = "{{visible}}" in bare or "{{cases.visible}}" in bare
    return bool(_READS_CASES.search(bare)) and not scoped and not re.search(r"^\s*-- unscoped: \S", text, re.MULTILINE)


def package_of(path: Path) -> str:
    return ".".join(path.parent.relative_to(ROOT).parts)


def in_postgres(text: str) -> tuple[str, int]:
    """With $1 for the first parameter, and how many there are."""
    names = list(dict.fromkeys(_PARAMETER.findall(text)))
    numbered = _PARAMETER.sub(lambda use: f"${names.index(use[1]) + 1}", text)
    return numbered.replace("%%", "%").rstrip().rstrip(";"), len(names)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_functions_are_short(path: Path) -> None:
    assert long_functions(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_modules_say_what_they_are(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", RULES, ids=name_of)
def test_rules_do_no_io_and_read_no_clock(path: Path) -> None:
    assert impurities(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("path", STATEMENTS, ids=name_of)
def test_cases_are_read_in_scope_or_with_a_reason(path: Path) -> None:
    found = named.source(package_of(path), path.name)
    assert [name for name, text in found.items() if unscoped(text)] == []


class TestTheLintItself:
    """It must be able to fail."""

    def test_long_functions(self) -> None:
        body = "    pass\n"
        assert long_functions("def f():\n" + body * 39) == []
        assert long_functions("def f():\n" + body * 40) == ["f"]

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("from datetime import datetime", set()),
            ("import psycopg", {"psycopg"}),
            ("from wangge.kit import sql", {"wangge.kit.sql"}),
            ("from wangge.kit.tx import Actor", {"wangge.kit.tx"}),
            ("def f():\n    return datetime.now(UTC)", {"clock now"}),
        ],
    )
    def test_impurities(self, text: str, found: set[str]) -> None:
        assert impurities(text) == found

    @pytest.mark.parametrize(
        ("text", "bad"),
        [
            ("SELECT 1 FROM cases", True),
            ("SELECT 1 FROM reports r JOIN cases c ON true", True),
            ("SELECT 1 FROM cases WHERE {{visible}}", False),
            ("SELECT 1 FROM cases WHERE {{cases.visible}}", False),
            ("-- unscoped: the loop of the alarms\nSELECT 1 FROM cases", False),
            ("-- unscoped:\nSELECT 1 FROM cases", True),
            ("-- not {{visible}}\nSELECT 1 FROM cases", True),
            ("SELECT 1 FROM case_events", False),
        ],
    )
    def test_unscoped(self, text: str, bad: bool) -> None:
        assert unscoped(text) is bad

    def test_parameters(self) -> None:
        assert in_postgres("SELECT %(b)s, %(a)s::int, %(b)s LIKE 'x%%';") == ("SELECT $1, $2::int, $1 LIKE 'x%'", 2)


@pytest.mark.db
class TestStatements:
    @pytest.mark.parametrize("path", STATEMENTS, ids=name_of)
    def test_fit_the_schema_and_the_rights(self, path: Path, urls: Urls) -> None:
        """PREPARE checks tables, columns and types; EXPLAIN EXECUTE checks the rights and runs nothing."""
        statements = vars(named.load(package_of(path), path.name))
        addresses = [urls.owner] if "migrate" in path.parts else [urls.app, urls.erase]
        troubles = {name: trouble for name, text in statements.items() if (trouble := trouble_with(text, addresses))}
        assert troubles == {}

    @pytest.mark.parametrize(
        ("statement", "words"),
        [
            ("SELECT * FROM nothing", 'relation "nothing" does not exist'),
            ("SELECT nothing FROM feed", 'column "nothing" does not exist'),
            ("DELETE FROM feed", "permission denied for table feed"),
            ("SELECT no FROM feed WHERE no = %(no)s", ""),
        ],
    )
    def test_this_test_can_fail(self, urls: Urls, statement: str, words: str) -> None:
        said = trouble_with(statement, [urls.app])
        assert words in said if words else said == ""


def trouble_with(text: str, addresses: list[str]) -> str:
    """Empty where one of the roles may run it."""
    if text.upper().startswith(("SET ", "COPY ", "LISTEN ")):  # these cannot be prepared
        return ""
    said = ""
    for address in addresses:
        with psycopg.connect(address, autocommit=True, options=f"-c search_path=d{DISTRICT},jobs") as conn:
            said = said_by(conn, *in_postgres(text))
        if not said:
            break
    return said


def said_by(conn: Connection, text: str, parameters: int) -> str:
    given = sql.SQL("({})").format(sql.SQL(", ").join([sql.SQL("NULL")] * parameters)) if parameters else sql.SQL("")
    try:
        conn.execute(f"PREPARE it AS {text}".encode())
        conn.execute(sql.SQL("EXPLAIN EXECUTE it{}").format(given))
    except psycopg.Error as error:
        return str(error)
    return ""
