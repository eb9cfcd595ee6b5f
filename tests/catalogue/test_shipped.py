"""The shipped catalogue: sound, complete, of a believable distribution, and in a district within three seconds."""

from collections import Counter

import pytest

from tests import town
from wangge import catalogue
from wangge.catalogue import Draft, Kind, Limit
from wangge.catalogue.rules import category_problems, completed, kind_of, major_of, problems, standard_of
from wangge.catalogue.shipped import shipped
from wangge.kit.tx import Tx

CATEGORIES, DRAFTS = shipped()
MINORS = [category for category in CATEGORIES if category.code != major_of(category.code)]


def of(kind: Kind) -> list[str]:
    return [category.code for category in MINORS if kind_of(category.code) is kind]


def draft(category: str, condition: str = "01") -> Draft:
    return next(d for d in DRAFTS if (d.category, d.condition) == (category, condition))


@pytest.mark.parametrize(
    ("kind", "majors", "minors"),
    [(Kind.EVENT, 6, 60), (Kind.COMPONENT, 5, 60), (Kind.MATTER, 6, 40), (Kind.REQUEST, 15, 118)],
)
def test_how_many_there_are(kind: Kind, majors: int, minors: int) -> None:
    assert len(of(kind)) >= minors
    assert len({major_of(code) for code in of(kind)}) == majors


def test_each_is_sound() -> None:
    assert {c.code: list(category_problems(c)) for c in CATEGORIES if list(category_problems(c))} == {}
    assert {(d.category, d.condition): problems(d) for d in DRAFTS if problems(d)} == {}


def test_a_clerk_can_recognise_each() -> None:
    """A description, words of residents, and a filing and a closing condition that is not said twice."""
    assert [c.code for c in MINORS if not (c.description and c.words and c.name)] == []
    assert {c.code for c in MINORS} == {d.category for d in DRAFTS}
    assert [c.code for c in MINORS if kind_of(c.code) is not Kind.REQUEST and not c.photo] == []
    twice = Counter(d.condition_name for d in DRAFTS if not d.category.startswith("b"))
    assert [text for text, times in twice.items() if times > 1] == []
    assert [d.category for d in DRAFTS if d.condition_name == d.closing] == []


def test_every_code_is_there_once_under_a_major_class() -> None:
    codes = [category.code for category in CATEGORIES]
    assert len(codes) == len(set(codes))
    assert {major_of(code) for code in codes} <= set(codes)


@pytest.mark.parametrize(
    ("code", "name", "origin"),
    [
        ("0110", "暴露生活垃圾", "national"),
        ("0113", "道路破损", "national"),
        ("0502", "燃气管道破裂", "national"),
        ("0496", "占用消防通道", "extension"),
        ("b0101", "上水井盖", "national"),
        ("b0137", "路灯", "national"),
        ("b0286", "路沿石", "extension"),
        ("m0202", "电动自行车进楼充电", "extension"),
        ("r0102", "城市建设和市政管理", "extension"),
    ],
)
def test_codes_of_the_field(code: str, name: str, origin: str) -> None:
    found = next((c for c in CATEGORIES if c.code == code), None)
    assert found is not None
    assert (found.name, found.origin) == (name, origin)


@pytest.mark.parametrize(
    ("category", "first"),
    [("0501", "1uh"), ("0502", "1uh"), ("0504", "1uh"), ("0505", "1uh"), ("0508", "1uh"), ("b0101", "2uh"),
     ("b0103", "2uh"), ("b0149", "1uh")],
)  # fmt: skip
def test_danger_is_made_safe_first_and_repaired_then(category: str, first: str) -> None:
    standard = standard_of(1, completed(draft(category)))
    assert (standard.urgent, standard.grade, standard.call_back) == (True, "major", "all")
    assert standard.stages[0].limit == Limit.parse(first)
    assert standard.stages[-1].limit == standard.limits["handle"]
    assert str(standard.limits["sign"]) == "10um"


def test_the_limits_are_spread_as_in_a_real_city() -> None:
    """STANDARDS §3: mostly one to five working days, some hours, a good share of urgent ones; none left to defaults."""
    street = [d for d in DRAFTS if kind_of(d.category) in (Kind.EVENT, Kind.COMPONENT)]
    kinds = Counter(Limit.parse(d.limits["handle"]).kind for d in street)
    days = Counter(d.limits["handle"] for d in street)
    assert all("handle" in d.limits for d in DRAFTS)
    assert kinds["wd"] > 0.6 * len(street)
    assert min(days["1wd"], days["2wd"], days["3wd"], days["5wd"]) > 0.07 * len(street)
    assert 0.1 < sum(d.urgent for d in street) / len(street) < 0.4


@pytest.mark.db
def test_it_comes_into_a_district(tx: Tx) -> None:
    """What the town has stays its own; the second time nothing is missing."""
    before = {(s.category, s.condition): s.version for s in catalogue.catalogue(tx)}
    change = catalogue.ship(tx)
    assert change is not None
    after = {(s.category, s.condition): s.version for s in catalogue.catalogue(tx)}
    assert before.items() <= after.items()
    assert {(d.category, d.condition) for d in DRAFTS} <= after.keys()
    assert catalogue.standard(tx, "b0104", "02").closing == "收水口掏清，过水通畅"
    garbage = next(c for c in catalogue.categories(tx) if c.code == "0110")
    assert (garbage.name, garbage.major, garbage.kind) == ("暴露生活垃圾", "01", "event")
    assert "垃圾堆" in garbage.words
    assert catalogue.standard(tx, *town.matter("暴露生活垃圾")).version == before[town.matter("暴露生活垃圾")]
    assert catalogue.ship(tx) is None
