"""Which conditions stand before which move: with one of them broken it is refused, with all others broken it is not."""

from collections.abc import Iterable, Iterator

import pytest

from tests.cases.matrix import SHORT, Cell
from tests.cases.test_table import ENDS, name, prepared
from tests.cases.worlds import Tale
from wangge.cases.rules import State, Verb
from wangge.cases.rules.guards import GUARDS
from wangge.kit.actor import Actor
from wangge.kit.errors import Refused

#: Verb, from (* everywhere), to (= stays, * wherever): the conditions, written apart from the table.
CONDITIONS = """
answer           *   *    answerable
withdraw         *   *    one_report
resolve          *   rvw  place evidence drawn_for_review
resolve          *   clo  place evidence
decline          *   *    where_to_turn same_as_which
ask_verification rep *
ask_verification acc *
ask_verification *   *    urgent not_looked_at
verify           ver *    evidence
verify           *   *    look_asked evidence
file             *   *    verified
amend            *   *    something sent_to_reroute
assign           dis han  mine_to_pass lead in_branch limit_inside
assign           *   *    mine_to_pass not_whistled in_branch limit_inside
redispatch       *   *    other_unit
release          *   *    open_assistant
sign             dis han  mine_to_sign lead
sign             *   *    mine_to_sign not_whistled
return           *   dpt  mine_open lead not_ruled return_in_time returned_before
return           *   fil  mine_open lead not_ruled return_in_time
return           *   =    mine_open not_lead not_whistled not_ruled return_in_time
contact          *   *    mine_open own_report
stage_done       *   *    mine_signed lead stage_open evidence
ask_extension    *   *    mine_signed lead nothing_asked extensions_left handle_in_time by_inside
grant_extension  *   *    extension_asked
refuse_extension *   *    extension_asked
ask_suspend      *   *    mine_signed lead nothing_asked never_suspended until_ahead
grant_suspend    *   *    suspension_asked asked_until_ahead
refuse_suspend   *   *    suspension_asked
feed_back        *   chd  mine_signed lead others_done stages_done evidence no_check
feed_back        *   fed  mine_signed lead others_done stages_done evidence
feed_back        *   =    mine_signed not_lead others_done
whistle          *   *    not_there_yet
arrive           *   *    mine_open whistled not_arrived evidence
appraise         *   *    whistled_there not_own_unit
escalate         *   *    below_top
hard_case        *   *    not_hard
pass             chk *    evidence not_own_work
pass             fed *    desk_check not_own_work
fail             chk *    not_own_work
fail             fed *    desk_check not_own_work
ask_call_back    *   *    somebody_to_call
call_back        *   *    own_report asked_three
close            *   *    replied called_back
reopen           *   fil  in_window was_filed
reopen           *   acc  in_window
reply            *   *    demanded
"""


def read() -> Iterator[tuple[Verb, str, str, frozenset[str]]]:
    for line in CONDITIONS.strip().splitlines():
        verb, start, end, *conditions = line.split()
        yield Verb(verb), start, end, frozenset(conditions)


LINES = list(read())


def conditions(cell: Cell, end: State) -> frozenset[str]:
    """Of the first line that fits; none where no line does."""
    for verb, start, to, found in LINES:
        here = start == "*" or SHORT[start] is cell.state
        there = to == "*" or (cell.state if to == "=" else SHORT[to]) is end
        if verb is cell.verb and here and there:
            return found
    return frozenset()


def outcome(cell: Cell, end: State, tale: Tale, by: Actor) -> State | str:
    """Where the case goes, or why it does not."""
    try:
        return tale.say(cell.verb, by, **({"state": end} if cell.verb is Verb.IMPORT else {})).case.state
    except Refused as refused:
        return refused.code


def set_false(patch: pytest.MonkeyPatch, names: Iterable[str]) -> None:
    for each in names:
        patch.setitem(GUARDS, each, lambda ask: False)


@pytest.mark.parametrize(("cell", "end"), ENDS, ids=name)
def test_each_condition_is_asked(cell: Cell, end: State, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the move is refused in its name, or another row of the verb applies."""
    for one in sorted(conditions(cell, end)):
        tale, by = prepared(cell, end)
        with monkeypatch.context() as patch:
            set_false(patch, [one])
            after = outcome(cell, end, tale, by)
        assert after != end, one
        assert after == f"move.{one}" or len(cell.ends) > 1, one


@pytest.mark.parametrize(("cell", "end"), ENDS, ids=name)
def test_and_no_other(cell: Cell, end: State, monkeypatch: pytest.MonkeyPatch) -> None:
    tale, by = prepared(cell, end)
    set_false(monkeypatch, set(GUARDS) - conditions(cell, end))
    assert outcome(cell, end, tale, by) == end


def test_every_condition_stands_somewhere() -> None:
    assert frozenset().union(*(found for *_, found in LINES)) == set(GUARDS)
