"""Roles, shared schemas and districts, made in an empty database and brought forward."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from procrastinate import App, SyncPsycopgConnector
from psycopg import Connection, conninfo, errors

from tests.database import Databases
from wangge.kit.migrate import (
    check_current,
    check_role,
    create_district,
    districts,
    migrate_all,
    move_district,
    set_up,
    shared,
)
from wangge.kit.postgres import CannotRun, Server, Urls

pytestmark = pytest.mark.db

#: As procrastinate's composite type: queue, task, priority, lock, queueing lock, arguments, when.
JOB = '(alarms,ring,0,,,"{""district"": ""110115""}",)'
PEOPLE = "CREATE TABLE people (name text);\nGRANT SELECT ON people TO wangge_app;\n"


@pytest.fixture
def empty(databases: Databases) -> Iterator[Urls]:
    with databases.empty() as urls:
        yield urls


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "0001_people.sql").write_text(PEOPLE)
    return tmp_path


@pytest.fixture
def two(empty: Urls, files: Path) -> Urls:
    create_district(empty.owner, "110115", "大兴区", files)
    create_district(empty.owner, "511011", "东兴区", files)
    return empty


@pytest.fixture(scope="module")
def migrated(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Urls]:
    files = tmp_path_factory.mktemp("migrations")
    (files / "0001_people.sql").write_text(PEOPLE)
    with databases.empty() as urls:
        create_district(urls.owner, "110115", "大兴区", files)
        yield urls


def signed_in(url: str, **more: str) -> Connection[Any]:
    return psycopg.connect(url, autocommit=True, **more)


def column(url: str, statement: str) -> list[Any]:
    with signed_in(url) as conn:
        return [row[0] for row in conn.execute(statement.encode())]


class TestDistricts:
    def test_each_has_its_own_tables(self, two: Urls) -> None:
        assert column(two.owner, "SELECT schemaname::text FROM pg_tables WHERE tablename = 'people' ORDER BY 1") == [
            "d110115",
            "d511011",
        ]
        with signed_in(two.app) as conn:
            assert [(one.code, one.schema, one.name) for one in districts(conn)] == [
                ("110115", "d110115", "大兴区"),
                ("511011", "d511011", "东兴区"),
            ]

    def test_what_was_applied_is_on_record(self, two: Urls) -> None:
        with signed_in(two.app) as conn:
            [row] = conn.execute("SELECT number, name, length(sha256), at <= now() FROM d511011.migrations").fetchall()
        assert row == (1, "people", 64, True)

    @pytest.mark.parametrize("code", ["", "11-0115", "D110115", "1; DROP SCHEMA wangge", "1" * 41])
    def test_a_code_that_does_not_fit(self, empty: Urls, files: Path, code: str) -> None:
        with pytest.raises(CannotRun, match="cannot be a district's code"):
            create_district(empty.owner, code, "x", files)

    def test_a_code_that_is_there(self, two: Urls, files: Path) -> None:
        with pytest.raises(CannotRun, match="110115 is there already"):
            create_district(two.owner, "110115", "x", files)

    def test_moving_needs_a_cluster(self, two: Urls) -> None:
        with pytest.raises(CannotRun, match="Citus"):
            move_district(two.owner, "110115", "node2")
        with pytest.raises(CannotRun, match="no district 9"):
            move_district(two.owner, "9", "node2")


class TestForward:
    def test_every_district(self, two: Urls, files: Path) -> None:
        (files / "0002_age.sql").write_text("ALTER TABLE people ADD age int;\n")
        assert migrate_all(two.owner, files) == 2
        assert migrate_all(two.owner, files) == 0
        assert column(two.app, "SELECT age FROM d110115.people UNION ALL SELECT age FROM d511011.people") == []

    def test_a_file_is_applied_whole_or_not(self, two: Urls, files: Path) -> None:
        (files / "0002_age.sql").write_text("ALTER TABLE people ADD age int;\n\nALTER TABLE nobody ADD age int;\n")
        with pytest.raises(CannotRun, match=r'0002_age.sql line 3: relation "nobody" does not exist'):
            migrate_all(two.owner, files)
        with pytest.raises(errors.UndefinedColumn):
            column(two.app, "SELECT age FROM d110115.people")

    def test_a_changed_file_is_refused(self, two: Urls, files: Path) -> None:
        (files / "0001_people.sql").write_text(PEOPLE + "-- changed\n")
        with pytest.raises(CannotRun, match="was changed after it had been applied"):
            migrate_all(two.owner, files)

    def test_two_at_once_take_turns(self, two: Urls, files: Path) -> None:
        (files / "0002_age.sql").write_text("ALTER TABLE people ADD age int;\nSELECT pg_sleep(0.2);\n")
        with ThreadPoolExecutor(2) as threads:
            counts = list(threads.map(lambda _: migrate_all(two.owner, files), range(2)))
        assert sorted(counts) == [0, 2]

    def test_a_creation_that_broke_off_is_completed(self, empty: Urls, files: Path) -> None:
        (files / "0002_age.sql").write_text("ALTER TABLE nobody ADD age int;\n")
        with pytest.raises(CannotRun, match="0002_age"):
            create_district(empty.owner, "110115", "大兴区", files)
        (files / "0002_age.sql").write_text("ALTER TABLE people ADD age int;\n")
        assert migrate_all(empty.owner, files) == 1


class TestRoles:
    @pytest.mark.parametrize(
        "statement",
        [
            "CREATE TABLE d110115.mine ()",
            "CREATE SCHEMA mine",
            "INSERT INTO d110115.people VALUES ('x')",
            "DELETE FROM d110115.migrations",
            "DELETE FROM wangge.districts",
            "DROP TABLE jobs.procrastinate_jobs",
            "SET ROLE wangge_owner",
            "SET ROLE postgres",
            "CREATE ROLE mine",
        ],
    )
    @pytest.mark.parametrize("role", ["app", "erase"])
    def test_neither_app_nor_erase_may(self, migrated: Urls, role: str, statement: str) -> None:
        with signed_in(getattr(migrated, role)) as conn, pytest.raises(errors.InsufficientPrivilege):
            conn.execute(statement.encode())

    def test_app_cannot_act_as_erase(self, migrated: Urls) -> None:
        with signed_in(migrated.app) as conn, pytest.raises(errors.InsufficientPrivilege):
            conn.execute("SET ROLE wangge_erase")

    def test_jit_is_off_on_any_server(self, empty: Urls) -> None:
        assert [column(url, "SHOW jit") for url in (empty.app, empty.owner, empty.erase)] == [["off"]] * 3

    def test_app_may_serve(self, two: Urls) -> None:
        with signed_in(two.app) as conn:
            check_role(conn)

    @pytest.mark.parametrize(
        ("role", "words"),
        [("owner", "wangge_owner can act as wangge_owner"), ("admin", "postgres is a superuser"), ("erase", "erase")],
    )
    def test_nobody_else_may(self, two: Urls, role: str, words: str) -> None:
        with signed_in(getattr(two, role)) as conn, pytest.raises(CannotRun, match=words):
            check_role(conn)


class TestJobs:
    def test_a_job_is_deferred_in_our_transaction(self, two: Urls) -> None:
        with signed_in(two.app) as conn, conn.transaction(force_rollback=True):
            conn.execute("SET LOCAL search_path = d110115, jobs")
            conn.execute("SELECT procrastinate_defer_jobs_v1(ARRAY[%s::procrastinate_job_to_defer_v1])", (JOB,))
            assert conn.execute("SELECT queue_name, args FROM procrastinate_jobs").fetchall() == [
                ("alarms", {"district": "110115"})
            ]

    def test_procrastinate_finds_its_schema(self, two: Urls) -> None:
        url = conninfo.make_conninfo(two.app, options="-c search_path=jobs")
        with App(connector=SyncPsycopgConnector(conninfo=url)).open() as app:
            assert app.check_connection()

    def test_scripts_of_a_newer_version_are_applied_once(
        self, two: Urls, files: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        script = b"CREATE FUNCTION later() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$; CREATE TABLE newer ();"
        scripts = shared.job_scripts() | {"99.00.00_01_pre_later.sql": script}
        monkeypatch.setattr(shared, "job_scripts", lambda: scripts)
        migrate_all(two.owner, files)
        migrate_all(two.owner, files)
        assert column(two.app, "SELECT jobs.later() FROM (SELECT count(*) FROM jobs.newer) AS n") == [1]


class TestCurrent:
    def test_as_it_should_be(self, two: Urls, files: Path) -> None:
        with signed_in(two.app) as conn:
            check_current(conn, files)

    def test_behind(self, two: Urls, files: Path) -> None:
        (files / "0002_age.sql").write_text("ALTER TABLE people ADD age int;\n")
        with signed_in(two.app) as conn, pytest.raises(CannotRun, match="110115 is 1 migrations behind"):
            check_current(conn, files)

    def test_ahead(self, two: Urls, files: Path) -> None:
        (files / "0001_people.sql").unlink()
        with signed_in(two.app) as conn, pytest.raises(CannotRun, match="0001_people was applied here"):
            check_current(conn, files)

    def test_before_setup(self, empty: Urls) -> None:
        with signed_in(empty.app) as conn, pytest.raises(CannotRun, match="run `wangge setup`"):
            check_current(conn)


class TestSetUp:
    def test_the_embedded_server(self, server: Server) -> None:
        urls = Urls(*(server.url(role) for role in ("wangge_app", "wangge_owner", "wangge_erase", "postgres")))
        assert [set_up(urls, ours=True) for _ in range(2)] == [0, 0]
        assert column(urls.app, "SELECT current_user::text") == ["wangge_app"]
        with signed_in(urls.admin) as conn:
            conn.execute("CREATE ROLE stranger LOGIN PASSWORD 's'")
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            signed_in(urls.admin, user="stranger", password="s")

    def test_another_server_by_one_who_may_make_roles(self, server: Server) -> None:
        admin = server.url("postgres", "postgres")
        with signed_in(admin) as conn:
            conn.execute("CREATE ROLE operator LOGIN CREATEROLE PASSWORD 'o'")
            conn.execute("CREATE DATABASE town OWNER operator")
        names = {"operator": "o", "wangge_app": "a", "wangge_erase": "e", "wangge_owner": "w"}
        where = f"?host={server.socket}&port=5432"
        urls = {name: f"postgresql://{name}:{password}@/town{where}" for name, password in names.items()}
        operator, app, erase, owner = urls.values()
        for _ in range(2):
            set_up(Urls(app, operator, erase, operator), ours=False)
        create_district(operator, "110115", "大兴区")
        assert column(app, "SELECT name FROM wangge.districts") == ["大兴区"]
        assert column(erase, "SHOW jit") == ["off"]
        assert column(operator, "SELECT DISTINCT tableowner::text FROM pg_tables WHERE schemaname = 'd110115'") == [
            "wangge_owner"
        ]
        with pytest.raises(psycopg.OperationalError):  # nobody gave it a password
            signed_in(owner)

    def test_one_who_may_not(self, server: Server) -> None:
        with signed_in(server.url("postgres", "postgres")) as conn:
            conn.execute("CREATE ROLE visitor LOGIN PASSWORD 'v'")
        url = f"postgresql://visitor:v@/postgres?host={server.socket}&port=5432"
        with pytest.raises(
            CannotRun, match=r"visitor cannot set up the database postgres: permission .*may create roles"
        ):
            set_up(Urls(url, url, url, url), ours=False)
