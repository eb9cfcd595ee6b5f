"""Drawn pictures: small, the same again, before and after differ; slips are documents."""

import io
from pathlib import Path

import pytest
from PIL import Image

from wangge.demo.pictures import SCENES, VARIANTS, drawn, paper
from wangge.kit.config import Settings
from wangge.kit.files import Files, Kind


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_before_and_after(scene: str) -> None:
    before, after = drawn(scene, 0, after=False), drawn(scene, 0, after=True)
    assert before != after
    assert drawn(scene, 0, after=False) == before
    for data in (before, after):
        assert Image.open(io.BytesIO(data)).size == (640, 480)
        assert 4_000 < len(data) < 60_000


def test_there_are_enough() -> None:
    assert len(SCENES) >= 20
    assert VARIANTS >= 2
    assert drawn("garbage", 0, after=False) != drawn("garbage", 1, after=False)


def test_a_slip_is_a_document(tmp_path: Path) -> None:
    stored = Files.load(Settings(home=tmp_path)).put(paper(3), "slip.pdf")
    assert stored.kind is Kind.DOCUMENT
    assert paper(3) != paper(4)
