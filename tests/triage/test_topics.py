"""Messages about the same place, subject and time become one topic; adding them one at a time changes nothing."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from wangge.triage.topics import Frequencies, Grouping, Said, Sketcher, grouped, summaries
from wangge.triage.topics.summary import heat, place, places

START = datetime(2026, 3, 1, tzinfo=UTC)
MATTERS = {
    "丽园": "丽园小区旁边建搅拌站，噪音大，粉尘多，晚上睡不着",
    "滨河": "滨河苑买房要捆绑车位，十二万一个，不买就取消资格",
    "茶场": "茶场村五组什么时候拆迁，用地红线三年前就报批了",
}
WAYS = [
    "领导您好，{}，请管一管。",
    "{}，投诉多次没有人来。",
    "再次反映：{}，实在没有办法了。",
    "我是业主，{}，希望尽快解决。",
]
CHARACTERS = [chr(code) for code in range(0x5000, 0x8000)]
OTHERS = [
    "公交车不开空调",
    "路灯不亮",
    "医院挂号太难",
    "学校收费补课",
    "自来水有黄泥",
    "垃圾没有清运",
    "出租车不打表",
    "社保怎么转",
    "电梯经常坏",
    "快递不上门",
]


def stream() -> tuple[list[str], list[str | None], list[float]]:
    """Texts, the matter of each (None: its own), and days; in no order."""
    dice = random.Random(3)
    rows: list[tuple[str, str | None, float]] = [
        (dice.choice(WAYS).format(words), name, dice.uniform(0, 60))
        for name, words in MATTERS.items()
        for _ in range(8)
    ]
    rows += [(f"{words}，第{at}号线的事", None, dice.uniform(0, 60)) for at, words in enumerate(OTHERS)]
    dice.shuffle(rows)
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]


@pytest.fixture(scope="module")
def sketcher() -> Sketcher:
    """Knows how people write: what is said in every way of them is common, the three matters are not."""
    dice = random.Random(4)
    usual = [dice.choice(WAYS).format("".join(dice.sample(CHARACTERS, 8))) for _ in range(600)]
    return Sketcher(Frequencies.of([*stream()[0], *usual]))


def test_a_topic_for_each_matter(sketcher: Sketcher) -> None:
    texts, matters, days = stream()
    topics = grouped([sketcher.sketch(text) for text in texts], days)
    of = {name: {topic for topic, matter in zip(topics, matters, strict=True) if matter == name} for name in MATTERS}
    assert all(len(found) == 1 for found in of.values())
    assert len(set.union(*of.values())) == len(MATTERS)
    rest = {topic for topic, matter in zip(topics, matters, strict=True) if matter is None}
    assert not rest & set.union(*of.values())


def test_one_at_a_time_gives_what_all_at_once_gives(sketcher: Sketcher) -> None:
    texts, _, days = stream()
    grouping = Grouping()
    order = sorted(range(len(days)), key=lambda at: days[at])
    for at in order:
        grouping.add(sketcher.sketch(texts[at]), days[at])
    at_once = grouped([sketcher.sketch(text) for text in texts], days)
    assert grouping.topics() == [at_once[at] for at in order]


def test_out_of_order_few_pairs_fall_the_other_way(sketcher: Sketcher) -> None:
    texts, _, days = stream()
    at_once = grouped([sketcher.sketch(text) for text in texts], days)
    grouping = Grouping()
    for text, day in zip(texts, days, strict=True):
        grouping.add(sketcher.sketch(text), day)
    found = grouping.topics()
    pairs = [(a, b) for a in range(len(texts)) for b in range(a)]
    differ = sum((found[a] == found[b]) != (at_once[a] == at_once[b]) for a, b in pairs)
    assert differ <= 0.02 * len(pairs)


def test_more_topics_than_room_at_first() -> None:
    dice = random.Random(5)
    texts = ["".join(dice.sample(CHARACTERS, 12)) for _ in range(400)]
    sketcher = Sketcher(Frequencies.of(texts * 2))
    assert len(set(grouped([sketcher.sketch(text) for text in texts], [0.0] * 400))) > 300


@pytest.mark.parametrize("text", ["", "。。。", "😡", "x" * 100_000, "\x00\ud800"])
def test_any_text_has_a_sketch(sketcher: Sketcher, text: str) -> None:
    assert sketcher.sketch(text).shape == sketcher.sketch("路灯").shape


def said(text: str, days: int = 0, likes: int = 0, title: str = "") -> Said:
    return Said(title, text, START + timedelta(days=days), likes, 0)


class TestHeat:
    def test_people_likes_and_recency(self) -> None:
        latest = START + timedelta(days=90)
        one = heat([said("a", 90)], latest)
        assert one == 1
        assert heat([said("a", 90), said("b", 90)], latest) == 2
        assert heat([said("a", 90, likes=9)], latest) == pytest.approx(3.3, abs=0.01)
        assert heat([said("a", 0)], latest) == 0.5

    def test_copies_are_one_message(self) -> None:
        assert heat([said("a", 0), said("a", 0), said("a", 0)], START) == 1

    def test_without_any_time(self) -> None:
        assert heat([Said("", "a", None, 0, 0)], None) == 1

    def test_votes_below_zero_cool_nothing(self) -> None:
        assert heat([Said("", "a", START, -5, 0)], START) == 1


class TestPlace:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("投诉A2区丽发新城小区附近搅拌站", ["丽发新城小区"]),
            ("大兴区清源街道兴华园小区路灯不亮", ["清源街道", "兴华园小区"]),
            ("请问茶场村什么时候拆迁", ["茶场村"]),
            ("希望市政府重视", []),
            ("小区太吵", []),
            ("", []),
        ],
    )
    def test_names_without_the_words_before(self, text: str, names: list[str]) -> None:
        assert places(text) == names

    def test_what_most_of_them_name(self) -> None:
        assert place([said("兴华园小区太吵"), said("兴华园小区有噪音"), said("清源路堵车")]) == "兴华园小区"
        assert place([said("A市太吵")]) == "A市"
        assert place([said("太吵")]) == ""


def test_a_summary_is_ranked_by_heat_and_masked(sketcher: Sketcher) -> None:
    rows = [
        said(MATTERS["丽园"], 1, title="丽园小区太吵，电话13812345678"),
        said(MATTERS["滨河"], 0),
        said(MATTERS["滨河"] + "。", 3),
    ]
    sketches = [sketcher.sketch(row.text) for row in rows]
    found = summaries(rows, sketches, [7, 9, 9])
    assert (found[9].number, found[7].number) == (1, 2)
    assert (found[9].first, found[9].last) == (START, START + timedelta(days=3))
    assert "13812345678" not in found[7].title
