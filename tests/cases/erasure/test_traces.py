"""What erasure does to pictures, stored answers and the people who look on; and who may erase."""

import json
from io import BytesIO
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from PIL import Image
from psycopg import Connection

from tests import town
from tests.cases.erasure.conftest import Erase, Look
from tests.cases.histories import NAME, PHONE, Teller, dumped
from tests.database import DISTRICT
from wangge.cases.actions.store import q
from wangge.cases.erasure import Erased, Reason, erase, erase_command
from wangge.cases.rules import Verb
from wangge.kit import feed
from wangge.kit.config import Settings, settings
from wangge.kit.errors import NotFound
from wangge.kit.files import Files
from wangge.kit.migrate import create_district
from wangge.kit.postgres import CannotRun, Urls
from wangge.kit.tx import Pool, Tx, work

pytestmark = pytest.mark.db

#: A report over HTTP.
BODY: dict[str, Any] = {
    "channel": "hotline",
    "kind": "complain",
    "text": "王某某家漏水",
    "title": "漏水",
    "grid": town.LIYUAN,
    "address": "三号楼",
    "person": {"name": "王某某", "phone": "13900001111"},
}


def picture(colour: str, pool: Pool) -> str:
    """A stored picture, noted as an upload; its name."""
    data = BytesIO()
    Image.new("RGB", (8, 8), colour).save(data, "JPEG")
    stored = Files.load(settings()).put(data.getvalue())
    with work(pool, DISTRICT) as tx:
        tx.run(
            q.note_file, sha256=stored.sha256, type=stored.type, size=stored.size, width=8, height=8, by=1, now=tx.now
        )
    return stored.sha256


