"""The request models of the moves: what each verb must, may and may not carry, and the bounds of each field."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from wangge.cases.api.fields import FIELDS
from wangge.cases.api.moves import MODELS, AnyMove, MoveBody
from wangge.cases.rules import HARMLESS, Verb

V = Verb
ANY: TypeAdapter[MoveBody] = TypeAdapter(AnyMove)

PHOTO = {"kind": "after", "file": "a" * 64}

#: A good value for each field.
GOOD: dict[str, Any] = {
    "address": "枣园路 3 号", "answer": "已答复", "as_rule": True, "assignment": 1, "assistants": ["swj"], "by": 2,
    "category": "0405", "component": "1101150101000001", "condition": "01",
    "accuracy": 12.5, "datum": "gcj02",
    "contacted": True, "declined_for": "petition",
    "demand": "说明进度", "evidence": [PHOTO],
    "found": True, "grade": "large", "grid": "110115003006001", "into": "20261102-0001", "lat": 39.7, "limit": "2wd",
    "lng": 116.3, "note": "门锁着", "outcome": "explained", "person": "gy", "reached": True, "reason": "不归我们",
    "reply": "明天完成", "reroute": "rules",
    "report": "R20261102-0001", "resolved": False, "same_as": "20261102-0001", "satisfied": "basically", "score": 5,
    "sensitive": False, "service": "119",
    "stage": "stop", "suggest": "zjw", "text": "另一件事", "title": "路灯", "turn_to": "市场监管所", "unit": "cgw",
    "units": ["swj", "zjw"], "until": "2026-11-16T09:00:00+08:00", "within": "30um",
    "withdrawn_for": "solved",
}  # fmt: skip

#: Verb → fields it must have, fields it may have. Written apart from the table.
CARRIES: dict[Verb, tuple[str, str]] = {
    V.ACCEPT: ("", "note"),
    V.ANSWER: ("answer", ""),
    V.DECLINE: ("declined_for", "reason turn_to same_as"),
    V.WITHDRAW: ("withdrawn_for", "reason"),
    V.HAND_OVER: ("service", "note"),
    V.VOID: ("reason", ""),
    V.MERGE: ("into", "note"),
    V.UNMERGE: ("reason", ""),
    V.SPLIT: ("report text", "title"),
    V.RESOLVE: ("category condition evidence", "note grid lng lat datum accuracy address"),
    V.REVIEW_PASS: ("", "note"),
    V.REVIEW_FAIL: ("reason", "evidence"),
    V.ASK_VERIFICATION: ("", "person note"),
    V.VERIFY: ("found", "note evidence"),
    V.FILE: ("category condition grid", "grade sensitive component lng lat datum accuracy address"),
    V.AMEND: ("reason", "category condition grade grid sensitive component reroute lng lat datum accuracy address"),
    V.DISPATCH: ("", "unit assistants note"),
    V.ASSIGN: ("unit", "assignment limit note"),
    V.REDISPATCH: ("unit reason", "assistants"),
    V.RELEASE: ("assignment reason", ""),
    V.TAKE_BACK: ("reason", ""),
    V.SIGN: ("", "assignment note"),
    V.RETURN: ("reason", "assignment suggest"),
    V.DISPUTE: ("reason", ""),
    V.RULE: ("unit reason", "assistants as_rule"),
    V.CONTACT: ("report reached", "assignment note"),
    V.STAGE_DONE: ("stage", "assignment note evidence"),
    V.ASK_EXTENSION: ("by reason", "assignment"),
    V.GRANT_EXTENSION: ("", "note"),
    V.REFUSE_EXTENSION: ("reason", ""),
    V.ASK_SUSPEND: ("until reason", "assignment"),
    V.GRANT_SUSPEND: ("", "note"),
    V.REFUSE_SUSPEND: ("reason", ""),
    V.RESUME: ("", "note"),
    V.FEED_BACK: ("note evidence", "assignment outcome"),
    V.WHISTLE: ("units reason", "within"),
    V.ARRIVE: ("", "assignment note evidence lng lat datum accuracy"),
    V.APPRAISE: ("assignment score", "note"),
    V.ESCALATE: ("reason", ""),
    V.HARD_CASE: ("reason", ""),
    V.ASK_CHECK: ("", "person note"),
    V.PASS: ("", "note evidence"),
    V.FAIL: ("reason", "evidence"),
    V.ASK_CALL_BACK: ("", "person note"),
    V.CALL_BACK: ("report reached", "contacted resolved satisfied note"),
    V.CLOSE: ("", "outcome answer"),
    V.FORCE_CLOSE: ("reason", ""),
    V.REOPEN: ("reason", ""),
    V.URGE: ("", "note"),
    V.SUPERVISE: ("demand", "within"),
    V.REPLY: ("reply", ""),
    V.NOTE: ("note", "evidence"),
}


def body(verb: Verb, **more: Any) -> dict[str, Any]:
    """Everything a verb must have."""
    needs, _ = CARRIES[verb]
    return {"verb": str(verb), "seen": 3} | {name: GOOD[name] for name in needs.split()} | more


def problems(given: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Where and which rule; none: accepted."""
    try:
        ANY.validate_python(given)
    except ValidationError as error:
        return [(*item["loc"][1:], item["type"]) for item in error.errors()]
    return []


def test_people_say_these_verbs_and_no_others() -> None:
    of_the_machine = {V.REPORT, V.JOIN, V.LEAVE, V.IMPORT, V.ALARM, V.RECALCULATE, V.REGRID, V.SUCCEED, V.AUTO_RESUME}
    assert set(MODELS) == set(CARRIES) == set(Verb) - of_the_machine
    for verb in of_the_machine:
        with pytest.raises(ValidationError, match="union_tag_invalid"):
            ANY.validate_python({"verb": str(verb), "seen": 1})


