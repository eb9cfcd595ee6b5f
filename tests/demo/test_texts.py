"""What is said: many ways of saying it, no gap left open, codes of the shipped catalogue, times of a believable day."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from string import Formatter

import pytest

from tests.demo.conftest import UNTIL
from wangge.catalogue.shipped import shipped
from wangge.clock.rules import SHANGHAI
from wangge.demo.land import land
from wangge.demo.pictures import SCENES
from wangge.demo.story.items import items
from wangge.demo.story.rhythm import DAYS, Told, told
from wangge.demo.story.topics import Topic, topics
from wangge.demo.story.writer import Matter, Writer, slots

GAPS = {"place", "spot", "road", "near", "shop", "time", "days", "many", "temp", "who", "side", "market", "park"}
CHANNELS = {"hotline", "portal", "patrol", "volunteer", "screen_patrol"}


def patterns(topic: Topic) -> tuple[str, ...]:
    return (*topic.said, *topic.typed, *topic.found)


@pytest.fixture(scope="module")
def writer() -> Writer:
    return Writer(land(1))


@pytest.fixture(scope="module")
def thousand(writer: Writer) -> list[Matter]:
    return [writer.matter(one.topic, Random(n), channel=one.channel) for n, one in enumerate(reports(1000))]


def reports(count: int) -> list[Told]:
    return told(count, UNTIL, Random("rhythm"))


def test_there_are_many_ways_of_saying_it() -> None:
    assert len({text for topic in topics() for text in patterns(topic)}) >= 300
    assert len({text for topic in topics() for text in topic.done}) >= 80


@pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.key)
class TestTopic:
    def test_gaps_can_be_filled(self, topic: Topic) -> None:
        texts = (*patterns(topic), *topic.done, *topic.titles)
        assert {name for text in texts for _, name, _, _ in Formatter().parse(text) if name} <= GAPS

    def test_codes_are_shipped(self, topic: Topic) -> None:
        _, conditions = shipped()
        known = {f"{draft.category}/{draft.condition}" for draft in conditions}
        marked = {text.split("|")[0] for text in (*patterns(topic), *topic.titles, *topic.done) if "|" in text}
        assert {*topic.codes, *marked} <= known

    def test_channels_have_texts(self, topic: Topic) -> None:
        assert topic.channels.keys() <= CHANNELS
        assert topic.said
        assert topic.typed
        assert topic.found

    def test_the_scene_can_be_drawn(self, topic: Topic) -> None:
        assert not topic.scene or topic.scene in SCENES


def test_texts_differ_and_have_no_gaps(thousand: list[Matter]) -> None:
    assert len({matter.text for matter in thousand}) > 900
    assert not any(re.search(r"[{}|]", matter.text + matter.title + matter.address) for matter in thousand)


def test_numbers_belong_to_nobody(thousand: list[Matter]) -> None:
    """154 has been given to no operator."""
    phones = [matter.phone for matter in thousand if matter.phone]
    assert len(phones) > 300
    assert all(re.fullmatch(r"154\d{8}", phone) for phone in phones)


def test_workers_leave_no_name(thousand: list[Matter]) -> None:
    assert {m.phone for m in thousand if m.channel in ("patrol", "screen_patrol")} == {None}


def test_only_screens_are_looked_at(thousand: list[Matter]) -> None:
    assert not any("视频巡屏" in m.text for m in thousand if m.channel != "screen_patrol")


def test_the_same_dice_write_the_same(writer: Writer) -> None:
    topic = topics()[0]
    assert writer.matter(topic, Random(5)) == writer.matter(topic, Random(5))


def test_slips_are_slips() -> None:
    assert all(right != wrong for right, wrong in slots()["slips"])


class TestRhythm:
    def test_as_many_as_ordered_inside_the_ninety_days(self) -> None:
        found = reports(1234)
        assert len(found) == 1234
        assert all(UNTIL - timedelta(days=DAYS) < one.at < UNTIL for one in found)
        assert [one.at for one in found] == sorted(one.at for one in found)

    def test_hours(self) -> None:
        hours = Counter(one.at.astimezone(SHANGHAI).hour for one in reports(4000))
        assert sum(hours[h] for h in range(8, 12)) > 4 * sum(hours[h] for h in range(1, 5))

    def test_workdays_are_busier(self) -> None:
        days = Counter(one.at.weekday() for one in reports(4000))
        assert days[0] > days[6] * 1.2

    def test_flats_are_cold_in_winter_only(self) -> None:
        cold = [one.at.month for one in reports(4000) if one.topic.key == "heat"]
        assert len(cold) > 200
        assert set(cold) <= {10, 11}

    def test_gas_leaks_are_rare(self) -> None:
        keys = Counter(one.topic.key for one in reports(4000))
        assert 0 < keys["gas"] < 30

    @pytest.mark.parametrize("until", [datetime(2026, 7, 1, 16, 0, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)])
    def test_any_end(self, until: datetime) -> None:
        assert len(told(300, until, Random(1))) == 300


def test_another_seed_tells_another_story() -> None:
    once, again, other = (items(land(1), 60, UNTIL, seed) for seed in (1, 1, 2))
    assert [(item.at, item.matter) for item in once] == [(item.at, item.matter) for item in again]
    assert [item.at for item in once] != [item.at for item in other]


def test_hot_matters_hang_together() -> None:
    found = items(land(1), 2000, UNTIL, 1)
    assert len(found) == 2000
    hot = [item for item in found if item.others]
    assert max(len(item.others) for item in hot) == 13  # fourteen people, one outage
    for item in hot:
        assert {other.matter.grid for other in item.others} == {item.matter.grid}
        assert all(other.at >= item.at for other in item.others)
