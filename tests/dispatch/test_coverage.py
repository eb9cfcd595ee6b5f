"""What the rules leave open, on a tree of four grids and against a search of every pair."""

from typing import Any

import pytest
from hypothesis import given

from tests.dispatch.books import CGW, COMMUNITY, FAR, GRID, HOMES, LY, NIGHT, NOON, QY, RL, STREET, UNITS, book, rule
from tests.dispatch.test_properties import rules
from wangge.dispatch.rules import Rule, Standing
from wangge.dispatch.rules.book import Facts
from wangge.dispatch.rules.coverage import Coverage, coverage

OTHER = "110115/003/008/001/"
LEAVES = [GRID, "110115/003/006/002/", OTHER, FAR]
CLASSES = [("0110", "01"), ("0110", "02"), ("0113", "01")]


def holes(*found: Rule, **changes: Any) -> list[tuple[str, str, str, str, int]]:
    done = coverage(book(*found, **changes), CLASSES, LEAVES, NOON)
    return [(h.kind, h.category, h.condition, h.area, h.grids) for h in done.holes]


class TestHoles:
    def test_nothing_but_gaps(self) -> None:
        assert holes() == [("gap", "0110", "", "", 4), ("gap", "0113", "", "", 4)]

    def test_everything_covered(self) -> None:
        done = coverage(book(rule(1)), CLASSES, LEAVES, NOON)
        assert (done.pairs, done.covered, done.holes) == (12, 12, ())

    def test_one_condition(self) -> None:
        assert holes(rule(1, "0110/02"), rule(2, "0113")) == [("gap", "0110", "01", "", 4)]

    def test_the_rest_of_the_tree(self) -> None:
        assert holes(rule(1, "01", STREET)) == [("gap", "0110", "", "", 1), ("gap", "0113", "", "", 1)]

    def test_between_a_branch_and_one_inside_it(self) -> None:
        night = rule(1, "0113", STREET, hours="mon-sun 22:00-06:00")
        assert holes(rule(3, "0110"), night, rule(2, "0113", COMMUNITY)) == [
            ("gap", "0113", "", "", 1), ("partly", "0113", "", STREET, 1),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "one",
        [
            rule(1, hours="mon-sun 22:00-06:00"),
            rule(1, season="11-01/03-31"),
            rule(1, owner="any"),
            rule(1, lead="@owner"),
            rule(1, exact="compound", named="丽园"),
        ],
    )
    def test_in_part(self, one: Rule) -> None:
        assert {hole[0] for hole in holes(one)} == {"partly"}

    def test_hours_that_share_out_the_week(self) -> None:
        day, night = rule(1, hours="mon-sun 06:00-22:00"), rule(2, hours="mon-sun 22:00-06:00")
        assert holes(day, night) == []
        assert {hole[0] for hole in holes(day, rule(2, hours="mon-sat 22:00-06:00"))} == {"partly"}

    def test_a_place_without_a_street(self) -> None:
        bare = {("street", STREET): QY, ("community", COMMUNITY): LY}
        found = holes(rule(1, "0110"), homes=bare)
        assert sorted(found) == [("gap", "0113", "", "", 3), ("nobody", "0113", "", "110115/001/", 1)]

    def test_nobody_anywhere(self) -> None:
        assert {hole[:1] + hole[3:] for hole in holes(homes={})} == {("nobody", "", 4)}

    def test_a_community_that_is_not_there(self) -> None:
        found = holes(rule(1, lead="@community"), homes=HOMES)
        assert ("partly", "0110", "", "110115/003/008/", 1) in found
        assert ("partly", "0110", "", "110115/001/", 1) in found
        assert sum(hole[4] for hole in found) == 4

    def test_rules_that_are_not_in_force_cover_nothing(self) -> None:
        assert {hole[0] for hole in holes(rule(1, valid_from=NIGHT))} == {"gap"}


def test_ties_idle_and_ended() -> None:
    units = {**UNITS, RL: Standing("district", NOON)}
    found = [rule(1, "0110"), rule(2, "0110"), rule(3, "0999"), rule(4, "0113", lead=RL)]
    done: Coverage = coverage(book(*found, units=units), CLASSES, LEAVES, NOON)
    assert [(a.version, b.version) for a, b in done.ties] == [(1, 2)]
    assert [one.version for one in done.idle] == [3]
    assert [one.version for one in done.ended] == [4]


@given(rules())
def test_a_search_of_every_pair_agrees(found: list[Rule]) -> None:
    """A pair is covered when a plain rule, or plain rules by hours, hold for it at any time."""
    one = book(*found)
    done = coverage(one, CLASSES, LEAVES, NOON)
    open_pairs = 0
    for category, condition in CLASSES:
        for leaf in LEAVES:
            bare = Facts(category, condition, leaf, NOON)
            plain = [
                r for r in one.candidates(bare)
                if not r.rank.component and not r.terms.exact and one.unit(r.terms.lead, bare) is not None
                and (r.until is None or r.until > NOON)
            ]  # fmt: skip
            minutes = {m for r in plain if not r.terms.season for a, b in r.window.hours for m in range(a, b, 30)}
            open_pairs += not any(not r.rank.window for r in plain) and len(minutes) < 7 * 48
    assert done.pairs - done.covered == open_pairs
    assert CGW in UNITS
