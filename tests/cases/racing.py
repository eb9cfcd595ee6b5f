"""Several people at the same moment, each with a connection of their own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from wangge.kit.errors import Refused

T = TypeVar("T")

LONGEST = 20  # s: longer is a deadlock that nobody resolved


def at_once(acts: Sequence[Callable[[], T]]) -> list[T | Refused]:
    """What each of them came to, in their order; whoever was refused, by what."""
    start = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | Refused:
        start.wait(LONGEST)
        try:
            return act()
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as people:
        doing = [people.submit(run, act) for act in acts]
        return [done.result(LONGEST) for done in doing]


def codes(came: Sequence[Any]) -> list[str]:
    """``ok`` or the code of the refusal, sorted."""
    return sorted(one.code if isinstance(one, Refused) else "ok" for one in came)
