"""The order of ownership rules as a table: each line is won by its first rule, whatever the order they come in."""

from itertools import permutations
from typing import Any

import pytest

from tests.dispatch.books import (
    CGW,
    COMMUNITY,
    DISTRICT,
    FAR,
    GRID,
    LY,
    NIGHT,
    NOON,
    QY,
    RL,
    STREET,
    SWJ,
    UNITS,
    XF,
    book,
    decide,
    facts,
    rule,
)
from wangge.dispatch.rules import Rule, Standing

EXCEPTION = {"exact": "grid", "grid": 1}
COMPOUND = {"exact": "compound", "named": "丽园小区"}
PART = {"exact": "component", "named": "110115003006b01"}
KNOWN: dict[str, Any] = {"component": "110115003006b01", "owner": SWJ, "maintainer": RL, "address": "丽园小区 3 号楼"}
NIGHTS = N = "mon-sun 22:00-06:00"
W = "11-01/03-31"

# fmt: off
COND, MINOR, R = "b0110/01", "b0110", rule

TABLE: list[tuple[str, Rule, Rule, str]] = [
    # what                         goes before                      this one                      by
    ("exception over everything",       R(1, area=GRID, **EXCEPTION),    R(2, COND, GRID, owner="5"), "exception"),
    ("a component over its compound",   R(1, **PART),                    R(2, COND, GRID, **COMPOUND),  "exception"),
    ("a compound over its grid",        R(1, **COMPOUND),                R(2, COND, GRID, **EXCEPTION), "exception"),
    ("owner over category",             R(1, owner=str(SWJ)),            R(2, COND, GRID),              "component"),
    ("this owner over any",             R(1, owner=str(SWJ)),            R(2, MINOR, GRID, owner="any"), "component"),
    ("the owner acts: any component",   R(1, lead="@owner"),             R(2, COND, GRID),              "component"),
    ("the maintainer acts: likewise",   R(1, lead="@maintainer"),        R(2, COND, GRID),              "component"),
    ("condition over minor class",      R(1, COND),                      R(2, MINOR, GRID),             "category"),
    ("minor over major class",          R(1, MINOR),                     R(2, "b01", GRID),             "category"),
    ("major class over kind",           R(1, "b01"),                     R(2, "component", GRID),       "category"),
    ("kind over everything",            R(1, "component"),               R(2, "", GRID),                "category"),
    ("grid over community",             R(1, MINOR, GRID),               R(2, MINOR, COMMUNITY, hours=N), "area"),
    ("community over street",           R(1, MINOR, COMMUNITY),          R(2, MINOR, STREET),           "area"),
    ("street over district",            R(1, MINOR, STREET),             R(2, MINOR, DISTRICT),         "area"),
    ("district over nowhere said",      R(1, MINOR, DISTRICT),           R(2, MINOR),                   "area"),
    ("hours over always",               R(1, MINOR, STREET, hours=N),    R(2, MINOR, STREET),           "window"),
    ("season over always",              R(1, MINOR, season=W),           R(2, MINOR),                   "window"),
    ("hours and season over hours",     R(1, MINOR, hours=N, season=W),  R(2, MINOR, hours=N),          "window"),
]
# fmt: on


