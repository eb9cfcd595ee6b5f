"""The workbook once through LibreOffice, xlsx → ods → xlsx: what comes back says the same, and changes are found."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.catalogue.books import Book
from wangge import catalogue
from wangge.catalogue.actions import importing
from wangge.kit.tx import Tx

pytestmark = [
    pytest.mark.shared,
    pytest.mark.db,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed here"),
]


def converted(file: Path, to: str) -> Path:
    """By the headless program, with a profile of its own beside the file."""
    home = file.parent / "profile"
    command = ["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", to, "--outdir"]
    subprocess.run([*command, str(file.parent / to), str(file)], check=True, capture_output=True, timeout=240)
    return file.parent / to / f"{file.stem}.{to}"


def test_through_libreoffice(tx: Tx, tmp_path: Path) -> None:
    catalogue.ship(tx)
    first = tmp_path / "catalogue.xlsx"
    first.write_bytes(importing.export(tx))
    ods = converted(first, "ods")
    back = converted(ods, "xlsx")
    assert ods.read_bytes()[:2] == back.read_bytes()[:2] == b"PK"
    for file in (ods, back):
        seen = importing.preview(tx, file.read_bytes(), file.name)
        assert (seen.plan.rows, seen.plan.bad) == ([], [])
        assert seen.plan.unchanged == len(catalogue.catalogue(tx)) + len(catalogue.categories(tx))
    book = Book(back.read_bytes())
    book.put("conditions", book.row("conditions", category="b0137", condition="01"), closing="灯亮了")
    changed = tmp_path / "changed.xlsx"
    changed.write_bytes(book.bytes())
    data = converted(changed, "ods").read_bytes()
    seen = importing.preview(tx, data, "changed.ods")
    assert [(row.what, row.key) for row in seen.plan.rows] == [("changed", ("b0137", "01"))]
    assert seen.token is not None
    importing.apply(tx, data, "changed.ods", seen.token)
    assert catalogue.standard(tx, "b0137", "01").closing == "灯亮了"
