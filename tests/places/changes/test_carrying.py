"""Where what was said of grids holds after chains of splits, mergers and undoing, as a table."""

from datetime import UTC, datetime, timedelta

import pytest

from wangge.places.rules.changes import Claim, Step, carried

START = datetime(2026, 1, 1, tzinfo=UTC)


def day(n: int) -> datetime:
    return START + timedelta(days=n)


def step(n: int, ways: dict[str, str], came: str = "", undoes: int | None = None) -> Step:
    """On day ``n``; grids are letters."""
    return Step(n, day(n), {old: list(new) for old, new in ways.items()}, frozenset(came), undoes)


SPLIT = step(1, {"A": "BC"}, "BC")
KEPT = step(1, {"A": "AN"}, "N")
MERGE = step(1, {"A": "M", "B": "M"}, "M")
INTO_A = step(1, {"B": "A"})
UNSPLIT = step(2, {"B": "A", "C": "A"}, "A", undoes=1)
UNMERGE = step(2, {"M": "AB"}, "AB", undoes=1)


@pytest.mark.parametrize(
    ("said", "steps", "holds", "missed"),
    [
        ("A0", [], "A", ""),
        ("A0", [SPLIT], "BC", ""),
        ("A0", [SPLIT, UNSPLIT], "A", ""),
        ("A0", [SPLIT, UNSPLIT, step(3, {"A": "BC"}, "BC", undoes=2)], "BC", ""),
        ("A0", [SPLIT, step(2, {"B": "M", "C": "M"}, "M")], "M", ""),
        ("A0", [SPLIT, step(2, {"B": "M", "D": "M"}, "M")], "C", "M"),
        ("A0", [KEPT], "AN", ""),
        ("A2", [KEPT], "A", ""),
        ("A0", [KEPT, step(2, {"N": "A"}, undoes=1)], "A", ""),
        ("A0", [MERGE], "", "M"),
        ("A0", [MERGE, UNMERGE], "A", ""),
        ("M1", [MERGE], "M", ""),
        ("M2", [MERGE, UNMERGE], "AB", ""),
        ("A0", [MERGE, step(2, {"M": "DE"}, "DE")], "", "DE"),
        ("A0", [INTO_A], "A", ""),
        ("B0", [INTO_A], "", "A"),
        ("B2", [SPLIT, step(3, {"B": "A", "C": "A"}, "A", undoes=1)], "", "A"),
    ],
)
def test_one_claim(said: str, steps: list[Step], holds: str, missed: str) -> None:
    (found,) = carried([Claim(said[0], "rule", since=day(int(said[1])))], steps)
    assert (sorted(found.grids), sorted(found.missed)) == (list(holds), list(missed))


def test_all_that_were_merged_said_the_same() -> None:
    for steps in ([MERGE], [INTO_A]):
        one, two = carried([Claim("A", "rule", since=START), Claim("B", "rule", since=START)], steps)
        assert one == two == (tuple(steps[0].ways["B"]), ())


def test_two_values_do_not_meet_and_one_s_own_goes_first() -> None:
    streets = [Claim("A", "street", 1), Claim("B", "street", 2)]
    assert [c.missed for c in carried(streets, [MERGE])] == [("M",), ("M",)]
    assert carried([*streets, Claim("M", "street", 3)], [MERGE]) == [((), ()), ((), ()), (("M",), ())]
    assert [set(c.grids) for c in carried([Claim("A", "street", 1), Claim("B", "street", 2)], [SPLIT])] == [
        {"C"},
        {"B"},
    ]
