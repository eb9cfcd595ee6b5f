"""A report of a matter that is in hand already is not filed a second time by the system."""

import pytest

from tests import town
from tests.cases.histories import Teller
from tests.triage.actions.gathered import catch_up, take_words, usual
from tests.triage.licence.trusting import allow, arrives, verbs, works
from wangge.cases.rules import Verb

pytestmark = pytest.mark.db


def test_what_was_told_already_is_left_for_a_person_to_join(t: Teller) -> None:
    """As long as the first case of the matter is open, in its grid."""
    usual(t)
    take_words(t.pool)
    allow(t, "category")
    first = arrives(t)
    works(t)
    catch_up(t.pool)
    again, elsewhere = arrives(t), arrives(t, grid=town.FUQIANG, login=town.FAR_WORKER)
    works(t)
    assert (verbs(t.pool, again), verbs(t.pool, elsewhere)) == (["report"], ["report", "file"])
    for number in (first, again):
        t.say(town.SHIFT_LEAD, number, Verb.VOID)
    later = arrives(t)
    works(t)
    assert verbs(t.pool, later) == ["report", "file"]
