"""How a story is told: people of the fixture town do things to cases at set times, over HTTP."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.stories import walks
from tests.stories.scene import Scene
from tests.town import matter
from wangge.cases.rules import Case
from wangge.clock import LADDER, Explanation, explain

BEIJING = ZoneInfo("Asia/Shanghai")

#: Codes of a refusal that are not 409.
STATUS = {
    "session.none": 401,
    "duty.missing": 403,
    "move.duty": 403,
    "move.scope": 403,
    "move.holder": 403,
    "move.visible": 403,
    "case.unknown": 404,
    "report.unknown": 404,
    "unit.unknown": 404,
    "request.field": 422,
    "move.seen_missing": 422,
    "move.seen_ahead": 422,
}

#: Who is refused for one of these was not offered the verb; other conditions wait for what is said with it.
NEVER_OFFERED = frozenset({"move.state", "move.duty", "move.scope", "move.holder", "move.visible"})

#: Verbs about one report; where a case has one, it need not be named.
ABOUT_A_REPORT = ("contact", "call_back", "split")


@dataclass
class Refusal:
    """Somebody was refused a verb: shown in the walk between the events where it happened."""

    at: datetime
    who: str
    verb: str
    code: str
    after: int


class Told:
    """A case, as the story follows it."""

    def __init__(self, scene: Scene, number: str, report: str) -> None:
        self.scene, self.number, self.report = scene, number, report
        self.refusals: list[Refusal] = []

    @property
    def case(self) -> Case:
        return self.scene.case(self.number)

    def is_now(self, state: str, lead: str | None = None, **facts: Any) -> None:
        """The state, the unit that leads, and any counters or marks of the case."""
        case = self.case
        said = {"state": state, **facts} | ({"lead": lead} if lead else {})
        found = {name: self._name(case.lead) if name == "lead" else getattr(case, name) for name in said}
        assert found == said, f"{self.number} is {found}"

    def held(self, unit: str) -> str:
        """What became of the last assignment of a unit."""
        return next(a.held for a in reversed(self.case.assignments) if self._name(a) == unit)

    def no_of(self, unit: str) -> int:
        return next(a.no for a in reversed(self.case.assignments) if self._name(a) == unit)

    def due(self, stage: str, of: str | None = None, code: str = "") -> str | None:
        """Beijing time of a deadline; None while its clock stands still."""
        due = self._clocks(stage, of, code)[-1].due_at
        return due and beijing(due)

    def rang(self, stage: str, of: str | None = None) -> list[int]:
        """Per cents of the limit at which the last clock of a stage rang."""
        return list(LADDER[: self._clocks(stage, of)[-1].rung])

    def why(self, stage: str, of: str | None = None) -> Explanation:
        """What a deadline counted, up to now."""
        clock = self._clocks(stage, of)[-1]
        return explain(clock.started_at, clock.limit, self.scene.calendar(), clock.pauses, self.scene.now)

    def verbs(self) -> list[str]:
        """Everything that happened to it, in order."""
        return self.scene.verbs(self.number)

    def late(self) -> set[tuple[str, str]]:
        """Stage and unit of every deadline that passed before it was met; a right that lapses is no lateness."""
        case, now = self.case, self.scene.now
        return {
            (c.stage.value, self._name(case.assignment(c.assignment)))
            for c in case.clocks
            if c.stage != "return" and c.due_at is not None and c.due_at < (c.ended_at or now)
        }

    def _clocks(self, stage: str, of: str | None, code: str = "") -> list[Any]:
        case = self.case
        return [
            c
            for c in case.clocks
            if c.stage == stage and c.code == code and (of is None or self._name(case.assignment(c.assignment)) == of)
        ]

    def _name(self, assignment: Any) -> str:
        return self.scene.names[assignment.unit] if assignment else ""


class Person:
    """Somebody of the town, signed in; ``login`` None is a stranger."""

    def __init__(self, story: "Story", login: str | None) -> None:
        self.story, self.scene, self.login = story, story.scene, login
        self.name = story.scene.name_of(login)

    def reports(self, text: str, **fields: Any) -> Told:
        """A report of one's own making; it is what the story is about from now on."""
        body = self._spoken(fields, None) | {"text": text}
        answer = self.scene.post(self.login, "/reports", {"channel": "hotline", "kind": "complain"} | body)
        done = answer.json()
        assert answer.status_code == 201, f"{self.name} reports: {done}"
        if known := next((t for t in self.story.told if t.number == done["case"]), None):
            return known
        told = Told(self.scene, done["case"], done["number"])
        self.story.told.append(told)
        return told

    def does(self, verb: str, on: Told | None = None, **said: Any) -> dict[str, Any]:
        """A verb that was offered and goes through."""
        told = on or self.story.told[-1]
        page = self.reads(told)
        offered = {item["verb"] for item in page["available"]}
        answer = self._move(told, verb, page["seq"], said)
        done: dict[str, Any] = answer.json()
        assert answer.status_code == 201, f"{self.name} {verb}: {done}"
        assert verb in offered, f"{self.name} did {verb} without being offered it"
        return done

    def may_not(self, verb: str, because: str, on: Told | None = None, **said: Any) -> dict[str, Any]:
        """A verb that is refused by the rule named, changes nothing and leaves a line in the audit log."""
        told = on or self.story.told[-1]
        before = told.case
        seen = said.pop("seen", before.seq)
        answer = self._move(told, verb, seen, said)
        refused: dict[str, Any] = answer.json()
        status = STATUS.get(because, 409)
        assert (answer.status_code, refused["error"]) == (status, because), f"{self.name} {verb}: {refused}"
        assert told.case == before
        if status in (403, 409):
            path = f"/api/v1/cases/{told.number}/moves"
            assert self.scene.last_audit(self.login) == (f"refused:{verb}", path, because)
        if self.sees(told) and (because in NEVER_OFFERED or not (said or because == "move.news")):
            assert verb not in {item["verb"] for item in self.reads(told)["available"]}
        told.refusals.append(Refusal(self.scene.now, self.name, verb, because, before.seq))
        return refused

    def sees(self, told: Told) -> bool:
        return self.scene.get(self.login, f"/cases/{told.number}").status_code == 200

    def reads(self, told: Told) -> dict[str, Any]:
        answer = self.scene.get(self.login, f"/cases/{told.number}")
        page: dict[str, Any] = answer.json()
        assert answer.status_code == 200, f"{self.name} reads {told.number}: {page}"
        return page

    def licenses(self, **wanted: Any) -> None:
        """From which confidence a step acts alone."""
        answer = self.scene.put(self.login, "/advice/licences", wanted)
        assert answer.status_code == 200, f"{self.name} licenses: {answer.json()}"

    def queue(self, **filters: Any) -> list[str]:
        """Numbers of the open cases on this person's list, due first."""
        page = self.scene.get(self.login, "/cases", **filters).json()
        return [row["number"] for row in page["cases"]]

    def _move(self, told: Told, verb: str, seen: int | None, said: dict[str, Any]) -> Any:
        about = {"report": told.report} if verb in ABOUT_A_REPORT else {}
        body = about | {"verb": verb, "seen": seen} | self._spoken(said, told)
        return self.scene.post(self.login, f"/cases/{told.number}/moves", body)

    def _spoken(self, said: dict[str, Any], told: Told | None) -> dict[str, Any]:
        """What the story says by name, as the interface takes it."""
        body: dict[str, Any] = {}
        for name, value in said.items():
            body |= SPOKEN[name](self, told, value) if name in SPOKEN else {name: value}
        return body

    def shown(self, kinds: str | dict[str, str]) -> list[dict[str, str]]:
        """Evidence: kinds of picture, brought first; or words by their kind."""
        if isinstance(kinds, dict):
            return [{"kind": kind, "text": text} for kind, text in kinds.items()]
        return [{"kind": kind, "file": self.scene.bring(self.login, kind)} for kind in kinds.split()]


