"""Changes decided, planned, made at their time; the tree, the posts and the layers with them."""

from datetime import timedelta
from threading import Barrier, Thread

import psycopg
import pytest

from tests import town
from tests.database import DISTRICT
from tests.places.changes.deciding import (
    COMMUNITY,
    EAST,
    FIRST,
    MERGE,
    MOVE,
    QINGYUAN,
    SECOND,
    SPLIT,
    THIRD,
    WEST,
    XINGFENG,
    decide,
    later,
    los,
    path,
    settle,
    worker,
)
from tests.places.drawing import draw
from wangge import people, places
from wangge.kit.errors import Invalid, NotAllowed, NotFound, Refused
from wangge.kit.tx import Pool, Tx, work
from wangge.people.rules import covers
from wangge.places.actions.changes.deciding import cancel
from wangge.places.rules.changes import TreeDraft
from wangge.places.rules.changes.drafts import Merge, Move, Part, Rename, SetAreaClass, Split

pytestmark = pytest.mark.db


class TestAMove:
    def test_a_branch_moves_with_all_below(self, tx: Tx) -> None:
        change = decide(tx, MOVE)
        top = "110115/001/110115003008/"
        assert [(g["code"], g["path"]) for g in (change.after or {})["grids"]] == [
            (COMMUNITY, top), (town.ZAOYUAN, f"{top}001/"), (f"{COMMUNITY}002", f"{top}002/"),
        ]  # fmt: skip
        assert path(tx, town.ZAOYUAN) == f"{top}001/"
        assert [grid.name for grid in places.above(tx, places.grid(tx, town.ZAOYUAN))][1] == "兴丰街道"
        assert len(places.below(tx, places.grid(tx, QINGYUAN))) == 8

    def test_there_and_back_changes_nothing(self, tx: Tx) -> None:
        before = places.below(tx, places.grid(tx, town.DISTRICT))
        decide(tx, MOVE)
        settle(tx)
        later(tx, seconds=1)
        decide(tx, Move(grid=COMMUNITY, parent=QINGYUAN))
        assert places.below(tx, places.grid(tx, town.DISTRICT)) == before

    def test_the_path_of_a_day_is_kept(self, tx: Tx) -> None:
        grid, moved_at = places.grid(tx, town.ZAOYUAN), tx.now
        decide(tx, MOVE)
        assert places.path_at(tx, grid.id, moved_at - timedelta(seconds=1)) == "110115/003/008/001/"
        assert places.path_at(tx, grid.id, moved_at) == "110115/001/110115003008/001/"
        with pytest.raises(NotFound):
            places.path_at(tx, grid.id, grid.valid_from - timedelta(days=1))

    def test_scope_follows_the_branch(self, tx: Tx) -> None:
        """The community's worker keeps it; the old street's people lose sight, the new street's gain it."""
        decide(tx, MOVE)
        settle(tx)
        now = path(tx, town.ZAOYUAN)
        people_of = (town.NEIGHBOUR, town.STREET_CLERK, town.LEAD, town.FAR_HANDLER, town.CLERK, town.WORKER)
        assert {login: covers([(b.lo, b.hi) for b in town.actor(tx, login).branches], now) for login in people_of} == {
            town.NEIGHBOUR: True, town.STREET_CLERK: False, town.LEAD: False, town.FAR_HANDLER: True, town.CLERK: True,
            town.WORKER: False,
        }  # fmt: skip


class TestPosts:
    """Given at once, let go of when every case has followed."""

    def test_of_a_split(self, tx: Tx) -> None:
        worker(tx, FIRST)
        old = path(tx, FIRST)
        decide(tx, SPLIT)
        assert los(tx, town.NOBODY) == [old, path(tx, WEST), path(tx, EAST)]
        settle(tx)
        assert los(tx, town.NOBODY) == [path(tx, WEST), path(tx, EAST)]

    def test_of_a_split_that_keeps_the_old_code(self, tx: Tx) -> None:
        worker(tx, FIRST)
        decide(tx, Split(grid=FIRST, parts=[Part(code=FIRST, name="丽园西"), Part(code=EAST, name="丽园东")]))
        settle(tx)
        assert los(tx, town.NOBODY) == [path(tx, FIRST), path(tx, EAST)]

    def test_of_a_merger(self, tx: Tx) -> None:
        worker(tx, SECOND)
        worker(tx, THIRD)
        decide(tx, MERGE)
        settle(tx)
        assert los(tx, town.NOBODY) == [path(tx, MERGE.code)]

    def test_above_the_change_nothing_moves(self, tx: Tx) -> None:
        before = los(tx, town.WORKER)
        decide(tx, SPLIT)
        assert los(tx, town.WORKER) == before


