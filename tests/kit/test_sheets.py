"""Tables in and out, whatever they are about."""

from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from wangge.kit.errors import Invalid
from wangge.kit.sheets import Column, lines, workbook
from wangge.kit.tables import MOST_BYTES, MOST_UNPACKED

COLUMNS = (Column("code", "代码"), Column("name", "名称", 30), Column("day", "日期"))


def book(*rows: list[Any]) -> bytes:
    made, out = Workbook(), BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


def test_out_and_in_again() -> None:
    rows = [{"code": "0110", "name": "=1+1", "day": "2026-11-01"}, {"code": "", "name": "@street", "day": ""}]
    found = lines(workbook("表", COLUMNS, rows), COLUMNS)
    assert [(line.no, dict(line.cells)) for line in found] == [(2, rows[0]), (3, rows[1])]


def test_nothing_is_a_formula() -> None:
    page = load_workbook(BytesIO(workbook("表", COLUMNS, [{"name": "=1+1"}]))).active
    assert (page.cell(2, 2).data_type, page.cell(2, 2).quotePrefix, page.cell(2, 2).number_format) == ("s", True, "@")


class TestReading:
    def test_heads_in_any_order_below_a_title(self) -> None:
        data = book(["权属规则表"], ["名称", "别的", "代码"], ["井盖", 1, "b0101"], [], ["路灯", 2, 110.0])
        found = lines(data, COLUMNS)
        assert [(line.no, dict(line.cells)) for line in found] == [
            (3, {"name": "井盖", "code": "b0101"}), (5, {"name": "路灯", "code": "110"}),
        ]  # fmt: skip

    def test_a_day(self) -> None:
        data = book(
            ["代码", "日期"],
            ["x", datetime.fromisoformat("2026-11-01")],
            ["y", datetime.fromisoformat("2026-11-01T08:30")],
        )
        assert [line.cells["day"] for line in lines(data, COLUMNS)] == ["2026-11-01", "2026-11-01 08:30:00"]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_csv(self, encoding: str) -> None:
        found = lines("代码,名称\n0110,垃圾\n".encode(encoding), COLUMNS)
        assert [dict(line.cells) for line in found] == [{"code": "0110", "name": "垃圾"}]

    @pytest.mark.parametrize(
        ("data", "error"),
        [
            (b"", "no_heads"),
            (b"a,b\n1,2\n", "no_heads"),
            (b"\xff\xfe\x00\x81", "no_table"),
            (b"PK\x03\x04 and nothing else", "no_table"),
            (b"\xd0\xcf\x11\xe0 and nothing else", "no_table"),
            (b"x" * (MOST_BYTES + 1), "too_big"),
            ("代码,名称\n".encode() + b"1,2\n" * 20_001, "too_long"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_what_is_no_table(self, data: bytes, error: str) -> None:
        with pytest.raises(Invalid, match=f"sheet.{error}"):
            lines(data, COLUMNS)

    def test_a_small_file_that_unpacks_to_much(self) -> None:
        out = BytesIO()
        with ZipFile(out, "w", ZIP_DEFLATED) as packed, packed.open("xl/worksheets/sheet1.xml", "w") as inner:
            for _ in range(MOST_UNPACKED // 1_000_000 + 1):
                inner.write(bytes(1_000_000))
        with pytest.raises(Invalid, match="too_big"):
            lines(out.getvalue(), COLUMNS)
