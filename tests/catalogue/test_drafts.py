"""Drafts: every rule they may break, by field; and the standard a sound one becomes."""

from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from wangge.catalogue import UNSORTED, CallBack, Check, Draft, Evidence, Grade, Limit, StagedLimit
from wangge.catalogue.rules import DEFAULTS, STAGES, completed, problems, standard_of
from wangge.demo import town

SOUND = Draft("0113", "道路破损", "01", "路面有坑槽", "路面修平", limits={"handle": "3wd"})
STEP = {"code": "stop", "name": "停工", "limit": "4wh"}


def changed(**fields: Any) -> Draft:
    return replace(SOUND, **fields)


def test_a_sound_draft_breaks_nothing() -> None:
    assert problems(SOUND) == []


@pytest.mark.parametrize(
    ("draft", "field", "rule"),
    [
        (changed(category=""), "category", "code"),
        (changed(category="01/13"), "category", "code"),
        (changed(condition="第一"), "condition", "code"),
        (changed(category_name=" "), "category_name", "length"),
        (changed(condition_name=""), "condition_name", "length"),
        (changed(condition_name="长" * 501), "condition_name", "length"),
        (changed(closing=""), "closing", "length"),
        (changed(grade="huge"), "grade", "choice"),
        (changed(check="maybe"), "check", "choice"),
        (changed(call_back="some"), "call_back", "choice"),
        (changed(limits={"handel": "5wd"}), "limits.handel", "stage"),
        (changed(limits={"handle": "5 days"}), "limits.handle", "limit"),
        (changed(stages=[STEP | {"code": "停"}]), "stages.0.code", "code"),
        (changed(stages=[STEP, STEP]), "stages.1.code", "code"),
        (changed(stages=[{"code": "a", "limit": "1wh"}]), "stages.0.name", "length"),
        (changed(stages=[{"code": "a", "name": "停工"}]), "stages.0.limit", "limit"),
        (changed(evidence={"dispatch": ["photo"]}), "evidence.dispatch", "verb"),
        (changed(evidence={"feed_back": ["selfie"]}), "evidence.feed_back", "choice"),
        (changed(review_percent=101), "review_percent", "range"),
        (changed(call_back_percent=-1), "call_back_percent", "range"),
        (changed(max_extensions=10), "max_extensions", "range"),
        (changed(reopen_days=367), "reopen_days", "range"),
    ],
)
def test_a_bad_draft_names_field_and_rule(draft: Draft, field: str, rule: str) -> None:
    assert problems(draft) == [(field, rule)]


def test_all_problems_are_named_at_once() -> None:
    draft = changed(category="", grade="huge", limits={"x": "1wd", "handle": "y"}, reopen_days=-1)
    assert [problem.field for problem in problems(draft)] == [
        "category", "grade", "limits.x", "limits.handle", "reopen_days",
    ]  # fmt: skip


def test_what_a_draft_leaves_out_has_a_default() -> None:
    standard = standard_of(7, completed(SOUND))
    assert standard.limits["handle"] == Limit.parse("3wd")
    assert standard.limits["sign"] == Limit.parse("2wh")
    assert set(standard.limits) == STAGES - {"whole"}
    assert (standard.grade, standard.check, standard.call_back) == (Grade.ORDINARY, Check.FIELD, CallBack.SAMPLE)
    assert (standard.max_extensions, standard.reopen_days) == (2, 30)


def test_urgent_matters_have_urgent_defaults() -> None:
    limits = standard_of(7, completed(changed(urgent=True))).limits
    assert limits["sign"] == Limit.parse("10um")
    assert limits["dispatch"] == Limit.parse("10um")


def test_a_stored_standard_does_not_follow_later_defaults() -> None:
    """Only what was published counts, whatever the table of defaults says by then."""
    assert standard_of(7, SOUND).limits == {"handle": Limit.parse("3wd")}


def test_every_stage_has_both_defaults() -> None:
    assert DEFAULTS[False].keys() == DEFAULTS[True].keys() == STAGES - {"whole"}


def test_stages_and_evidence_are_values() -> None:
    standard = standard_of(7, changed(stages=[STEP], evidence={"feed_back": ["after", "document"]}))
    assert standard.stages == (StagedLimit("stop", "停工", Limit.parse("4wh")),)
    assert standard.evidence == {"feed_back": {Evidence.AFTER, Evidence.DOCUMENT}}


def test_a_standard_cannot_be_changed() -> None:
    standard = standard_of(7, SOUND)
    with pytest.raises(FrozenInstanceError):
        standard.urgent = True  # type: ignore[misc]
    with pytest.raises(TypeError):
        standard.limits["handle"] = Limit.parse("9wd")  # type: ignore[index]


def test_before_a_category_is_known_the_defaults_hold() -> None:
    assert UNSORTED.version == 0
    assert UNSORTED.limits == DEFAULTS[False]
    assert (UNSORTED.answerable, UNSORTED.urgent, UNSORTED.sensitive) == (False, False, False)


@pytest.mark.parametrize("row", town.plan()["standards"], ids=lambda row: f"{row['category_name']}-{row['condition']}")
def test_the_standards_of_the_town_are_sound(row: dict[str, Any]) -> None:
    assert problems(Draft(**row)) == []