def _matter(who: Person, told: Told | None, value: str | tuple[str, str]) -> dict[str, Any]:
    category, condition = matter(value) if isinstance(value, str) else matter(*value)
    return {"category": category, "condition": condition}


def _units(who: Person, value: str) -> list[str]:
    return [who.scene.codes[unit] for unit in value.split()]


#: Fields that a story says by name: units by their short names, people by theirs, cases as it knows them.
SPOKEN: dict[str, Callable[[Person, Any, Any], dict[str, Any]]] = {
    "matter": _matter,
    "unit": lambda who, told, value: {"unit": who.scene.codes[value]},
    "suggest": lambda who, told, value: {"suggest": who.scene.codes[value]},
    "units": lambda who, told, value: {"units": _units(who, value)},
    "assistants": lambda who, told, value: {"assistants": _units(who, value)},
    "of": lambda who, told, value: {"assignment": told.no_of(value)},
    "person": lambda who, told, value: {"person": who.scene.logins[value]},
    "into": lambda who, told, value: {"into": value.number},
    "repeat_of": lambda who, told, value: {"repeat_of": value.number},
    "phone": lambda who, told, value: {"person": {"name": "李建国", "phone": value}},
    "until": lambda who, told, value: {"until": moment(value).isoformat()},
    "evidence": lambda who, told, value: {"evidence": who.shown(value)},
}


@dataclass
class Story:
    """A walk through the town: who, when, what; and at the end its history, whole and as the reference shows it."""

    scene: Scene
    key: str  # of the test that tells it
    title: str
    lead: str
    told: list[Told] = field(default_factory=list)
    began: datetime | None = None

    def cast(self, names: str) -> list[Person]:
        return [Person(self, self.scene.logins[name]) for name in names.split()]

    def split_from(self, first: Told) -> Told:
        """The case that a split made."""
        told = Told(self.scene, *self.scene.split_from(first.number))
        self.told.append(told)
        return told

    @property
    def stranger(self) -> Person:
        return Person(self, None)

    def standard(self, name: str, **changes: Any) -> None:
        """The district publishes a new version of a standard: what holds for cases filed from now on."""
        self.scene.publish(*matter(name), changes)

    def at(self, text: str) -> None:
        """Time passes until then (Beijing; the day may be left out); the worker does what falls due on the way."""
        now = moment(text if len(text) > 5 else f"{beijing(self.scene.now)[:10]} {text}")
        if self.began is None:
            self.began = self.scene.now = now
        self.scene.passes(now)

    def ends(self) -> None:
        """Every history is whole, and the reference tells the same walk."""
        self.scene.verify()
        walks.compare(self)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING).astimezone(UTC)


def beijing(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def story_of(scene: Scene, request: pytest.FixtureRequest) -> Story:
    """The docstring of a test: its title on the first line, then what happens."""
    title, _, lead = (request.function.__doc__ or "").strip().partition("\n")
    return Story(scene, f"{request.path.name}::{request.function.__name__}", title, " ".join(lead.split()))
