"""Where stories are told: the whole application on a town of its own, under a clock that the story sets."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response
from PIL import Image

from wangge import catalogue, clock, followup, people, places
from wangge.app import make_app
from wangge.cases import history
from wangge.cases.actions import regrid, system
from wangge.cases.actions.store import Draft, load_one
from wangge.cases.rules import Case
from wangge.clock import Calendar
from wangge.demo import town
from wangge.demo.town import DISTRICT
from wangge.kit import feed
from wangge.kit.tx import Pool, Tx, work
from wangge.triage.actions import automatic

BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)

#: The next moment at which the worker has something to do.
NEXT = """
SELECT min(at) FROM (
    SELECT min(alarm_at) AS at FROM case_clocks
    UNION ALL SELECT min(suspended_until) FROM cases WHERE state = 'suspended'
    UNION ALL SELECT min(effective_at) FROM place_changes WHERE state = 'planned'
) due
"""


class Scene:
    """The application over HTTP, the worker between the requests, and everybody by name."""

    def __init__(self, pool: Pool, client: TestClient) -> None:
        self.pool, self.client, self.now = pool, client, BEFORE_ALL
        plan = town.plan()
        self.people = {row["login"]: row for row in plan["people"]} | {plan["nobody"]["login"]: plan["nobody"]}
        self.logins = {row["name"]: login for login, row in self.people.items()}
        self._tokens: dict[str | None, dict[str, str]] = {None: {}}
        self._pictures = count()
        with self.work() as tx:
            units = tx.rows("SELECT id, code, short_name FROM units")
        self.codes = {row["short_name"]: row["code"] for row in units}
        self.names = {row["id"]: row["short_name"] for row in units}

    @contextmanager
    def work(self) -> Iterator[Tx]:
        with work(self.pool, DISTRICT, now=self.now) as tx:
            yield tx

    def name_of(self, login: str | None) -> str:
        return str(self.people[login]["name"]) if login else "路人"

    def unit(self, short_name: str) -> int:
        return next(key for key, name in self.names.items() if name == short_name)

    def publish(self, category: str, condition: str, changes: dict[str, Any]) -> None:
        rows = town.plan()["standards"]
        row = next(r for r in rows if (r["category"], r["condition"]) == (category, condition))
        with self.work() as tx:
            catalogue.publish(tx, catalogue.Draft(**row | changes))

    def grant(self, duty: str, *roles: str) -> None:
        with self.work() as tx:
            for role in roles:
                people.give_duty(tx, people.Role(role), people.Duty(duty))

    # -- over HTTP

    def get(self, login: str | None, path: str, **query: Any) -> Response:
        return self.client.get(f"/api/v1{path}", headers=self._bearer(login), params=query)

    def post(self, login: str | None, path: str, body: dict[str, Any]) -> Response:
        return self.client.post(f"/api/v1{path}", headers=self._bearer(login), json=body)

    def put(self, login: str | None, path: str, body: dict[str, Any]) -> Response:
        return self.client.put(f"/api/v1{path}", headers=self._bearer(login), json=body)

    def bring(self, login: str | None, kind: str) -> str:
        """One picture, unlike any other; its name."""
        picture = BytesIO()
        Image.new("RGB", (16, 12), (next(self._pictures) * 9 % 256, 90, 40)).save(picture, "PNG")
        files = {"file": (f"{kind}.png", picture.getvalue(), "image/png")}
        answer = self.client.post("/api/v1/files", headers=self._bearer(login), files=files)
        assert answer.status_code == 201, answer.json()
        return str(answer.json()["file"])

    def _bearer(self, login: str | None) -> dict[str, str]:
        """Everybody signs in once."""
        if login not in self._tokens:
            account = {"login": login, "password": town.plan()["password"], "district": DISTRICT}
            token = self.client.post("/api/v1/session", json=account).json()["token"]
            self.client.cookies.clear()
            self._tokens[login] = {"Authorization": f"Bearer {token}"}
        return self._tokens[login]

    # -- the worker

    def passes(self, until: datetime) -> None:
        """The clock goes on; what falls due on the way is done at its own time."""
        while (due := self._next()) and due <= until:
            self.now = max(due, self.now)
            with self.work() as tx:
                system.resume_due(tx)
                system.ring_due(tx)
            while self.changes_tree() or self.regrids():
                pass
        self.now = until

    def changes_tree(self) -> bool:
        """The next planned change of the tree whose time has come."""
        with self.work() as tx:
            return places.apply_next(tx) is not None

    def regrids(self, limit: int = 500) -> int:
        """The next batch of cases that follow their grids."""
        with self.work() as tx:
            return regrid.follow(tx, limit)

    def draws_tasks(self) -> None:
        """What the worker draws from the feed."""
        while feed.move(self.pool, DISTRICT) or followup.follow(self.pool, DISTRICT):
            pass

    def acts_alone(self) -> None:
        """What the worker does under a licence."""
        while feed.move(self.pool, DISTRICT) or automatic.follow(self.pool, DISTRICT, self.now):
            pass

    def _next(self) -> datetime | None:
        with self.work() as tx:
            due: datetime | None = tx.value(NEXT)
        return due

    # -- what came of it

    def case(self, number: str) -> Case:
        return self.draft(number).case

    def draft(self, number: str) -> Draft:
        with self.work() as tx:
            found = load_one(tx, tx.value("SELECT id FROM cases WHERE number = %(number)s", number=number))
        assert found is not None
        return found

    def verbs(self, number: str) -> list[str]:
        with self.work() as tx:
            rows = tx.rows(
                "SELECT e.verb FROM case_events e JOIN cases c ON c.id = e.case_id WHERE c.number = %(number)s"
                " ORDER BY e.seq",
                number=number,
            )
        return [row["verb"] for row in rows]

    def split_from(self, number: str) -> tuple[str, str]:
        """Number of the case, and of the report, that the last split of a case made."""
        with self.work() as tx:
            row = tx.row(
                "SELECT c.number, r.number AS report FROM cases c JOIN reports r ON r.case_id = c.id"
                " WHERE c.split_from = (SELECT id FROM cases WHERE number = %(number)s) ORDER BY c.id DESC LIMIT 1",
                number=number,
            )
        assert row is not None
        return row["number"], row["report"]

    def calendar(self) -> Calendar:
        with self.work() as tx:
            return clock.current(tx)

    def last_audit(self, login: str | None) -> tuple[str, str, str | None]:
        """Action, target and code of somebody's last line."""
        with self.work() as tx:
            row = tx.row(
                "SELECT action, target, code FROM audit WHERE actor_id = (SELECT id FROM users WHERE login = %(login)s)"
                " ORDER BY id DESC LIMIT 1",
                login=login,
            )
        assert row is not None
        return row["action"], row["target"], row["code"]

    def verify(self) -> None:
        """The history of every case adds up to the case."""
        with self.work() as tx:
            findings = history.verify(tx)
        assert not findings, findings


@contextmanager
def open_scene(pool: Pool) -> Iterator[Scene]:
    told: list[Scene] = []
    with TestClient(make_app(pool, now=lambda: told[0].now if told else BEFORE_ALL)) as client:
        told.append(Scene(pool, client))
        yield told[0]
