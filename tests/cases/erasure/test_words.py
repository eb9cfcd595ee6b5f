"""Erasure takes who spoke and what was said of one report, wherever it lies, and nothing of the others."""

import pytest

from tests import town
from tests.cases.erasure.conftest import Erase, Look
from tests.cases.histories import PHONE, PLACE, WORDS, Teller
from wangge.cases.erasure import Erased
from wangge.cases.rules import Verb
from wangge.kit.config import settings
from wangge.kit.crypto import Keys
from wangge.kit.errors import NotFound

pytestmark = pytest.mark.db

#: What was said in a case, in its order.
OF_CASE = (
    "SELECT t.kind, t.body, t.salt, t.erased_at FROM texts t JOIN cases c ON c.id = t.case_id"
    " WHERE c.number = %(number)s ORDER BY t.id"
)


class TestOneReportOfACase:
    def test_its_words_and_all_words_of_the_case(self, told: Teller, erased: Erase, look: Look) -> None:
        new = told.tell(title=WORDS, address=WORDS, lng=PLACE[0], lat=PLACE[1])
        told.say(town.CLERK, new.case, Verb.ACCEPT, note=WORDS)
        assert erased(new.report) == Erased(texts=5, persons=1, files=0)
        texts = look(OF_CASE, number=new.case)
        assert [text["kind"] for text in texts] == ["title", "text", "point", "address", "note"]
        assert all(text["body"] is None and text["salt"] is None and text["erased_at"] for text in texts)

    def test_who_spoke_is_found_no_more(self, told: Teller, erased: Erase, look: Look) -> None:
        hashes = Keys.load(settings()).hashes(PHONE)
        who = (
            "SELECT r.number FROM report_persons p JOIN reports r ON r.id = p.report_id WHERE p.phone_hash = ANY(%(h)s)"
        )
        new = told.tell()
        assert {"number": new.report} in look(who, h=hashes)
        erased(new.report)
        assert {"number": new.report} not in look(who, h=hashes)
        (person,) = look(
            "SELECT p.* FROM report_persons p JOIN reports r ON r.id = p.report_id WHERE r.number = %(n)s", n=new.report
        )
        assert person.pop("erased_at")
        assert {name: value for name, value in person.items() if value is not None}.keys() == {"report_id"}

    def test_what_happened_stays(self, told: Teller, erased: Erase, look: Look) -> None:
        new = told.tell(title=WORDS)
        told.say(town.CLERK, new.case, Verb.DECLINE, declined_for="petition")
        history = "SELECT e.* FROM case_events e JOIN cases c ON c.id = e.case_id WHERE c.number = %(n)s ORDER BY e.seq"
        before = look(history, n=new.case)
        erased(new.report)
        assert look(history, n=new.case) == before
        assert len(before) == 2

    def test_a_second_time_finds_nothing(self, told: Teller, erased: Erase) -> None:
        new = told.tell()
        erased(new.report)
        assert erased(new.report) == Erased(0, 0, 0)

    def test_an_anonymous_one(self, told: Teller, erased: Erase) -> None:
        assert erased(told.tell(person=False).report) == Erased(texts=1, persons=0, files=0)

    def test_a_number_that_is_none(self, erased: Erase) -> None:
        with pytest.raises(NotFound, match=r"report\.unknown"):
            erased("R20260302-9999")

    def test_the_case_goes_on(self, told: Teller, erased: Erase, look: Look) -> None:
        """What is said afterwards is said by others, and stays."""
        new = told.tell()
        erased(new.report)
        told.say(town.CLERK, new.case, Verb.ACCEPT, note="已告知来电人")
        assert [text["body"] for text in look(OF_CASE, number=new.case)] == [None, "已告知来电人"]


class TestOneOfSeveralReports:
    def test_the_others_keep_their_words(self, told: Teller, erased: Erase, look: Look) -> None:
        first = told.tell(address="甲楼")
        second = told.tell(into=first.case, text="乙说的", address="乙楼")
        told.say(town.CLERK, first.case, Verb.ACCEPT, note="受理")
        assert erased(first.report) == Erased(texts=2, persons=1, files=0)
        assert [t["body"] for t in look(OF_CASE, number=first.case)] == [None, None, "乙说的", "乙楼", "受理"]
        assert erased(second.report) == Erased(texts=3, persons=1, files=0)
        assert [t["body"] for t in look(OF_CASE, number=first.case)] == [None] * 5

    def test_words_about_it_go_too(self, told: Teller, erased: Erase, look: Look) -> None:
        """What was noted when its reporter was rung."""
        number = told.sent("道路破损", "cgw")
        other = told.tell(into=number)
        told.say(town.CITY_HANDLER, number, Verb.SIGN, note="签收")
        for report, note in ((f"R{number}", "他不在家"), (other.report, "她在家")):
            told.say(town.CITY_HANDLER, number, Verb.CONTACT, report=report, reached=True, note=note)
        erased(f"R{number}")
        kept = [text["body"] for text in look(OF_CASE, number=number) if text["kind"] == "note"]
        assert kept == [WORDS, "签收", None, "她在家"]

    def test_wherever_a_merge_took_it(self, told: Teller, erased: Erase, look: Look) -> None:
        """一并二: the words lie in the first case, the report in the second, and both know of it."""
        first, second = told.tell(text="一说的", title="一"), told.tell(text="二说的")
        told.say(town.CLERK, first.case, Verb.ACCEPT, note="受理一")
        told.say(town.CLERK, first.case, Verb.MERGE, into=second.case, note="同一件事")
        assert erased(first.report).texts == 4
        assert [t["body"] for t in look(OF_CASE, number=first.case)] == [None] * 4
        assert [t["body"] for t in look(OF_CASE, number=second.case)] == ["二说的"]

    def test_what_was_said_of_it_in_a_case_it_has_left(self, told: Teller, erased: Erase, look: Look) -> None:
        first, second, third = told.tell(), told.tell(), told.tell()
        category, condition = town.matter("道路破损")
        told.say(town.CLERK, first.case, Verb.MERGE, into=second.case)
        told.say(town.CLERK, second.case, Verb.FILE, category=category, condition=condition, grid=town.LIYUAN)
        told.say(town.DISPATCHER, second.case, Verb.DISPATCH, unit="cgw")
        told.say(town.CITY_HANDLER, second.case, Verb.CONTACT, report=first.report, reached=False, note="关机")
        told.say(town.CITY_HANDLER, second.case, Verb.RETURN, reason="不归我管")
        told.say(town.CLERK, second.case, Verb.MERGE, into=third.case)
        erased(first.report)
        assert [text["body"] for text in look(OF_CASE, number=second.case)] == [WORDS, WORDS, None, "不归我管", WORDS]

    def test_a_split_report_is_another_report(self, told: Teller, erased: Erase, look: Look) -> None:
        new = told.tell(text="两件事")
        told.say(town.CLERK, new.case, Verb.SPLIT, report=new.report, text="第二件")
        (second,) = look(
            "SELECT s.number FROM cases s JOIN cases c ON c.id = s.split_from WHERE c.number = %(n)s", n=new.case
        )
        erased(new.report)
        assert [text["body"] for text in look(OF_CASE, number=second["number"])] == ["第二件"]
        assert erased(f"R{second['number']}") == Erased(texts=1, persons=1, files=0)
