"""Cases whose histories together use every verb, told through the actions themselves at set times."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import orjson

from tests import town
from tests.town import DISTRICT
from wangge import people
from wangge.cases.actions.merging import SPECIAL
from wangge.cases.actions.moving import move
from wangge.cases.actions.reporting import NewReport, Person, Reported, draw, number_of, report
from wangge.cases.actions.said import TEXTS
from wangge.cases.actions.store import Draft, document, load_one, q, workflow
from wangge.cases.rules import HARMLESS, Case, Channel, Kind, Verb
from wangge.kit.actor import SYSTEM, Actor
from wangge.kit.tx import Pool, Tx, work

T = TypeVar("T")

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)  # 09:00 in Beijing
PHOTO = "a1" * 32  # the name of a file that is known
WORDS = "楼下那堆东西没人管"  # in everything that is said
NAME, PHONE, IDENTITY = "欧阳春花", "13812345678", "11010519491231002X"
PLACE = (116.3401234, 39.7281234)
#: What no history may hold: free text and personal data.
SAID = (WORDS, NAME, PHONE, IDENTITY, "116.34", "39.72")


class Teller:
    """Does things in the name of people of the fixture town; the clock goes on by five minutes each time."""

    def __init__(self, pool: Pool, now: datetime = MONDAY) -> None:
        self.pool, self.now = pool, now
        self._actors: dict[str, Actor] = {}
        with work(pool, DISTRICT, now=now) as tx:
            tx.run(q.note_file, sha256=PHOTO, type="image/jpeg", size=1, width=1, height=1, by=None, now=now)

    def actor(self, login: str) -> Actor:
        if login not in self._actors:
            self._actors[login] = town.actor_of(self.pool, login)
        return self._actors[login]

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def do(self, login: str | None, act: Callable[[Tx], T]) -> T:
        """One transaction of a person's, or of the system's."""
        self.wait(minutes=5)
        with work(self.pool, DISTRICT, self.actor(login) if login else SYSTEM, self.now) as tx:
            return act(tx)

    def tell(self, login: str = town.CLERK, **fields: Any) -> Reported:
        person = Person(NAME, PHONE, IDENTITY) if fields.pop("person", True) else Person()
        fields = {"channel": Channel.HOTLINE, "kind": Kind.COMPLAIN, "text": WORDS, "grid": town.LIYUAN} | fields
        return self.do(login, lambda tx: report(tx, NewReport(person=person, **fields)))

    def report(self, login: str = town.CLERK, **fields: Any) -> str:
        """The number of the new case."""
        return self.tell(login, **fields).case

    def say(self, login: str, number: str, verb: Verb, **said: Any) -> Case:
        """One move by somebody who has seen everything; words and evidence it needs are put in."""
        row = workflow().by_verb[verb][0]
        wanted = dict.fromkeys(name for name in (*row.needs, "note") if name in TEXTS and name in row.needs + row.takes)
        said = dict.fromkeys(wanted, WORDS) | said
        if shown := said.pop("shown", None):
            said["evidence"] = [*({"kind": kind, "file": PHOTO} for kind in shown), {"kind": "answer", "text": WORDS}]
        act = SPECIAL.get(verb)
        seen = None if verb in HARMLESS else self.seq(number)
        return self.do(login, lambda tx: act(tx, number, said, seen) if act else move(tx, number, verb, said, seen))

    def seq(self, number: str) -> int:
        with work(self.pool, DISTRICT) as tx:
            return int(tx.value("SELECT seq FROM cases WHERE number = %(number)s", number=number))

    def filed(self, name: str, **fields: Any) -> str:
        """A case that is filed by the report itself."""
        category, condition = town.matter(name)
        return self.report(category=category, condition=condition, **fields)

    def sent(self, name: str, unit: str, assistants: Iterable[str] = (), **fields: Any) -> str:
        number = self.filed(name, **fields)
        self.say(town.DISPATCHER, number, Verb.DISPATCH, unit=unit, assistants=list(assistants))
        return number

    def bring(self, state: str, **given: Any) -> str:
        """An imported case."""

        def act(tx: Tx) -> str:
            ids = draw(tx, 0)
            number = number_of(tx, ids.n)
            draft = Draft.of(Case(ids.case_id, number, path=f"{DISTRICT}/"), ids.calendar)
            brief = {"id": ids.report_id, "kind": Kind.HELP, "reachable": False}
            when = {"opened_at": (self.now - timedelta(days=9)).isoformat(), **given}
            draft.move(
                tx,
                Verb.IMPORT,
                {"number": number, "state": state, "channel": Channel.PARTNER, "report": brief, **when},
                draft.world(tx, 1),
            )
            row = brief | {"number": f"R{number}", "case_id": ids.case_id, "home": ids.case_id, "confidential": False}
            row |= {"channel": Channel.PARTNER, "arrived_at": when["opened_at"], "tries": [], "reached": False}
            reports = [row | {"due_at": r.due_at, "answered_at": r.answered_at} for r in draft.case.reports]
            tx.run(q.open, doc=document(draft, reports=reports, persons=[]))
            return number

        return self.do(None, act)


def one_case(tx: Tx, number: str) -> Case:
    draft = load_one(tx, tx.value("SELECT id FROM cases WHERE number = %(n)s", n=number))
    assert draft is not None
    return draft.case


def units(tx: Tx) -> dict[str, int]:
    """Code → id."""
    return {unit.code: unit.id for unit in people.units(tx)}


def dumped(given: Any) -> str:
    return orjson.dumps(given).decode()
