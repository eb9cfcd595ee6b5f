import os
from pathlib import Path

import pytest

from wangge.kit.durable import link_new, replace


def listed(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_new_file_is_whole_and_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "keys.json"
    assert link_new(path, b"one") is True
    assert path.read_bytes() == b"one"
    assert path.stat().st_mode & 0o777 == 0o600
    assert listed(path.parent) == ["keys.json"]


def test_what_is_there_is_never_overwritten_by_a_new_one(tmp_path: Path) -> None:
    assert link_new(tmp_path / "x", b"one")
    assert link_new(tmp_path / "x", b"two") is False
    assert (tmp_path / "x").read_bytes() == b"one"
    assert listed(tmp_path) == ["x"]


def test_replacing(tmp_path: Path) -> None:
    replace(tmp_path / "x", b"one")
    replace(tmp_path / "x", b"two")
    assert (tmp_path / "x").read_bytes() == b"two"
    assert listed(tmp_path) == ["x"]


def test_a_fault_in_the_middle_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace(tmp_path / "x", b"one")

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    for write in (replace, link_new):
        with pytest.raises(OSError, match="no space left"):
            write(tmp_path / "x", b"two")
    assert (tmp_path / "x").read_bytes() == b"one"
    assert listed(tmp_path) == ["x"]
