"""What follows an erasure by command, at once: nobody has to wait for a worker, or to have one."""

from wangge.kit import feed
from wangge.kit.commands import in_district
from wangge.kit.config import Settings
from wangge.triage.actions import forgetting


def forget(chosen: Settings, named: str | None) -> None:
    """All that was erased in the district up to now. A worker may do the same meanwhile: each row is handled once."""
    with in_district(chosen, named, "en") as (pool, district):
        while feed.move(pool, district):
            pass
        while forgetting.follow(pool, district):
            pass
