"""Under a licence the system files and sends; without one, or where anything stands against it, people do."""

from typing import Any

import pytest

from tests import town
from tests.cases.histories import Teller
from tests.database import DISTRICT
from tests.triage.licence.trusting import (
    GARBAGE,
    HEAT,
    TEXT,
    Words,
    allow,
    arrives,
    events,
    learned,
    steps,
    verbs,
    works,
)
from wangge.cases.rules import Case, Verb
from wangge.kit import feed
from wangge.kit.tx import work
from wangge.triage.actions import advising, automatic
from wangge.triage.actions.licence import allows
from wangge.triage.actions.units import NONE

pytestmark = pytest.mark.db


def test_nothing_acts_by_default(t: Teller) -> None:
    number = arrives(t)
    filed = t.filed("道路破损")
    works(t)
    assert verbs(t.pool, number) == ["report"]
    assert verbs(t.pool, filed) == ["report", "file"]
    with work(t.pool, DISTRICT) as tx:
        assert not any(allows(tx, step, GARBAGE, 1.0) for step in ("category", "place", "unit"))


def test_filed_and_sent_by_itself_and_marked(t: Teller) -> None:
    allow(t, "category")
    allow(t, "unit")
    number = arrives(t)
    works(t)
    report, filed, sent = events(t.pool, number)
    assert report == ("report", False, None)
    assert filed[:2] == ("file", True)
    assert sent[:2] == ("dispatch", True)
    [step] = filed[2]
    assert (step["step"], step["model"], step["confidence"]) == ("category", "learned-1", 0.97)
    [step] = sent[2]
    assert (step["step"], step["confidence"]) == ("unit", None)
    assert step["model"].startswith("rule-")
    with work(t.pool, DISTRICT) as tx:
        case = tx.row("SELECT category, condition, state FROM cases WHERE number = %(number)s", number=number)
    assert case == {"category": GARBAGE, "condition": "01", "state": "dispatched"}


@pytest.mark.parametrize(("thought", "then"), [(GARBAGE, ["report", "file"]), (HEAT, ["report"])])
def test_what_the_reporter_chose_is_not_overruled(t: Teller, thought: str, then: list[str]) -> None:
    allow(t, "category")
    number = arrives(t, category=thought, condition="01")
    works(t)
    assert verbs(t.pool, number) == then


def test_what_was_done_is_kept_beside_the_advice_without_a_word(t: Teller) -> None:
    allow(t, "category")
    number = arrives(t)
    works(t)
    [done] = steps(t.pool, number)
    assert (done["step"], done["suggested"], done["confidence"], done["sampled"]) == ("category", GARBAGE, 0.97, True)
    with work(t.pool, DISTRICT) as tx:
        rows = tx.rows(
            "SELECT s.* FROM suggestions s JOIN cases c ON c.id = s.case_id WHERE c.number = %(number)s"
            " ORDER BY s.step",
            number=number,
        )
    assert [(row["step"], row["suggested"], row["chosen"]) for row in rows] == [
        ("category", GARBAGE, GARBAGE),
        ("condition", "01", "01"),
    ]
    assert all(row["auto"] and row["by"] is None and row["chosen_by"] is None for row in rows)
    assert rows[0]["candidates"] == [[GARBAGE, 0.97]]
    assert "垃圾" not in str(rows)