@pytest.mark.parametrize("verb", CARRIES)
class TestEachVerb:
    def test_what_it_must_have(self, verb: Verb) -> None:
        assert problems(body(verb)) == []
        for name in CARRIES[verb][0].split():
            without = {key: value for key, value in body(verb).items() if key != name}
            assert problems(without) == [(name, "missing")]
            assert problems(without | {name: None}) != []

    def test_what_it_may_have(self, verb: Verb) -> None:
        may = {name: GOOD[name] for name in CARRIES[verb][1].split()}
        said = ANY.validate_python(body(verb) | may).said()
        assert set(said) == set(may) | set(CARRIES[verb][0].split())
        assert set(ANY.validate_python(body(verb) | dict.fromkeys(may)).said()) == set(CARRIES[verb][0].split())

    def test_what_it_may_not_have(self, verb: Verb) -> None:
        known = {*CARRIES[verb][0].split(), *CARRIES[verb][1].split()}
        for name in {*FIELDS, "state", "actor", "at", "path"} - known:
            assert problems(body(verb, **{name: GOOD.get(name, 1)})) == [(name, "extra_forbidden")]

    def test_what_was_seen(self, verb: Verb) -> None:
        unseen = {key: value for key, value in body(verb).items() if key != "seen"}
        assert problems(unseen) == ([] if verb in HARMLESS else [("seen", "missing")])
        for seen in (0, -1, 2**31, "three"):
            assert problems(body(verb, seen=seen)) != []


class TestFields:
    def test_all_have_a_good_value(self) -> None:
        assert set(GOOD) == set(FIELDS)

    @pytest.mark.parametrize("name", [name for name, value in GOOD.items() if isinstance(value, str)])
    def test_words_and_codes_hold_no_control_characters(self, name: str) -> None:
        field = TypeAdapter(FIELDS[name])
        assert field.validate_python(GOOD[name])
        for bad in ("", "   ", "a\x00b", "a\x1bb", "\ud800", "x" * 4001):
            with pytest.raises(ValidationError):
                field.validate_python(bad)

    @pytest.mark.parametrize(
        ("name", "bad"),
        [
            ("assignment", [0, -1, 10_001, 1.5]),
            ("by", [0, -3, 10_000]),
            ("score", [0, 6, "good"]),
            ("lng", [180.1, -181, float("nan"), float("inf"), "east"]),
            ("lat", [90.5, -91, float("nan")]),
            ("grade", ["huge", ""]),
            ("outcome", ["forced", "withdrawn", "good"]),
            ("satisfied", ["very", "satisfied\n", True]),
            ("limit", ["5", "0wd", "5d", "5wh eod", "99999wd", "5wd  eod"]),
            ("within", ["soon"]),
            ("until", ["2026-11-16", "2026-11-16T09:00:00", "1999-01-01T00:00:00Z", "3000-01-01T00:00:00Z", "soon"]),
            ("unit", ["城管委", "a b", "x" * 41, "cgw\n", "cgw;"]),
            ("units", [[], ["x"] * 21, "swj", [None]]),
            ("assistants", [["x"] * 21, [""]]),
            ("report", ["R 1", "x" * 41]),
            ("title", ["x" * 101]),
            ("person", ["x" * 41]),
            ("address", ["x" * 201]),
            ("turn_to", ["x" * 501]),
            ("found", ["perhaps", 2, None]),
            ("evidence", [
                [PHOTO] * 31, [{"kind": "after"}], [{"file": "a" * 64}], [PHOTO | {"text": "和"}], ["a" * 64],
                [{"kind": "after", "file": "A" * 64}], [{"kind": "after", "file": "a" * 63}], [PHOTO | {"size": 1}],
                [{"kind": "answer", "text": ""}],
            ]),
        ],
    )  # fmt: skip
    def test_bounds(self, name: str, bad: list[Any]) -> None:
        field = TypeAdapter(FIELDS[name])
        accepted = [value for value in bad if not refused(field, value)]
        assert accepted == []

    def test_words_lose_their_blanks_and_keep_their_lines(self) -> None:
        assert TypeAdapter(FIELDS["note"]).validate_python("  一\n二\t三 ") == "一\n二\t三"

    def test_evidence_is_a_file_or_words(self) -> None:
        shown = [PHOTO, {"kind": "answer", "text": "已说明"}]
        said = ANY.validate_python(body(V.FEED_BACK, evidence=shown)).said()
        assert said["evidence"] == shown
        assert problems(body(V.FEED_BACK, evidence=[{"kind": "after"}])) == [("evidence", 0, "value_error")]

    @pytest.mark.parametrize("text", ["4wh", "5wd", "5wd eod", "15cd", "15cd eod", "2uh", "30um"])
    def test_limits_as_people_write_them(self, text: str) -> None:
        assert TypeAdapter(FIELDS["within"]).validate_python(text) == text


def refused(field: TypeAdapter[Any], value: Any) -> bool:
    try:
        field.validate_python(value)
    except ValidationError:
        return True
    return False


def test_false_is_said_and_nothing_is_not() -> None:
    assert ANY.validate_python(body(V.VERIFY, found=False)).said() == {"found": False}
    amended = ANY.validate_python(body(V.AMEND, sensitive=False, grade=None)).said()
    assert amended == {"reason": "不归我们", "sensitive": False}


@pytest.mark.parametrize("given", [{}, {"verb": "fly", "seen": 1}, {"verb": None}, {"seen": 1}, [], "note", None])
def test_what_is_no_move(given: Any) -> None:
    with pytest.raises(ValidationError):
        ANY.validate_python(given)
