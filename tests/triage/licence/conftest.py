"""Fixtures of the licence: a district with a learned model and no licence."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from psycopg import Connection

from tests.cases.histories import Teller
from tests.triage.licence.trusting import learned
from wangge.kit.tx import Pool
from wangge.triage.actions import automatic


@pytest.fixture
def t(pool: Pool, owner: Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[Teller]:
    """Whatever a test allows ends with it."""
    monkeypatch.setattr(automatic, "live", learned())
    yield Teller(pool, datetime.now(UTC) - timedelta(hours=2))
    owner.execute("DELETE FROM licences")
    owner.execute("DELETE FROM automatic_steps")
