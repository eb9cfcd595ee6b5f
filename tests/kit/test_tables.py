"""Tables as they come: two encodings, quotes, line breaks, sheets, and what is broken in them."""

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from wangge.kit.tables import Csv, NoSheet, NoTable, Row, encoding_of, page_of, text

TEXT = '编号,内容\r\n1,"路灯坏了\n第二行"\r\n\r\n2,"说""坏""了"\r\n'
ROWS = [Row(2, ["1", "路灯坏了\n第二行"]), Row(5, ["2", '说"坏"了'])]


def sheet(path: Path, data: bytes) -> tuple[list[str], list[Row]]:
    path.write_bytes(data)
    with Csv(path) as found:
        return list(found.header), list(found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    assert sheet(tmp_path / "a.csv", TEXT.encode(encoding)) == (["编号", "内容"], ROWS)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    text = end.join(["a,b", "1,2", "", "3,4"])
    assert sheet(tmp_path / "a.csv", text.encode())[1] == [Row(2, ["1", "2"]), Row(4, ["3", "4"])]


def test_one_stray_byte_late_in_a_large_file_decides(tmp_path: Path) -> None:
    """The whole file is looked at, not its beginning."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 400_000 + "三,四\n".encode("gb18030"))
    assert encoding_of(path) == "gb18030"


def test_a_character_cut_by_a_read_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * ((1 << 20) - 1) + "路\n".encode())
    assert encoding_of(path) == "utf-8-sig"


def test_what_cannot_be_decoded_is_marked(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfa,b\n1,\xff\xfe\n2,good\n"
    assert sheet(tmp_path / "a.csv", data)[1] == [Row(2, ["1", "\ufffd\ufffd"]), Row(3, ["2", "good"])]


def test_a_quote_that_does_not_close_costs_its_row_only(tmp_path: Path) -> None:
    data = b'a,b\n1,"x" y\n2,good\n'
    assert sheet(tmp_path / "a.csv", data)[1] == [Row(2, None), Row(3, ["2", "good"])]


def test_nor_at_the_end(tmp_path: Path) -> None:
    data = b'a,b\n1,good\n2,"open'
    assert sheet(tmp_path / "a.csv", data)[1] == [Row(2, ["1", "good"]), Row(3, None)]


def test_a_quote_that_swallows_half_the_file_is_given_up(tmp_path: Path) -> None:
    rows = b"9,good\n" * 50_000
    found = sheet(tmp_path / "a.csv", b'a,b\n1,"open\n' + rows)[1]
    assert found[0] == Row(2, None)
    assert found[-1].cells == ["9", "good"]


@pytest.mark.parametrize("data", [b"", b"\n\n", b'"a'])
def test_nothing_to_read(tmp_path: Path, data: bytes) -> None:
    assert sheet(tmp_path / "a.csv", data) == ([], [])


def test_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 1_000)
    with Csv(path) as found:
        assert sum(1 for _ in found) == 1_000
        assert found.done == found.size == 4_004


def test_other_delimiters(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a;b\n1;2,3\n")
    with Csv(path, ";") as found:
        assert list(found) == [Row(2, ["1", "2,3"])]


class TestWorkbooks:
    @pytest.fixture
    def book(self, tmp_path: Path) -> Path:
        """The first sheet begins in its third line and second column."""
        written = Workbook()
        page = written.active
        assert page is not None
        page["B3"], page["C4"] = "编号", 1.5
        written.create_sheet("空")
        written.save(tmp_path / "a.xlsx")
        return tmp_path / "a.xlsx"

    def test_a_sheet_from_its_first_line_on(self, book: Path) -> None:
        rows = [["", "", ""], ["", "", ""], ["", "编号", ""], ["", "", 1.5]]
        assert page_of(book) == page_of(book, "Sheet") == ("Sheet", rows)
        assert page_of(book, "空").rows == []

    def test_no_such_sheet(self, book: Path) -> None:
        with pytest.raises(NoSheet) as refused:
            page_of(book, "别的")
        assert refused.value.titles == ["Sheet", "空"]

    def test_no_workbook(self, book: Path) -> None:
        book.write_bytes(b"PK and nothing else")
        with pytest.raises(NoTable):
            page_of(book)
        with pytest.raises(OSError, match="gone"):
            page_of(book.with_name("gone.xlsx"))


@pytest.mark.parametrize(
    ("cell", "typed", "iso"),
    [
        (True, "true", "true"),
        (110.0, "110", "110"),
        (0.5, "0.5", "0.5"),
        (None, "", ""),
        (" a ", " a ", " a "),
        (date(2026, 11, 1), "2026-11-01", "2026-11-01T00:00:00"),
        (datetime.fromisoformat("2026-11-01"), "2026-11-01", "2026-11-01T00:00:00"),
        (datetime.fromisoformat("2026-11-01T08:30:00.000007"), "2026-11-01 08:30:00", "2026-11-01T08:30:00"),
    ],
)
def test_cells_as_text(cell: object, typed: str, iso: str) -> None:
    assert (text(cell), text(cell, iso=True)) == (typed, iso)