class TestTheTree:
    def test_split(self, tx: Tx) -> None:
        old = places.grid(tx, FIRST)
        change = decide(tx, SPLIT)
        assert (change.state, change.kind, change.grids) == ("applied", "split", [FIRST, WEST, EAST])
        assert [g.name for g in places.children(tx, places.grid(tx, FIRST[:-3]))] == [
            "丽园 02 网格", "丽园 03 网格", "丽园西", "丽园东",
        ]  # fmt: skip
        with pytest.raises(NotFound):
            places.grid(tx, FIRST)
        assert places.grid_by_id(tx, old.id).valid_to == tx.now
        assert places.grid(tx, WEST).area_class == old.area_class

    def test_a_code_is_not_used_again(self, tx: Tx) -> None:
        decide(tx, SPLIT)
        settle(tx)
        later(tx, minutes=1)
        again = Split(grid=WEST, parts=[Part(code=FIRST, name="丽园"), Part(code=f"{WEST[:-1]}7", name="丽园")])
        with pytest.raises(Refused, match=r"grid\.taken"):
            decide(tx, again)

    @pytest.mark.parametrize("code", ["001", "110115003006001"])
    def test_a_path_is_not_taken_twice(self, tx: Tx, code: str) -> None:
        """Below 110115003006 the codes 001 and 110115003006001 give one path."""
        with pytest.raises(Refused) as refused:
            decide(tx, Split(grid=SECOND, parts=[Part(code=code, name="一"), Part(code=EAST, name="二")]))
        assert refused.value.code == ("grid.path" if code == "001" else "grid.taken")

    def test_a_class_and_a_name(self, tx: Tx) -> None:
        decide(tx, SetAreaClass(grids=[SECOND, THIRD], area_class="A"))
        decide(tx, Rename(grid=FIRST, name="丽园一网格"))
        found = [places.grid(tx, code) for code in (FIRST, SECOND, THIRD)]
        assert [(g.name, g.area_class) for g in found] == [
            ("丽园一网格", "A"), ("丽园 02 网格", "A"), ("丽园 03 网格", "A"),
        ]  # fmt: skip

    def test_versions_have_no_gaps(self, tx: Tx) -> None:
        versions = [decide(tx, Rename(grid=code, name="别名")).version for code in (FIRST, SECOND, THIRD)]
        assert versions == [1, 2, 3]

    def test_it_is_told_and_audited(self, tx: Tx) -> None:
        change = decide(tx, MOVE)
        assert tx.rows("SELECT subject, verb FROM outbox WHERE kind = 'places'") == [{"subject": 1, "verb": "move"}]
        row = tx.row("SELECT actor_id, target, facts FROM audit WHERE action = 'apply_change'")
        assert row is not None
        assert (row["actor_id"], row["target"]) == (tx.actor.id, f"change:{change.version}")
        assert row["facts"]["grids"][0] == COMMUNITY


class TestPlanned:
    def test_at_its_time_and_once(self, tx: Tx) -> None:
        change = decide(tx, SPLIT, tx.now + timedelta(days=3))
        assert (change.state, places.grid(tx, FIRST).code) == ("planned", FIRST)
        later(tx, days=2, hours=23)
        assert places.apply_next(tx) is None
        later(tx, hours=2)
        done = places.apply_next(tx)
        assert done is not None
        assert (done.version, done.state, places.grid(tx, WEST).valid_from) == (1, "applied", change.effective_at)
        assert places.apply_next(tx) is None

    def test_what_fits_no_more_is_refused_with_the_rule(self, tx: Tx) -> None:
        """Somebody took the code by the other road, an import."""
        decide(tx, SPLIT, tx.now + timedelta(days=1))
        places.add_grid(tx, places.NewGrid(WEST, "丽园新", 4, FIRST[:-3]))
        later(tx, days=1)
        done = places.apply_next(tx)
        assert done is not None
        assert (done.state, done.refusal) == ("refused", {"code": "grid.taken", "facts": {"grid": WEST}})
        assert places.grid(tx, FIRST).valid_to is None
        assert tx.value("SELECT code FROM audit WHERE action = 'apply_change'") == "grid.taken"

    def test_cancelled(self, tx: Tx) -> None:
        change = decide(tx, SPLIT, tx.now + timedelta(days=1))
        assert cancel(tx, change.version).state == "cancelled"
        later(tx, days=2)
        assert places.apply_next(tx) is None
        with pytest.raises(Refused, match=r"change\.state"):
            cancel(tx, change.version)

    def test_one_that_overlaps_waits_for_the_cases_of_the_other(self, tx: Tx) -> None:
        decide(tx, Rename(grid=town.ZAOYUAN, name="枣园一网格"), tx.now + timedelta(days=1))
        tx.run("UPDATE place_changes SET effective_at = %(at)s - interval '1 day'", at=tx.now)
        decide(tx, SPLIT)
        decide(tx, Rename(grid=WEST, name="丽园新西"), tx.now + timedelta(minutes=1))
        later(tx, minutes=2)
        first = places.apply_next(tx)
        assert (first and first.grids, places.apply_next(tx)) == ([town.ZAOYUAN], None)
        settle(tx)
        second = places.apply_next(tx)
        assert second is not None
        assert second.grids == [WEST]


