"""The file of an import must say what its columns are."""

from pathlib import Path

import pytest

from wangge.intake.sheet import Sheet
from wangge.kit.errors import Invalid


@pytest.mark.parametrize("data", [b"", b"\n\n", b'"a'])
def test_no_header(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(Invalid, match=r"intake\.no_header"):
        Sheet(tmp_path / "a.csv")
