"""Many threads ask at once after a change: one builds the index, the others wait for it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import town
from tests.places.drawing import at, draw
from wangge import places
from wangge.kit.tx import Pool, work
from wangge.places.actions import locate as module

pytestmark = pytest.mark.db


def test_it_is_built_once_for_all_threads(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    with work(pool, town.DISTRICT) as tx:
        draw(tx)
    built: list[int] = []
    build = module.build
    monkeypatch.setattr(module, "_indexes", module.Indexes())
    monkeypatch.setattr(module, "build", lambda *asked: built.append(1) or build(*asked))

    def ask(_: int) -> str | None:
        with work(pool, town.DISTRICT) as tx:
            found = places.locate(tx, *at(0.5, 0.5))
            return found.grid.code if found else None

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(ask, range(40))) == {"110115003006001"}
    assert built == [1]
