"""For any set of rules: the order they come in does not matter, and a plain search by the definition agrees."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.dispatch.books import (
    CGW,
    COMMUNITY,
    DISTRICT,
    FAR,
    GRID,
    HOMES,
    NIGHT,
    NOON,
    RL,
    STREET,
    SWJ,
    UNITS,
    book,
    facts,
    rule,
)
from wangge.clock.rules import SHANGHAI
from wangge.dispatch.rules import Facts, Rule, ties
from wangge.dispatch.rules.branches import categories

CATEGORIES = ("", "event", "component", "01", "b01", "0110", "b0110", "0110/01", "0110/02", "b0110/01")
PATHS = (DISTRICT, STREET, COMMUNITY, GRID, FAR, "110115/001/")
HOURS = ("", "mon-sun 22:00-06:00", "mon-fri 08:00-18:00", "sat,sun 00:00-24:00")


@st.composite
def rules(draw: Any) -> list[Rule]:
    drawn = draw(st.lists(st.tuples(
        st.sampled_from(CATEGORIES), st.sampled_from(("", *PATHS)), st.sampled_from(HOURS),
        st.sampled_from(("", "11-01/03-31", "04-01/10-31")), st.sampled_from(("", "any", str(SWJ), str(RL))),
        st.sampled_from(("", "compound", "component")), st.sampled_from((CGW, SWJ, "@street", "@owner", "@community")),
        st.sampled_from((None, NOON, NIGHT)),
    ), max_size=12))  # fmt: skip
    return [
        rule(n, what, where, lead, hours=hours, season=season, owner=owner, exact=exact,
             named="丽园" if exact else "", until=until)
        for n, (what, where, hours, season, owner, exact, lead, until) in enumerate(drawn, 1)
    ]  # fmt: skip


ASKED = st.builds(
    facts,
    category=st.sampled_from(("0110", "0113", "b0110", "2101")),
    condition=st.sampled_from(("01", "02")),
    path=st.sampled_from(PATHS),
    at=st.sampled_from((NOON, NIGHT)),
    component=st.sampled_from((None, "丽园")),
    owner=st.sampled_from((None, SWJ, RL)),
    address=st.sampled_from(("", "丽园 3 号楼")),
)


def plainly(found: list[Rule], asked: Facts) -> tuple[int | None, int | None]:
    """By the definition, one rule after the other: the version that wins and its lead."""
    prefixes = [asked.path[:n] for n in range(len(asked.path), 0, -1)]
    kinds = ("street", "community")
    home = {kind: next((HOMES[kind, p] for p in prefixes if (kind, p) in HOMES), None) for kind in kinds}
    best: tuple[tuple[int, ...], int, int] | None = None
    for one in found:
        t = one.terms
        lead = {"@street": home["street"], "@community": home["community"], "@owner": asked.owner}.get(
            t.lead, int(t.lead) if t.lead.isdigit() else None
        )
        needs_owner = t.owner or ("any" if t.lead == "@owner" else "")
        holds = (
            t.category in categories(asked.category, asked.condition)
            and asked.path.startswith(one.area)
            and one.since <= asked.at
            and (one.until is None or asked.at < one.until)
            and (not needs_owner or (asked.owner is not None and needs_owner in ("any", str(asked.owner))))
            and (t.exact != "compound" or t.named in asked.address)
            and (t.exact != "component" or t.named == asked.component)
            and one.window.holds(asked.at.astimezone(SHANGHAI))
            and lead in UNITS
        )
        if holds and (best is None or (*one.rank, -one.version) > best[0]):
            best = (*one.rank, -one.version), one.version, lead or 0
    return (best[1], best[2]) if best else (None, home["street"])


@given(rules(), ASKED, st.randoms())
def test_the_order_does_not_matter_and_a_plain_search_agrees(found: list[Rule], asked: Facts, random: Any) -> None:
    first = book(*found).decide(asked)
    shuffled = list(found)
    random.shuffle(shuffled)
    assert book(*shuffled).decide(asked) == first
    version, lead = plainly(found, asked)
    assert (first.rule and first.rule.version, first.lead) == (version, lead)


@given(rules(), ASKED)
def test_without_a_tie_two_that_hold_differ_in_rank(found: list[Rule], asked: Facts) -> None:
    tied = {one.version for pair in ties(found) for one in pair}
    decision = book(*(one for one in found if one.version not in tied)).decide(asked)
    assert "tie" not in [lost.why for lost in decision.lost]