@pytest.mark.parametrize(("first", "second", "why"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_goes_before(first: Rule, second: Rule, why: str) -> None:
    for rules in permutations((first, second)):
        found = book(*rules).decide(facts("b0110", at=NIGHT, **KNOWN))
        assert (found.how, found.rule) == ("rule", first)
        assert [tuple(lost) for lost in found.lost] == [(2, why)]


# fmt: off
UNFIT: list[tuple[str, Rule, dict[str, Any]]] = [
    ("not_in_force",    rule(1, valid_from=NIGHT),                   {"at": NOON}),
    ("not_in_force",    rule(1, valid_to=NOON),                      {"at": NOON}),
    ("not_in_force",    rule(1, until=NOON),                         {"at": NIGHT}),
    ("outside_window",  rule(1, hours=NIGHTS),                       {"at": NOON}),
    ("outside_window",  rule(1, season="04-01/10-31"),               {}),
    ("other_owner",     rule(1, owner=str(SWJ)),                     {"owner": RL}),
    ("other_owner",     rule(1, owner="any"),                        {}),
    ("other_owner",     rule(1, lead="@maintainer"),                 {"owner": RL}),
    ("other_component", rule(1, **PART),                             {}),
    ("other_component", rule(1, **PART),                             {"component": "x"}),
    ("other_compound",  rule(1, **COMPOUND),                         {"address": "枣园小区"}),
    ("nobody",          rule(1, lead=99),                            {}),
    ("nobody",          rule(1, lead="@community"),                  {"path": FAR}),
]
# fmt: on


@pytest.mark.parametrize(("why", "one", "asked"), UNFIT)
def test_does_not_hold_and_says_why(why: str, one: Rule, asked: dict[str, Any]) -> None:
    found = decide(one, rule(2, lead=RL), **asked)
    assert found.rule is not None
    assert (found.lead, found.rule.version, [tuple(lost) for lost in found.lost]) == (RL, 2, [(1, why)])


@pytest.mark.parametrize(
    "one", [rule(1, "0111"), rule(1, "0110/02"), rule(1, "component"), rule(1, "b01"), rule(1, "", FAR)]
)
def test_elsewhere_is_not_even_looked_at(one: Rule) -> None:
    found = decide(one)
    assert (found.how, found.lead, found.lost) == ("fallback", QY, ())


class TestWhoActs:
    @pytest.mark.parametrize(
        ("lead", "asked", "unit", "level"),
        [
            (CGW, {}, CGW, "district"),
            ("@street", {}, QY, "street"),
            ("@street", {"path": FAR}, XF, "street"),
            ("@community", {}, LY, "community"),
            ("@owner", {"owner": SWJ}, SWJ, "district"),
            ("@maintainer", {"maintainer": RL}, RL, "district"),
        ],
    )
    def test_by_the_place_or_the_component(self, lead: Any, asked: dict[str, Any], unit: int, level: str) -> None:
        found = decide(rule(1, lead=lead), **asked)
        assert (found.lead, found.level, found.how) == (unit, level, "rule")

    def test_the_street_where_nothing_fits(self) -> None:
        found = decide(rule(1, "0502"))
        assert (found.lead, found.how, found.rule) == (QY, "fallback", None)

    def test_nobody_where_the_place_has_no_street(self) -> None:
        found = decide(path="999/")
        assert (found.lead, found.how) == (None, "nobody")

    def test_assistants_once_each_and_without_the_lead(self) -> None:
        one = rule(1, lead="@street", assistants=(str(SWJ), "@street", "@community", str(LY), "@owner"))
        assert decide(one).assistants == (SWJ, LY)

    def test_the_successor_of_a_unit_that_ended(self) -> None:
        units = {**UNITS, SWJ: Standing("district", NOON, RL), RL: Standing("district", NIGHT, CGW)}
        one = book(rule(1, lead=SWJ), units=units)
        assert one.decide(facts(at=NOON)).lead == RL
        assert one.decide(facts(at=NIGHT)).lead == CGW
        ring = {**UNITS, SWJ: Standing("district", NOON, RL), RL: Standing("district", NOON, SWJ)}
        assert book(rule(1, lead=SWJ), units=ring).decide(facts(at=NIGHT)).how == "fallback"

    def test_a_longer_name_of_a_compound_is_the_nearer_one(self) -> None:
        short, long = rule(1, **COMPOUND), rule(2, exact="compound", named="丽园小区东区", lead=SWJ)
        assert decide(short, long, address="丽园小区东区 3 号楼").lead == SWJ
        assert decide(short, long, address="丽园小区 3 号楼").lead == CGW
