"""A category found by code, name, a resident's word, a whole sentence, and pinyin."""

import pytest

from wangge.catalogue import Category, Kind, Origin
from wangge.catalogue.rules import kind_of
from wangge.catalogue.rules.search import search, spellings
from wangge.catalogue.shipped import shipped

SHELF = [
    Category(at, c.code, kind_of(c.code), c.name, Origin(c.origin), c.description, tuple(c.words), c.photo)
    for at, c in enumerate(shipped()[0])
]


@pytest.mark.parametrize(
    ("text", "first", "by"),
    [
        ("0110", "0110", "code"),
        ("b0137", "b0137", "code"),
        ("道路破损", "0113", "name"),
        ("路灯", "b0137", "name"),
        ("小广告", "0201", "name"),
        ("牛皮癣", "0201", "word"),
        ("煤气味", "0502", "word"),
        ("楼下有人烧树叶，烟好大", "0120", "word"),
        ("我家楼道堆东西没人管", "m0201", "word"),
        ("dlps", "0113", "pinyin"),
        ("daolups", None, ""),
        ("luduanposun", None, ""),
        ("DAOLUPOSUN", "0113", "pinyin"),
    ],
)
def test_the_first_found(text: str, first: str | None, by: str) -> None:
    found = search(SHELF, text)
    assert (found[0].category.code, found[0].by) == (first, by) if first else found == []


def test_a_code_of_a_class_gives_what_is_below() -> None:
    assert {hit.category.major for hit in search(SHELF, "b04", limit=50)} == {"b04"}


@pytest.mark.parametrize("text", ["", "   ", "zzzz", "没有这样的东西呀"])
def test_nothing(text: str) -> None:
    assert search(SHELF, text) == []


def test_no_more_than_asked() -> None:
    assert len(search(SHELF, "井盖", limit=3)) == 3


def test_major_classes_are_not_filed() -> None:
    assert all(not hit.category.is_major for hit in search(SHELF, "01", limit=500))


def test_pinyin() -> None:
    assert spellings("井盖") == ("jg", "jinggai")


def test_kinds() -> None:
    assert [kind_of(code) for code in ("0110", "b0101", "m0101", "r0101")] == [
        Kind.EVENT, Kind.COMPONENT, Kind.MATTER, Kind.REQUEST,
    ]  # fmt: skip