class TestPictures:
    def test_they_go_with_the_report(self, told: Teller, pool: Pool, erased: Erase, look: Look) -> None:
        red = picture("red", pool)
        new = told.tell(files=[red])
        assert erased(new.report).files == 1
        assert look("SELECT 1 AS there FROM files WHERE sha256 = %(f)s", f=red) == []
        for reading in (Files.load(settings()).open, Files.load(settings()).thumb):
            with pytest.raises(NotFound):
                reading(red)

    def test_one_that_another_case_shows_stays(self, told: Teller, pool: Pool, erased: Erase) -> None:
        green = picture("green", pool)
        mine, other = told.tell(files=[green]), told.tell(files=[green])
        assert erased(mine.report).files == 0
        assert Files.load(settings()).open(green).size
        assert erased(other.report).files == 1

    def test_of_several_reports_only_its_own(self, told: Teller, pool: Pool, erased: Erase, look: Look) -> None:
        mine, theirs = picture("blue", pool), picture("white", pool)
        first = told.tell(files=[mine])
        second = told.tell(into=first.case, files=[theirs])
        assert erased(first.report).files == 1
        (left,) = look(
            "SELECT f.sha256 FROM case_files f JOIN cases c ON c.id = f.case_id WHERE c.number = %(n)s", n=first.case
        )
        assert left == {"sha256": theirs}
        assert erased(second.report).files == 1

    def test_what_was_shown_later_goes_with_the_last_report(self, told: Teller, pool: Pool, erased: Erase) -> None:
        black = picture("black", pool)
        new = told.tell()
        told.say(town.CLERK, new.case, Verb.NOTE, evidence=[{"kind": "photo", "file": black}])
        assert erased(new.report).files == 1

    def test_one_that_another_district_shows_keeps_its_bytes(
        self, told: Teller, pool: Pool, urls: Urls, erased: Erase, look: Look
    ) -> None:
        """The store is one for all districts; their tables are not."""
        yellow = picture("yellow", pool)
        new = told.tell(files=[yellow])
        create_district(urls.owner, "110116", "怀柔区")
        with psycopg.connect(urls.owner, autocommit=True) as owner:
            owner.execute("INSERT INTO wangge.districts (code, schema, name) VALUES ('110117', 'd110117', '平谷区')")
            owner.execute("INSERT INTO d110116.files SELECT * FROM d110115.files WHERE sha256 = %s", (yellow,))
            assert erased(new.report).files == 1
            assert look("SELECT 1 AS there FROM files WHERE sha256 = %(f)s", f=yellow) == []
            assert Files.load(settings()).open(yellow).size
            owner.execute("DROP SCHEMA d110116 CASCADE")
            owner.execute("DELETE FROM wangge.districts WHERE code <> '110115'")

    def test_it_can_be_done_again_when_the_store_broke(
        self, told: Teller, pool: Pool, erased: Erase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        grey = picture("grey", pool)
        new = told.tell(files=[grey])

        def broken(*_: object) -> None:
            raise OSError("no store")

        with monkeypatch.context() as patch:
            patch.setattr(Files, "delete", broken)
            with pytest.raises(OSError, match="no store"):
                erased(new.report)
        assert erased(new.report) == Erased(texts=1, persons=1, files=1)


class TestWhatIsLeft:
    def test_a_line_in_the_audit_log(self, told: Teller, erased: Erase, look: Look) -> None:
        new = told.tell()
        erased(new.report)
        (line,) = look(
            "SELECT a.action, a.actor_id, a.facts FROM audit a JOIN reports r ON a.target = 'report:' || r.id"
            " WHERE r.number = %(n)s",
            n=new.report,
        )
        facts = {"reason": "request", "texts": 1, "persons": 1, "files": 0}
        assert line == {"action": "erase", "actor_id": None, "facts": facts}

    def test_who_keeps_copies_is_told(self, told: Teller, pool: Pool, erased: Erase, look: Look) -> None:
        new = told.tell()
        erased(new.report)
        while feed.move(pool, DISTRICT):
            pass
        (row,) = look("SELECT id FROM reports WHERE number = %(n)s", n=new.report)
        assert [f["subject"] for f in look("SELECT * FROM feed WHERE kind = 'report' AND verb = 'erase'")][-1] == row[
            "id"
        ]

    def test_nowhere_in_the_database(self, pool: Pool, told: Teller, erased: Erase, owner: Connection[Any]) -> None:
        """Every column of every table, as text: neither the words nor the person nor their number."""
        words = "一句只说了一次的话"
        new = told.tell(text=words, title=words, address=words, lng=116.3333333, lat=39.7777777)
        told.say(town.CLERK, new.case, Verb.ACCEPT, note=words)
        tables = [name for (name,) in owner.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = %s::regnamespace", (f"d{DISTRICT}",)
        )]  # fmt: skip
        assert "texts" in tables

        def holding(said: str) -> set[str]:
            found = {
                name: owner.execute(f"SELECT count(*) FROM {name} t WHERE t::text LIKE %s".encode(), (f"%{said}%",))
                for name in tables
            }
            return {name for name, rows in found.items() if rows.fetchone() != (0,)}

        assert holding(words) == {"texts"}
        erased(new.report)
        assert holding(words) == holding("116.3333333") == holding(NAME) == holding(PHONE) == set()


