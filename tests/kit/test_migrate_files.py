"""Migration files: cut into statements, ordered, compared with what a database has."""

from pathlib import Path

import pytest

from wangge.kit.migrate.files import MIGRATIONS, Applied, Migration, Statement, outstanding, read, split
from wangge.kit.postgres import CannotRun


def migration(number: int, sha256: str = "a") -> Migration:
    return Migration(number, "people", sha256, ())


class TestSplit:
    @pytest.mark.parametrize(
        ("text", "statements"),
        [
            ("", []),
            ("-- only words; no statement\n", []),
            ("SELECT 1;", ["SELECT 1"]),
            ("SELECT 1;\nSELECT 2;\n", ["SELECT 1", "SELECT 2"]),
            ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
            ("SELECT ';\n';\n", ["SELECT ';\n'"]),
            ("SELECT 'it''s;';", ["SELECT 'it''s;'"]),
            ('SELECT 1 AS "a;b";', ['SELECT 1 AS "a;b"']),
            ("SELECT 1 -- why;\n, 2;", ["SELECT 1 -- why;\n, 2"]),
            ("SELECT 1 /* a; b\n; */;", ["SELECT 1 /* a; b\n; */"]),
            ("-- it's a reason\nSELECT 1;\n-- the end", ["SELECT 1"]),
            (";;SELECT 1;;", ["SELECT 1"]),
        ],
    )
    def test_one_statement_each(self, text: str, statements: list[str]) -> None:
        assert [statement.text for statement in split(text)] == statements

    def test_knows_the_line(self) -> None:
        text = "-- people\n\nCREATE TABLE a (\n    n int\n);\n\n-- why\nCREATE TABLE b ();\n"
        assert split(text) == [Statement(3, "CREATE TABLE a (\n    n int\n)"), Statement(8, "CREATE TABLE b ()")]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("SELECT 1;\nSELECT 2", "line 1: the last statement does not end"),
            ("CREATE FUNCTION f() AS $$ SELECT 1; $$;", r"line 1: \$\$ bodies"),
            ("SELECT 1;\nDO $do$ BEGIN END $do$;", r"line 2: \$do\$ bodies"),
        ],
    )
    def test_refuses(self, text: str, words: str) -> None:
        with pytest.raises(ValueError, match=words):
            split(text)


class TestOutstanding:
    @pytest.mark.parametrize(
        ("files", "applied", "waiting"),
        [
            ([], [], []),
            ([1, 2], [], [1, 2]),
            ([1, 2, 4], [1], [2, 4]),
            ([1, 2], [1, 2], []),
            ([1, 5], [1], [5]),
        ],
    )
    def test_is_what_has_not_been_applied(self, files: list[int], applied: list[int], waiting: list[int]) -> None:
        done = [Applied(number, "people", "a") for number in applied]
        assert [one.number for one in outstanding([migration(n) for n in files], done)] == waiting

    @pytest.mark.parametrize(
        ("files", "applied", "words"),
        [
            ([migration(1, "b")], [Applied(1, "people", "a")], "0001_people.sql was changed"),
            ([], [Applied(1, "people", "a")], "0001_people was applied here, and its file is not there"),
            ([migration(2), migration(3)], [Applied(3, "people", "a")], "0002_people.sql comes after 0003"),
        ],
    )
    def test_refuses(self, files: list[Migration], applied: list[Applied], words: str) -> None:
        with pytest.raises(CannotRun, match=words):
            outstanding(files, applied)


class TestRead:
    def test_in_order_with_a_hash_of_the_bytes(self, tmp_path: Path) -> None:
        (tmp_path / "0002_places.sql").write_text("SELECT 2;")
        (tmp_path / "0001_people.sql").write_text("SELECT 1;")
        (tmp_path / "README.md").write_text("words")
        one, two = read(tmp_path)
        assert (str(one), str(two)) == ("0001_people.sql", "0002_places.sql")
        assert one.sha256 == "17db4fd369edb9244b9f91d9aeed145c3d04ad8ba6e95d06247f07a63527d11a"

    @pytest.mark.parametrize(
        ("name", "text", "words"),
        [
            ("1_people.sql", "", "is named like 0001_people.sql"),
            ("0001_People.sql", "", "is named like 0001_people.sql"),
            ("0001_people.sql", "SELECT 1", "0001_people.sql: line 1: the last statement"),
            ("0002_other.sql", "SELECT 1;", "two migrations have the number 0002"),
        ],
    )
    def test_refuses(self, tmp_path: Path, name: str, text: str, words: str) -> None:
        (tmp_path / "0002_places.sql").write_text("SELECT 2;")
        (tmp_path / name).write_text(text)
        with pytest.raises(CannotRun, match=words):
            read(tmp_path)

    def test_our_own(self) -> None:
        assert [one.number for one in read(MIGRATIONS)] == sorted(one.number for one in read(MIGRATIONS))
