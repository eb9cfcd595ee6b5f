"""The rules as a workbook: out, changed by a person, previewed, in as drafts, published."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook, load_workbook

from tests import town
from wangge import dispatch
from wangge.dispatch.actions import sheet
from wangge.dispatch.rules.lines import COLUMNS
from wangge.kit.errors import Refused
from wangge.kit.tx import Pool, Tx

pytestmark = pytest.mark.db

AT = {key: at for at, (key, *_) in enumerate(COLUMNS, 1)}


def changed(data: bytes, act: Callable[[Any], None]) -> bytes:
    """The workbook after somebody changed its page."""
    book, out = load_workbook(BytesIO(data)), BytesIO()
    act(book.active)
    book.save(out)
    return out.getvalue()


def added(**cells: str) -> bytes:
    """A workbook of one line."""
    book, out = Workbook(), BytesIO()
    book.active.append([head for _, head, _ in COLUMNS])
    book.active.append([cells.get(key, "") for key, *_ in COLUMNS])
    book.save(out)
    return out.getvalue()


def test_what_goes_out_changes_nothing_coming_in(tx: Tx) -> None:
    found = sheet.preview(tx, sheet.export(tx))
    assert (len(found.changes), {change.what for change in found.changes}, found.wrong) == (
        len(town.town.plan()["rules"]), {"same"}, [],
    )  # fmt: skip


def test_names_stand_beside_the_codes(tx: Tx) -> None:
    page = load_workbook(BytesIO(sheet.export(tx))).active
    rows = {row[0]: dict(zip(AT, row, strict=True)) for row in page.iter_rows(min_row=2, values_only=True)}
    road = rows["R-0003"]
    assert (road["category"], road["category_name"], road["grid_name"]) == ("0101", "私搭乱建", "清源街道")
    assert (road["lead"], road["lead_name"]) == ("qy-zfd", "清源执法队")
    assert rows["R-0006"]["category_name"] == "部件"


def test_changed_added_and_retired(tx: Tx) -> None:
    def act(page: Any) -> None:
        page.cell(2, AT["lead"]).value = "zjw"
        page.cell(3, AT["retire"]).value = "是"
        page.cell(page.max_row + 1, AT["category"]).value = 405.0
        page.cell(page.max_row, AT["lead"]).value = "cgw"
        page.cell(page.max_row, AT["assistants"]).value = "swj、@community"
        page.cell(page.max_row, AT["hours"]).value = "sat,sun 00:00-24:00"

    data = changed(sheet.export(tx), act)
    found = sheet.preview(tx, data)
    does = [(c.line, c.rule, c.what, c.fields) for c in found.changes if c.what != "same"]
    assert does == [(2, 1, "changed", ("lead",)), (3, 2, "retired", ()), (14, None, "new", ())]
    assert found.wrong == []
    done = sheet.bring(tx, data)
    assert (done["drafts"], done["same"], done["wrong"]) == (3, 10, [])
    dispatch.publish(tx)
    book = dispatch.current(tx)
    by_category = {rule.terms.category: rule for rule in book.as_of(tx.now).rules}
    assert book.units[int(by_category["01"].terms.lead)].code == "zjw"
    assert "0110" not in by_category
    assert by_category["0405"].terms.assistants == (str(town.unit(tx, "水务局")), "@community")


@pytest.mark.parametrize(
    ("cells", "field", "rule"),
    [
        ({"lead": "nobody"}, "lead", "unit"),
        ({"lead": "cgw", "grid": "999"}, "grid", "grid"),
        ({"lead": "cgw", "hours": "nights"}, "hours", "hours"),
        ({"lead": "cgw", "valid_from": "soon"}, "valid_from", "day"),
        ({"lead": "cgw", "rule": "R-0999"}, "rule", "unknown"),
        ({"lead": "cgw", "rule": "first"}, "rule", "number"),
        ({"lead": "cgw", "retire": "是"}, "retire", "number"),
        ({"lead": "cgw", "category": "垃圾"}, "category", "branch"),
    ],
)
def test_a_wrong_line_is_named_and_left_out(tx: Tx, cells: dict[str, str], field: str, rule: str) -> None:
    found = sheet.preview(tx, added(**cells))
    assert [(one.line, one.field, one.rule) for one in found.wrong] == [(2, field, rule)]
    done = sheet.bring(tx, added(**cells))
    assert (done["drafts"], len(done["wrong"])) == (0, 1)


def test_a_rule_that_has_a_draft(tx: Tx) -> None:
    dispatch.draft_retirement(tx, 1)
    with pytest.raises(Refused, match="draft_there"):
        sheet.bring(tx, added(rule="R-0001", category="01", lead="zjw"))


def test_over_http(client: TestClient, pool: Pool) -> None:
    home, lead = "/api/v1/ownership/sheet", town.bearer(pool, town.SHIFT_LEAD)
    assert client.get(home).status_code == 401
    data = client.get(home, headers=lead).content
    files = {"file": ("rules.xlsx", added(lead="nobody"))}
    assert client.post(home, files=files, headers=town.bearer(pool, town.WORKER)).status_code == 403
    (wrong,) = client.post(f"{home}/preview", files=files, headers=lead).json()["wrong"]
    assert wrong["message"] == "规则的“lead”不对：写在用单位的代码，或 @street、@community、@owner、@maintainer。"
    same = client.post(home, files={"file": ("rules.xlsx", data)}, headers=lead)
    assert (same.status_code, same.json()["drafts"]) == (201, 0)
    bad = client.post(home, files={"file": ("rules.xlsx", b"PK\x03\x04")}, headers=lead)
    assert (bad.status_code, bad.json()["error"]) == (422, "sheet.no_table")
