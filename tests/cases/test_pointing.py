"""What still points to a class that an import, a retirement or an undo would end, and what becomes of it then."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import town
from tests.cases.histories import Teller, one_case
from tests.cases.test_catalogue_changed import last, publish, told
from tests.catalogue.books import Book
from tests.database import DISTRICT
from tests.dispatch.test_publishing import publish as publish_rules
from wangge import catalogue, dispatch
from wangge.cases.actions import standards
from wangge.cases.actions.pointing import Use, uses
from wangge.cases.history import verify
from wangge.cases.rules import Verb
from wangge.catalogue import Draft
from wangge.catalogue.actions import importing
from wangge.catalogue.rules import Key
from wangge.dispatch import Said
from wangge.kit.errors import Refused
from wangge.kit.tx import Tx, work

pytestmark = pytest.mark.db
__all__ = ["told"]


def new(category: str, *conditions: str) -> list[Draft]:
    return [Draft(category, "新类", one, "有坑", "修平") for one in conditions or ("01",)]


def brought(t: Teller, change: Callable[[Book], None]) -> tuple[standards.File, str]:
    """A workbook of what is in force, changed by hand, and the token of its preview."""
    with work(t.pool, DISTRICT) as tx:
        book = Book(importing.export(tx))
    change(book)
    file = standards.File(book.bytes(), "目录.xlsx")
    token = t.do(town.SHIFT_LEAD, lambda tx: importing.preview(tx, file.data, file.name).token)
    assert token is not None
    return file, token


def ends(**row: str) -> Callable[[Book], None]:
    sheet = "conditions" if "condition" in row else "categories"
    return lambda book: book.put(sheet, book.row(sheet, **row), until="2020-01-01")


def test_a_file_names_cases_rules_and_drafts_by_its_rows(told: Teller) -> None:
    for draft in new("0781", "01", "02"):
        publish(told, draft)
    told.do(town.SHIFT_LEAD, lambda tx: publish_rules(tx, Said(category="0781/02", lead="cgw")))
    told.do(town.SHIFT_LEAD, lambda tx: dispatch.draft(tx, Said(category="0781", lead="zjw")))
    for _ in range(2):
        told.report(category="0781", condition="01", grid=town.COLLEGE)
    file, token = brought(told, ends(code="0781"))
    with pytest.raises(Refused, match=r"catalogue\.in_use") as refused:
        told.do(town.SHIFT_LEAD, lambda tx: standards.bring(tx, file, token))
    row = Book(file.data).row("categories", code="0781")
    named = [name.partition(": ") for name in refused.value.facts["named"]]
    assert {where for where, _, _ in named} == {f"类别!{row}"}
    assert [what.rstrip("0123456789") for _, _, what in named] == ["0781 D-", "0781/01 ×", "0781/02 R-"]
    assert [(use["condition"], use["cases"]) for use in refused.value.facts["in_use"]] == [
        ("", 0),
        ("01", 2),
        ("02", 0),
    ]
    with work(told.pool, DISTRICT) as tx:
        assert catalogue.standard(tx, "0781", "02").condition == "02"  # nothing was written


def test_despite_is_a_choice_that_the_log_keeps(told: Teller) -> None:
    publish(told, *new("0782"))
    told.report(category="0782", condition="01", grid=town.COLLEGE)
    file, token = brought(told, ends(category="0782", condition="01"))
    number = told.do(town.SHIFT_LEAD, lambda tx: standards.bring(tx, file._replace(despite=True), token))
    with work(told.pool, DISTRICT) as tx:
        facts = tx.value(
            "SELECT facts FROM audit WHERE action = 'retire_in_use' AND target = %(t)s", t=f"catalogue:{number}"
        )
    assert facts == {"category": "0782", "condition": "01", "cases": 1, "rules": [], "drafts": []}


def test_a_file_that_retires_nothing_in_use_needs_no_choice(told: Teller) -> None:
    publish(told, *new("0783"))
    closed = told.report(category="0783", condition="01", grid=town.COLLEGE)
    told.say(town.SHIFT_LEAD, closed, Verb.VOID)
    file, token = brought(told, ends(code="0783"))
    assert told.do(town.SHIFT_LEAD, lambda tx: standards.bring(tx, file, token))


def test_an_open_case_goes_to_its_end_under_its_version(told: Teller) -> None:
    """Sent, amended, returned, sent again, handled, closed and reopened after its class has gone; and it is proven."""
    version = publish(told, *new("0784"))
    number = told.report(category="0784", condition="01", grid=town.COLLEGE)
    told.do(town.SHIFT_LEAD, lambda tx: standards.retire(tx, Key("0784"), None, despite=True))
    told.say(town.DISPATCHER, number, Verb.DISPATCH, unit="cgw")
    told.say(town.DISPATCHER, number, Verb.AMEND, grade="major", reason="更重")
    told.say(town.CITY_HANDLER, number, Verb.RETURN, suggest="swj")
    told.say(town.DISPATCHER, number, Verb.DISPATCH, unit="cgw")
    told.say(town.CITY_HANDLER, number, Verb.SIGN)
    told.say(town.CITY_HANDLER, number, Verb.FEED_BACK, shown=["before", "after"])
    told.say(town.SHIFT_LEAD, number, Verb.FORCE_CLOSE, reason="样例")
    told.say(town.SHIFT_LEAD, number, Verb.REOPEN, reason="又坏了")
    with work(told.pool, DISTRICT) as tx:
        case = one_case(tx, number)
        assert (case.standard, case.closed_at) == (version, None)
        assert verify(tx) == []


def test_what_an_undo_takes_back_may_be_pointed_to(told: Teller) -> None:
    publish(told, *new("0785"))
    number = told.do(town.SHIFT_LEAD, last)
    told.do(town.SHIFT_LEAD, lambda tx: publish_rules(tx, Said(category="0785", lead="cgw")))
    with pytest.raises(Refused, match=r"catalogue\.in_use"):
        told.do(town.SHIFT_LEAD, lambda tx: standards.undo(tx, number))
    assert told.do(town.SHIFT_LEAD, lambda tx: standards.undo(tx, number, despite=True)) > number


RULED = {"minor": "0786", "condition": "0786/01", "major": "07", "all": ""}


@pytest.mark.parametrize(
    ("ending", "named"),
    [
        ([Key("0786", "01")], {"condition"}),  # another condition is left
        ([Key("0786", "02")], set()),
        ([Key("0786", "01"), Key("0786", "02")], {"condition", "minor"}),  # nothing can be filed there any more
        ([Key("0786"), Key("0786", "01"), Key("0786", "02")], {"condition", "minor"}),
        ([], set()),
    ],
)
def test_rules_for_just_what_ends(tx: Tx, ending: list[Key], named: set[str]) -> None:
    """Never those of a wider class, which others are left in."""
    for draft in new("0786", "01", "02"):
        catalogue.publish(tx, draft)
    publish_rules(tx, *(Said(category=category, lead="cgw", grid=town.LIYUAN) for category in RULED.values()))
    tx.now += timedelta(minutes=1)
    rows = tx.rows("SELECT category, 'R-' || lpad(rule::text, 4, '0') AS rule FROM ownership_rules")
    numbers = {row["rule"]: row["category"] for row in rows}
    found = {numbers[rule] for use in uses(tx, ending) for rule in use.rules}
    assert found == {RULED[name] for name in named}


def test_a_rule_to_be_replaced_still_points_there(tx: Tx) -> None:
    """Its next version is for another class, from tomorrow on."""
    catalogue.publish(tx, *new("0787"))
    publish_rules(tx, Said(category="0787", lead="cgw"))
    tx.now += timedelta(minutes=1)
    rule = tx.value("SELECT rule FROM ownership_rules WHERE category = '0787'")
    later = Said(category="0113", grid=town.LIYUAN, lead="cgw", valid_from=tx.now + timedelta(days=1))
    dispatch.publish(tx, [dispatch.draft(tx, later, rule=rule)])
    assert uses(tx, [Key("0787"), Key("0787", "01")]) == [Use(Key("0787"), 0, (f"R-{rule:04d}",), ())]
    tx.now += timedelta(days=2)
    assert uses(tx, [Key("0787"), Key("0787", "01")]) == []
