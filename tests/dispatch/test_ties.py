"""What ties and what does not: equality in all five, scopes and times that overlap."""

from datetime import timedelta

import pytest

from tests.dispatch.books import COMMUNITY, FAR, GRID, NIGHT, NOON, RL, START, STREET, SWJ, rule
from wangge.dispatch.rules import Draft, Rule, Terms, revised, ties

NIGHTS, WINTER = "mon-sun 22:00-06:00", "11-01/03-31"
PART, COMPOUND = {"exact": "component", "named": "x"}, {"exact": "compound", "named": "丽园小区"}

# fmt: off
TIED: list[tuple[Rule, Rule]] = [
    (rule(1),                              rule(2)),
    (rule(1, "0110", STREET),              rule(2, "0110", STREET, lead="@street")),
    (rule(1, hours=NIGHTS),                rule(2, hours="sat 23:00-24:00")),
    (rule(1, hours="sun 22:00-06:00"),     rule(2, hours="mon 05:00-06:00")),
    (rule(1, season=WINTER),               rule(2, season="02-29/02-29")),
    (rule(1, hours=NIGHTS),                rule(2, season=WINTER)),
    (rule(1, owner=str(SWJ)),              rule(2, owner=str(SWJ))),
    (rule(1, lead="@owner"),               rule(2, owner="any")),
    (rule(1, **PART),                      rule(2, **PART)),
    (rule(1, area=GRID, exact="grid", grid=1), rule(2, area=GRID, exact="grid", grid=1)),
    (rule(1, valid_to=NIGHT),              rule(2, valid_from=NOON)),
]
FREE: list[tuple[Rule, Rule]] = [
    (rule(1, "0110"),                      rule(2, "0113")),
    (rule(1, "0110/01"),                   rule(2, "0110/02")),
    (rule(1, "0110"),                      rule(2, "01")),
    (rule(1, area=GRID),                   rule(2, area=FAR)),
    (rule(1, area=STREET),                 rule(2, area=COMMUNITY)),
    (rule(1, hours=NIGHTS),                rule(2)),
    (rule(1, hours=NIGHTS),                rule(2, hours="mon-sun 06:00-22:00")),
    (rule(1, hours=NIGHTS),                rule(2, hours=NIGHTS, season=WINTER)),
    (rule(1, season=WINTER),               rule(2, season="04-01/10-31")),
    (rule(1, owner=str(SWJ)),              rule(2, owner=str(RL))),
    (rule(1, owner="any"),                 rule(2, owner=str(RL))),
    (rule(1, **PART),                      rule(2, exact="component", named="y")),
    (rule(1, **PART),                      rule(2, **COMPOUND)),
    (rule(1, valid_to=NOON),               rule(2, valid_from=NOON)),
    (rule(1, until=NOON),                  rule(2, valid_from=NOON)),
]
# fmt: on


@pytest.mark.parametrize(("first", "second"), TIED)
def test_ties(first: Rule, second: Rule) -> None:
    assert ties([second, first]) == [(first, second)]


@pytest.mark.parametrize(("first", "second"), FREE)
def test_does_not_tie(first: Rule, second: Rule) -> None:
    assert ties([first, second]) == []


class TestDrafts:
    """The rules as they will be."""

    def test_a_new_version_takes_the_place_of_the_old_one_from_its_day(self) -> None:
        later = NOON + timedelta(days=9)
        draft = Draft(5, 1, 2, retires=False, terms=Terms(lead="1", valid_from=later), area="")
        old, new = revised([rule(1)], [draft], NOON)
        assert (old.until, new.since, new.version, new.name) == (later, later, -5, "R-0001 v2")
        assert ties([old, new]) == []

    def test_nothing_begins_before_it_is_published(self) -> None:
        draft = Draft(5, None, 1, retires=False, terms=Terms(valid_from=START), area="")
        assert [(one.since, one.name) for one in revised([], [draft], NOON)] == [(NOON, "D-5")]

    def test_a_version_that_has_not_begun_goes(self) -> None:
        draft = Draft(5, 1, 3, retires=False, terms=Terms(), area="")
        coming = rule(1, valid_from=NIGHT)
        assert [one.version for one in revised([coming], [draft], NOON)] == [-5]

    def test_a_retired_rule_ends(self) -> None:
        draft = Draft(5, 1, 2, retires=True, terms=Terms(valid_from=NIGHT), area="")
        assert [(one.version, one.until) for one in revised([rule(1), rule(2, "01")], [draft], NOON)] == [
            (1, NIGHT), (2, None),
        ]  # fmt: skip