def test_only_from_the_confidence_on(t: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(t, "category", confidence=0.98)
    number = arrives(t)
    works(t)
    assert verbs(t.pool, number) == ["report"]
    monkeypatch.setattr(automatic, "live", learned(0.98))
    number = arrives(t)
    works(t)
    assert verbs(t.pool, number) == ["report", "file"]


def test_the_words_of_the_catalogue_alone_never_act(t: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automatic, "live", learned(0.99, "cold"))
    allow(t, "category")
    number = arrives(t)
    works(t)
    assert verbs(t.pool, number) == ["report"]


@pytest.mark.parametrize(
    ("told", "acts"), [({}, True), ({"names": (HEAT,)}, False), ({"evidence": False}, False)], ids=str
)
def test_only_what_was_learned_and_has_words_for_it(
    t: Teller, monkeypatch: pytest.MonkeyPatch, told: dict[str, Any], acts: bool
) -> None:
    """A category the model never learned may be advised by the catalogue's words; these never act."""
    for name, value in told.items():
        monkeypatch.setattr(Words, name, value)
    allow(t, "category")
    number = arrives(t)
    works(t)
    assert ("file" in verbs(t.pool, number)) is acts


def test_a_category_that_is_off_stays_off_in_an_active_class(t: Teller) -> None:
    allow(t, "category")
    allow(t, "category", GARBAGE, active=False)
    off, on = arrives(t), arrives(t, "门前路面有坑")
    works(t)
    assert verbs(t.pool, off) == ["report"]
    assert verbs(t.pool, on) == ["report", "file"]


LEFT: list[dict[str, Any]] = [
    {"kind": "denounce"},
    {"confidential": True},
    {"sensitive": True},
    {"kind": "consult"},
    {"text": f"{TEXT}，楼道里燃气泄漏"},
    {"text": "投诉物业公司不清生活垃圾", "kind": "complain"},
    {"text": "1、生活垃圾成堆。2、门前路面有坑。"},
    {"text": "不知道说什么"},
    {"grid": None},  # and no licence for places
]


@pytest.mark.parametrize("fields", LEFT, ids=str)
def test_left_to_people(t: Teller, fields: dict[str, Any]) -> None:
    allow(t, "category")
    allow(t, "unit")
    number = arrives(t, **fields)
    works(t)
    assert "file" not in verbs(t.pool, number)


def place_of(grid: str | None, confidence: float = 0.97, *, conflict: bool = False) -> Any:
    candidates = [{"grid": grid, "confidence": confidence}] if grid else []
    found = {
        "action": "take" if grid else "ask",
        "candidates": candidates,
        "conflict": {} | {"metres": 900} if conflict else None,
    }
    return lambda tx, asked: found


def test_a_place_told_by_the_words_needs_a_licence_of_its_own(t: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(t, "category")
    monkeypatch.setattr(advising, "place_advice", place_of(town.LIYUAN))
    first = arrives(t, grid=None)
    works(t)
    assert verbs(t.pool, first) == ["report"]
    allow(t, "place", confidence=0.96)
    second = arrives(t, grid=None)
    works(t)
    assert verbs(t.pool, second) == ["report", "file"]
    assert [(step["step"], step["suggested"]) for step in steps(t.pool, second)] == [
        ("category", GARBAGE),
        ("place", town.LIYUAN),
    ]
    monkeypatch.setattr(advising, "place_advice", place_of(town.LIYUAN, 0.95))
    third = arrives(t, grid=None)
    works(t)
    assert verbs(t.pool, third) == ["report"]


@pytest.mark.parametrize(
    ("advice", "acts"),
    [
        (place_of(town.LIYUAN), True),
        (place_of(None), True),
        (place_of(town.FUQIANG), False),
        (place_of(town.LIYUAN, conflict=True), False),
    ],
    ids=["the same", "nothing told", "another", "point and words apart"],
)
def test_words_that_contradict_the_place(t: Teller, monkeypatch: pytest.MonkeyPatch, advice: Any, acts: bool) -> None:
    allow(t, "category")
    monkeypatch.setattr(advising, "place_advice", advice)
    number = arrives(t)
    works(t)
    assert ("file" in verbs(t.pool, number)) is acts


class TestSending:
    def test_what_a_person_filed_is_sent_by_the_rule(self, t: Teller) -> None:
        allow(t, "unit", "01")
        number, other = t.filed("道路破损"), t.filed("私搭乱建")
        works(t)
        assert verbs(t.pool, number) == ["report", "file", "dispatch"]
        assert [step["licence"] for step in steps(t.pool, number)] != []
        assert verbs(t.pool, other)[:2] == ["report", "file"]

    def history(self, confidence: float, unit: int) -> Any:
        advice = NONE._replace(how="history", unit=unit, unit_name="", confidence=confidence)
        return lambda tx, matter: advice

    @pytest.mark.parametrize(("confidence", "acts"), [(0.95, True), (0.94, False)])
    def test_to_who_handled_such_cases_where_sure(
        self, t: Teller, monkeypatch: pytest.MonkeyPatch, confidence: float, acts: bool
    ) -> None:
        allow(t, "unit")
        with work(t.pool, DISTRICT) as tx:
            water = town.unit(tx, "水务局")
        monkeypatch.setattr(automatic.units, "unit_advice", self.history(confidence, water))
        number = t.filed("道路破损")
        works(t)
        assert ("dispatch" in verbs(t.pool, number)) is acts
        assert [(s["suggested"], s["model"], s["confidence"]) for s in steps(t.pool, number)] == (
            [(str(water), "history", 0.95)] if acts else []
        )

    def test_the_street_as_a_fallback_is_left_to_people(self, t: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
        allow(t, "unit")
        with work(t.pool, DISTRICT) as tx:
            street = town.unit(tx, "清源街道办")
        advice = NONE._replace(how="fallback", unit=street, confidence=0.99)
        monkeypatch.setattr(automatic.units, "unit_advice", lambda tx, matter: advice)
        number = t.filed("道路破损")
        works(t)
        assert verbs(t.pool, number) == ["report", "file"]

    def test_a_complaint_about_an_office_never_goes_to_it_by_itself(self, t: Teller) -> None:
        allow(t, "unit")
        number = t.filed("道路破损", text="街道办修的路面坏了不管", kind="complain")
        works(t)
        assert verbs(t.pool, number) == ["report", "file"]

    def test_what_came_back_is_left_to_people(self, t: Teller) -> None:
        number = t.filed("道路破损")
        t.say(town.DISPATCHER, number, Verb.DISPATCH, unit="cgw")
        t.say(town.DISPATCHER, number, Verb.TAKE_BACK)
        allow(t, "unit")
        works(t)
        assert verbs(t.pool, number) == ["report", "file", "dispatch", "take_back"]


def test_the_sample_is_the_same_for_the_same_step(t: Teller) -> None:
    allow(t, "category", sample=50)
    numbers = [arrives(t) for _ in range(12)]
    works(t)
    first = [steps(t.pool, number)[0] for number in numbers]
    assert 0 < sum(step["sampled"] for step in first) < 12
    with work(t.pool, DISTRICT) as tx:
        held = next(each for each in automatic.licences(tx) if each.step == "category" and each.active)
        taken = automatic.Taken("category", GARBAGE, 0.97, "learned-1", held)
        again = [automatic._drawn(tx, Case(step["case_id"], "", path=""), taken) for step in first]
    assert again == [step["sampled"] for step in first]


def test_an_idle_reader_writes_nothing(t: Teller) -> None:
    works(t)
    with work(t.pool, DISTRICT) as tx:
        assert feed.news(tx, automatic.READER, 10) == []
    assert automatic.follow(t.pool, DISTRICT) == 0
