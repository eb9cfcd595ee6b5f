"""Limits by area class: of the standard, and of a case in a grid of that class, from its first event to the proof."""

from datetime import timedelta

import pytest

from tests import town
from tests.cases.histories import Teller, one_case
from tests.cases.showing import due
from tests.cases.worlds import PATH, Tale, told, world
from tests.database import DISTRICT
from wangge import catalogue, places
from wangge.cases.actions import regrid
from wangge.cases.history import verify
from wangge.cases.rules import Stage, Verb
from wangge.catalogue import Draft, Limit
from wangge.catalogue.rules import Problem, completed, problems, standard_of
from wangge.kit.tx import Pool, work
from wangge.places.rules.changes.drafts import Move

CLASSES = {"A": {"handle": "4wh", "whole": "1wd"}, "C": {"handle": "9wd"}}
STEPS = [{"code": "stop", "name": "制止", "limit": "2wd", "classes": {"A": "2wh"}}]
DRAFT = Draft(
    "0110", "暴露垃圾", "01", "有垃圾", "清走", limits={"handle": "1wd"}, class_limits=CLASSES, stages=STEPS
)  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "area", "limit"),
    [
        ("handle", "A", "4wh"),
        ("handle", "B", "1wd"),  # not named: the general one
        ("handle", "C", "9wd"),
        ("handle", None, "1wd"),
        ("handle", "", "1wd"),
        ("sign", "A", "2wh"),
        ("whole", "A", "1wd"),
    ],
)
def test_the_limit_of_a_stage(stage: str, area: str | None, limit: str) -> None:
    assert standard_of(1, completed(DRAFT)).limit_of(stage, area) == Limit.parse(limit)


def test_only_the_whole_may_have_none() -> None:
    assert standard_of(1, completed(DRAFT)).limit_of("whole", "B") is None


@pytest.mark.parametrize(("area", "limit"), [("A", "2wh"), ("C", "2wd"), (None, "2wd")])
def test_the_limit_of_a_step(area: str | None, limit: str) -> None:
    (step,) = standard_of(1, DRAFT).stages
    assert step.limit_of(area) == Limit.parse(limit)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"class_limits": {"D": {"handle": "1wd"}}}, Problem("class_limits.D", "area_class")),
        ({"class_limits": {"A": {"handle": "soon"}}}, Problem("class_limits.A.handle", "limit")),
        ({"class_limits": {"A": {"handel": "1wd"}}}, Problem("class_limits.A.handel", "stage")),
        ({"stages": [STEPS[0] | {"classes": {"A": "x"}}]}, Problem("stages.0.classes.A", "limit")),
        ({"stages": [STEPS[0] | {"classes": {"Z": "1wd"}}]}, Problem("stages.0.classes.Z", "area_class")),
        ({"kinds": ["help", "wish"]}, Problem("kinds", "choice")),
    ],
)
def test_a_bad_one_is_named(changes: dict[str, object], problem: Problem) -> None:
    assert problems(Draft("0110", "x", "01", "x", "x", **changes)) == [problem]  # type: ignore[arg-type]


# -- in a case --------------------------------------------------------------------------------------

WORLD = world(limits={"handle": "5wd"}, class_limits=CLASSES, stages=STEPS)


def in_class(area: str | None) -> Tale:
    tale = Tale(WORLD).say(Verb.REPORT, area_class=area).wait(minutes=5).say(Verb.FILE, area_class=area)
    return tale.wait(minutes=5).say(Verb.DISPATCH)


@pytest.mark.parametrize(
    ("area", "handle", "step"),
    [
        ("A", "Mon 2026-11-02 14:10", "Mon 2026-11-02 11:10"),
        ("B", "Mon 2026-11-09 09:10", "Wed 2026-11-04 09:10"),
        ("C", "Fri 2026-11-13 09:10", "Wed 2026-11-04 09:10"),
        (None, "Mon 2026-11-09 09:10", "Wed 2026-11-04 09:10"),
    ],
)
def test_clocks_run_by_the_class_of_the_grid(area: str | None, handle: str, step: str) -> None:
    tale = in_class(area)
    assert tale.case.area_class == area
    assert (due(tale.clock(Stage.HANDLE, 1)), due(tale.clock(Stage.STAGED, 1, "stop"))) == (handle, step)


def test_an_amended_place_brings_its_limits() -> None:
    tale = in_class("A").say(Verb.AMEND, grid=8, path=PATH, area_class="C")
    assert due(tale.clock(Stage.HANDLE, 1)) == "Fri 2026-11-13 09:10"
    assert tale.clock(Stage.WHOLE).dropped  # class C has none


def test_an_event_of_old_that_says_no_class() -> None:
    assert told("report file dispatch", WORLD).case.area_class is None


# -- in the database --------------------------------------------------------------------------------


@pytest.mark.db
@pytest.mark.parametrize(("grid", "area", "limit"), [(town.LIYUAN, "A", "4wh"), (town.COLLEGE, None, "1wd")])
def test_a_case_keeps_the_class_of_its_grid(pool: Pool, grid: str, area: str | None, limit: str) -> None:
    teller = Teller(pool)
    teller.do(town.SHIFT_LEAD, lambda tx: catalogue.publish(tx, DRAFT))
    number = teller.report(grid=grid, category="0110", condition="01")
    teller.say(town.DISPATCHER, number, Verb.DISPATCH, unit="cgw")
    with work(pool, DISTRICT) as tx:
        case = one_case(tx, number)
        assert case.area_class == area
        handle = next(c for c in case.clocks if c.stage is Stage.HANDLE)
        assert str(handle.limit) == limit
        assert verify(tx, [number]) == []


@pytest.mark.db
def test_a_grid_that_moves_says_its_class_again(pool: Pool) -> None:
    teller = Teller(pool)
    number = teller.filed("暴露生活垃圾", grid=town.FUQIANG)
    teller.wait(days=1)
    teller.do(None, lambda tx: places.decide(tx, Move(grid="110115001001", parent="110115003")))
    assert teller.do(None, regrid.follow) == 1
    with work(pool, DISTRICT, now=teller.now + timedelta(days=1)) as tx:
        case = one_case(tx, number)
        assert (case.area_class, case.path.startswith("110115/003/")) == ("C", True)
        assert verify(tx, [number]) == []
