"""A hot matter: the same thing told by many. Some reports join its case at once, some are merged into it later."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta
from random import Random

from wangge.cases.actions.staged import Staged
from wangge.demo.story.items import Item
from wangge.demo.story.telling import Telling, new_report, picture
from wangge.kit.tx import Tx

Visit = Callable[[], None]


def gather(t: Telling, others: list[Item]) -> list[Staged]:
    """Lets the further reports come to a telling; the cases that will be merged into it, to be saved with it."""
    merged: list[Staged] = []
    for item in others:
        dice = Random(item.key)
        if dice.random() < 0.6:
            t.visits.append((item.at, _joins(t, item, dice)))
        else:
            t.visits.append((item.at + timedelta(minutes=dice.uniform(4, 25)), _merged(t, item, dice, merged)))
    t.visits.sort(key=lambda visit: visit[0])
    return merged


def _joins(t: Telling, item: Item, dice: Random) -> Visit:
    def join() -> None:
        assert item.drawn
        new = new_report(item.matter, picture(t.world.album, item.matter, dice))
        t.staged.join(_tx(t, item, dice), new, item.drawn)

    return join


def _merged(t: Telling, item: Item, dice: Random, merged: list[Staged]) -> Visit:
    def merge() -> None:
        assert item.drawn
        place = t.world.cast.grids[item.matter.grid]
        new = new_report(item.matter, picture(t.world.album, item.matter, dice))
        own = Staged.report(_tx(t, item, dice), new, item.drawn, place, t.world.text_ids)
        merged.append(own)
        later = replace(_tx(t, item, dice), now=t.now.astimezone(UTC))
        own.merge(later, t.staged, "与先前的来电是同一件事，并案处理。")

    return merge


def _tx(t: Telling, item: Item, dice: Random) -> Tx:
    return replace(t.world.tx, now=item.at.astimezone(UTC), actor=t.world.cast.any("clerk", dice))
