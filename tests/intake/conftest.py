"""Whatever comes in, every case is what its history says."""

from collections.abc import Iterator

import pytest

from tests.database import DISTRICT
from wangge.cases.history import verify
from wangge.kit.tx import Pool, work


@pytest.fixture
def proven(pool: Pool) -> Iterator[None]:
    yield
    with work(pool, DISTRICT) as tx:
        assert verify(tx) == []