class TestOneAtATime:
    """Another change of the same grids is named."""

    @pytest.mark.parametrize(
        "second",
        [
            SPLIT,
            Rename(grid=FIRST, name="别名"),
            Merge(grids=[FIRST, SECOND], code=FIRST, name="大网格", area_class="A"),
            Move(grid=FIRST[:-3], parent=XINGFENG),
            Split(grid=SECOND, parts=[Part(code=WEST, name="西"), Part(code=f"{WEST[:-1]}8", name="东")]),
        ],
    )
    def test_planned(self, tx: Tx, second: TreeDraft) -> None:
        decide(tx, SPLIT, tx.now + timedelta(days=1))
        with pytest.raises(Refused) as refused:
            decide(tx, second)
        assert (refused.value.code, refused.value.facts["version"]) == ("change.planned", 1)

    def test_still_moving(self, tx: Tx) -> None:
        decide(tx, SPLIT)
        later(tx, minutes=1)
        with pytest.raises(Refused, match=r"change\.moving"):
            decide(tx, Rename(grid=WEST, name="丽园新西"))

    def test_not_behind_another(self, tx: Tx) -> None:
        decide(tx, Rename(grid=FIRST, name="丽园一网格"))
        settle(tx)
        with pytest.raises(Refused, match=r"change\.before"):
            decide(tx, SPLIT)

    def test_not_behind_what_is_known_of_the_grid(self, tx: Tx) -> None:
        draw(tx)
        with pytest.raises(Refused, match=r"change\.since"):
            decide(tx, Rename(grid=FIRST, name="丽园一网格"))
        with pytest.raises(Refused, match=r"change\.since"):
            decide(tx, Rename(grid=FIRST, name="丽园一网格"), tx.now.replace(microsecond=0) - timedelta(microseconds=1))

    def test_not_before_today(self, tx: Tx) -> None:
        with pytest.raises(Invalid, match=r"change\.past"):
            decide(tx, SPLIT, tx.now - timedelta(days=1))


def test_who_keeps_one_street_changes_that_street(tx: Tx) -> None:
    tx.actor = town.actor(tx, town.STREET_CLERK)
    with pytest.raises(NotAllowed, match=r"grid\.scope"):
        places.decide(tx, MOVE)
    assert places.decide(tx, SPLIT).state == "applied"


@pytest.mark.parametrize(
    "change", ["DELETE FROM place_changes", "DELETE FROM grid_moves", "DELETE FROM layer_items", "DELETE FROM layers"]
)
def test_versions_stay(tx: Tx, change: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), tx.conn.transaction():
        tx.run(change)


def test_two_workers_make_a_planned_change_once(pool: Pool) -> None:
    with work(pool, DISTRICT) as tx:
        decide(tx, SPLIT, tx.now + timedelta(milliseconds=1))
    made: list[int] = []
    barrier = Barrier(4)

    def look() -> None:
        barrier.wait()
        with work(pool, DISTRICT) as tx:
            later(tx, seconds=1)
            found = places.apply_next(tx)
            made.extend([found.version] if found else [])

    threads = [Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]
    with work(pool, DISTRICT) as tx:
        assert tx.value("SELECT count(*) FROM grid_moves") == 1
        assert len(people.branches_on(tx, ["110115/003/006/"])) == 1
