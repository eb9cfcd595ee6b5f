"""The parts of reading a place: written forms, sounds, numbers, names that people say, addresses as house numbers."""

import pytest

from wangge.triage.placing import Entry, Kind, Numbers, with_houses
from wangge.triage.placing.crossings import meeting
from wangge.triage.placing.entries import Tier, said
from wangge.triage.placing.forms import LONGEST, name, plain
from wangge.triage.placing.numbers import grid_number, holding, house, number
from wangge.triage.placing.sounds import same, sounds


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("丽 园\n小区", "丽园小区"),
        ("ＡＢｃ１２号", "abc12号"),
        ("東興豐街道", "东兴丰街道"),
        ("a\u200b\x00b", "ab"),
        ("😀丽", "😀丽"),
        ("①", "1"),
        ("İ", "İ"),
    ],
)
def test_one_form(text: str, form: str) -> None:
    assert name(text) == form


def test_words_of_the_source() -> None:
    read = plain("在 棠 門家园，")
    assert read.words(read.text.index("棠"), read.text.index(",")) == "棠 門家园"
    assert read.words(2, 2) == ""
    assert len(plain("园" * 10_000).text) == LONGEST


@pytest.mark.parametrize(
    ("one", "two", "alike", "equal"),
    [
        ("清源", "清园", True, True),
        ("商城", "伤成", True, True),
        ("盛泰", "身太", True, False),
        ("王家", "汪佳", True, True),
        ("清源", "清河", False, False),
        ("a1", "a1", True, True),
    ],
)
def test_sounds(one: str, two: str, alike: bool, equal: bool) -> None:
    assert (sounds(one) == sounds(two), same(one, two)) == (alike, equal)
    assert len(sounds(one)) == len(one)


@pytest.mark.parametrize(
    ("words", "n"),
    [
        ("12", 12),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二百三十", 230),
        ("一千零五", 1005),
        ("三〇六", 306),
        ("两百", 200),
        ("九", 9),
    ],
)
def test_numbers(words: str, n: int) -> None:
    assert number(words) == n


@pytest.mark.parametrize(
    ("after", "numbers"),
    [
        ("12号", [12]),
        ("二百三十号旁边", [230]),
        ("甲3号院", [3]),
        ("12号院3号楼", [12]),
        ("门牌12号", [12]),
        ("2-10号", [2, 10]),
        ("12号门前", [12]),
        ("东段5号", [5]),
        ("3号楼", []),
        ("4号线", []),
        ("6号门", []),
        ("上有坑", []),
        ("号", []),
        ("12弄", [12]),
    ],
)
def test_houses_of_a_road(after: str, numbers: list[int]) -> None:
    text = f"裕峰街{after}"
    assert house(text, 3)[0] == numbers


@pytest.mark.parametrize(
    ("after", "n"),
    [
        ("02网格", 2),
        ("第三网格", 3),
        ("社区5号网格", 5),
        ("十二单元网格", 12),
        ("3格内", 3),
        ("3格局", None),
        ("网格", None),
        ("3号楼", None),
    ],
)
def test_grids_of_a_community(after: str, n: int | None) -> None:
    assert grid_number(f"丽园{after}", 2)[0] == n


def test_where_a_house_stands() -> None:
    known = (Numbers("a", 1, 9), Numbers("b", 2, 8), Numbers("c", 20, 29, True))
    assert [holding(known, [n]) for n in (1, 9, 2, 4, 25)] == [{"a"}, {"a"}, {"b"}, {"b"}, {"c"}]
    assert (holding(known, [10]), holding(known, [1, 10]), holding(known, [])) == (set(), set(), set())
    assert holding(known, [1, 2]) == {"a", "b"}


@pytest.mark.parametrize(
    ("kind", "official", "words", "tier"),
    [
        (Kind.STREET, "黄村地区", "黄村镇", Tier.ALIAS),
        (Kind.STREET, "黄村地区", "黄村", Tier.STEM),
        (Kind.STREET, "清源街道", "清源街道办事处", Tier.ALIAS),
        (Kind.COMMUNITY, "丽园社区", "丽园小区", Tier.ALIAS),
        (Kind.COMMUNITY, "枣林村", "枣林村委会", Tier.ALIAS),
        (Kind.COMPOUND, "棠门家园", "棠门小区", Tier.ALIAS),
        (Kind.COMPOUND, "棠门家园", "棠门", Tier.STEM),
        (Kind.COMPOUND, "菊康一号院", "菊康一号", Tier.ALIAS),
        (Kind.POI, "禾峰第二小学", "禾峰二小", Tier.ALIAS),
        (Kind.ROAD, "裕峰街", "裕峰大街", Tier.VARIANT),
        (Kind.PLACE, "枣林村", "枣林", Tier.STEM),
    ],
)
def test_what_people_say(kind: Kind, official: str, words: str, tier: Tier) -> None:
    assert dict(said(kind, official))[words] is tier
    assert dict(said(kind, official))[official] is Tier.OFFICIAL


def test_nobody_is_called_by_one_character() -> None:
    assert "周" not in dict(said(Kind.COMMUNITY, "周村"))


def test_addresses_become_house_numbers() -> None:
    found = with_houses(
        [
            Entry(Kind.ROAD, "裕峰街", ("a",)),
            *(Entry(Kind.POI, f"裕峰街{n}号", (grid,)) for n, grid in ((1, "a"), (9, "a"), (11, "b"), (2, "c"))),
            Entry(Kind.POI, "无名路1号", ("a",)),
        ]
    )
    assert [one.name for one in found] == ["裕峰街", "无名路1号"]
    assert set(found[0].numbers) == {Numbers("a", 1, 9), Numbers("b", 11, 11), Numbers("c", 2, 2)}
    assert found[0].grids == ("a", "c", "b")


@pytest.mark.parametrize(
    ("two", "point"),
    [(((116.3, 39.6), (116.3, 39.8)), (116.3, 39.7)), (((116.3, 39.8), (116.3, 39.9)), None)],
)
def test_where_two_roads_meet(two: tuple[tuple[float, float], ...], point: tuple[float, float] | None) -> None:
    met = meeting(((116.2, 39.7), (116.4, 39.7)), two)
    assert met == (pytest.approx(point) if point else None)