class TestOverHttp:
    @pytest.fixture
    def clerk(self, client: TestClient, pool: Pool) -> dict[str, str]:
        return town.bearer(pool, town.CLERK)

    def test_the_case_shows_that_it_was_erased(self, client: TestClient, clerk: dict[str, str], erased: Erase) -> None:
        done = client.post("/api/v1/reports", json=BODY, headers=clerk).json()
        before = client.get(f"/api/v1/cases/{done['case']}", headers=clerk).json()
        assert before["reports"][0]["text"] == "王某某家漏水"
        assert before["reports"][0]["erased"] is False
        assert before["reports"][0]["person"]["phone"] == "139****1111"
        erased(done["number"])
        after = client.get(f"/api/v1/cases/{done['case']}", headers=clerk)
        (report,) = after.json()["reports"]
        assert (report["text"], report["title"], report["erased"], report["person"]) == (None, None, True, {})
        assert set(after.json()["texts"].values()) == {None}
        assert not any(said in after.text for said in ("王某某", "漏水", "三号楼", "139****1111", "13900001111"))

    def test_the_answer_to_a_retry_holds_no_person_and_goes(
        self, client: TestClient, clerk: dict[str, str], erased: Erase, look: Look
    ) -> None:
        """The stored hash of the request would let somebody test a guess."""
        headers = clerk | {"Idempotency-Key": "erase-me"}
        done = client.post("/api/v1/reports", json=BODY, headers=headers).json()
        (kept,) = look("SELECT answer FROM idempotency WHERE key = 'erase-me'")
        assert json.loads(kept["answer"]) == done
        assert done.keys() == {"number", "case", "state", "seq"}
        assert not any(said in dumped(kept) for said in ("王某某", "漏水", "三号楼", "13900001111"))
        erased(done["number"])
        assert look("SELECT answer FROM idempotency WHERE key = 'erase-me'") == []


class TestWhoMay:
    CHANGES = (
        "UPDATE texts SET body = NULL, salt = NULL, erased_at = now()",
        "UPDATE report_persons SET phone = NULL, phone_hash = NULL",
        "DELETE FROM texts",
        "DELETE FROM report_persons",
        "DELETE FROM case_files",
        "DELETE FROM files",
        "UPDATE texts SET body = 'x'",
    )
    HISTORY = (
        "UPDATE case_events SET given = '{}'",
        "DELETE FROM case_events",
        "INSERT INTO case_events SELECT * FROM case_events",
        "UPDATE cases SET hash = ''",
        "UPDATE reports SET title = NULL",
        "DELETE FROM reports",
        "UPDATE texts SET sha256 = ''",
        "UPDATE texts SET case_id = 1",
        "DELETE FROM texts",
        "UPDATE audit SET facts = '{}'",
        "DELETE FROM audit",
        "DELETE FROM feed",
        "TRUNCATE texts",
    )

    @pytest.mark.parametrize("statement", CHANGES + HISTORY[:2] + HISTORY[-4:])
    def test_not_who_serves(self, statement: str, tx: Tx) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            tx.run(statement)

    @pytest.mark.parametrize("statement", HISTORY)
    def test_not_history_by_who_erases(self, statement: str, eraser: Pool) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), work(eraser, DISTRICT) as tx:
            tx.run(statement)

    def test_erasing_needs_the_role(self, told: Teller, pool: Pool) -> None:
        new = told.tell()
        with pytest.raises(psycopg.errors.InsufficientPrivilege), work(pool, DISTRICT) as tx:
            erase(tx, new.report, Reason.REQUEST)


class TestTheCommand:
    @pytest.fixture
    def chosen(self, urls: Urls) -> Settings:
        return Settings(database_url=urls.app, erase_url=urls.erase)

    def test_it_says_what_went(self, told: Teller, chosen: Settings, capsys: pytest.CaptureFixture[str]) -> None:
        new = told.tell()
        erase_command(chosen, new.report)
        assert capsys.readouterr().out == f"1 texts, 1 persons, 0 files erased of report {new.report} of {DISTRICT}.\n"

    @pytest.mark.parametrize(
        ("number", "district", "reason", "said"),
        [
            ("R1", DISTRICT, "request", "R1"),
            ("R1", None, "request", "R1"),
            ("R1", "110999", "request", f"Name the district with --district: {DISTRICT}"),
            ("R1", None, "because", "A reason is one of request, retention, order"),
        ],
    )
    def test_it_refuses(self, number: str, district: str | None, reason: str, said: str, chosen: Settings) -> None:
        with pytest.raises(CannotRun, match=said):
            erase_command(chosen, number, district, reason)

    def test_it_needs_the_address_of_the_role(self, urls: Urls) -> None:
        with pytest.raises(CannotRun, match="WANGGE_ERASE_URL"):
            erase_command(Settings(database_url=urls.app), "R1")
