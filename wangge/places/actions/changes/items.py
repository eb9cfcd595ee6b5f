"""Layers over the tree: duty grids, the professional grids of other departments, and the change of one item."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from wangge import people
from wangge.kit import sql
from wangge.kit.errors import Invalid, NotAllowed, NotFound, Refused
from wangge.kit.tx import Tx
from wangge.people.rules import covers
from wangge.places.actions.changes.members import exchange
from wangge.places.actions.changes.store import Change, Doc
from wangge.places.rules.changes import Holder, LayerItem

q = sql.load("wangge.places")


class Layer(NamedTuple):
    """``unit``: code of the department whose layer it is. In an exclusive one a unit grid has one item at most."""

    code: str
    name: str
    kind: str  # duty | professional
    unit: str | None
    unit_name: str | None
    exclusive: bool


class DutyGrid(NamedTuple):
    """One item of a layer and who holds it: ``holder`` is user, post or unit."""

    id: int
    layer: str
    layer_name: str
    kind: str
    code: str
    name: str
    holder: str | None
    holder_id: int | None
    holder_name: str | None


def layers(tx: Tx) -> list[Layer]:
    return tx.all(Layer, q.layers)


def layer(tx: Tx, code: str) -> Layer:
    """NotFound."""
    found = tx.one(Layer, q.layer, code=code)
    if found is None:
        raise NotFound("layer.unknown", layer=code)
    return found


def items_of(tx: Tx, grid_id: int) -> list[DutyGrid]:
    """Every item that holds a unit grid: its duty grid first."""
    return tx.all(DutyGrid, q.items_of_grid, grid=grid_id)


def duty_grid(tx: Tx, grid_id: int) -> DutyGrid | None:
    """责任网格: who walks this unit grid, if somebody does."""
    return next((item for item in items_of(tx, grid_id) if item.kind == "duty"), None)


def items(tx: Tx, layer_code: str, after: str | None, limit: int) -> list[dict[str, Any]]:
    """Items of a layer by code, each with the codes of its unit grids."""
    return tx.rows(q.items, layer=layer(tx, layer_code).code, after=after, limit=limit)


def put_layer(tx: Tx, new: Layer) -> Layer:
    """Make a layer, or change its name, unit and exclusiveness; Refused where its items do not fit, or for its kind."""
    tx.run(q.lock_tree)
    unit = people.unit_by_code(tx, new.unit) if new.unit else None
    if new.exclusive and (shared := tx.value(q.shared_grid, layer=new.code)):
        raise Refused("layer.shared", layer=new.name, grid=shared)
    if new.kind == "duty" and (other := next((x for x in layers(tx) if x.kind == "duty" and x.code != new.code), None)):
        raise Refused("layer.duty", layer=other.name)
    params = {"code": new.code, "name": new.name.strip(), "kind": new.kind, "exclusive": new.exclusive}
    if tx.value(q.put_layer, **params, unit_id=unit.id if unit else None) is None:
        raise Refused("layer.kind", layer=new.code)
    people.note_audit(tx, "put_layer", f"layer:{new.code}", kind=new.kind, exclusive=new.exclusive)
    return layer(tx, new.code)


@dataclass(frozen=True)
class ItemWork:
    """One item of a layer as it is to be; ``item`` None: it is new."""

    draft: LayerItem
    item: dict[str, Any] | None
    held: Sequence[dict[str, Any]]  # unit grids it has
    wanted: Sequence[dict[str, Any]]
    holder_id: int | None

    @property
    def codes(self) -> tuple[str, ...]:
        """With its own name among them, so that two changes of one item meet."""
        grids = {row["code"] for row in (*self.held, *self.wanted)}
        return (f"{self.draft.layer}/{self.draft.code}", *sorted(grids))

    def allow(self, tx: Tx) -> None:
        """NotAllowed unless every grid it gives or takes lies in the actor's branches."""
        branches = [(b.lo, b.hi) for b in tx.actor.branches]
        paths = (row["path"] for row in (*self.held, *self.wanted))
        outside = next((path for path in paths if not covers(branches, path)), None)
        if tx.actor.id is not None and outside is not None:
            raise NotAllowed("grid.scope", path=outside)

    def apply(self, tx: Tx, change: Change) -> tuple[Doc, Doc]:
        draft, holder = self.draft, self.draft.holder.kind if self.draft.holder else None
        now: Doc = {"layer": draft.layer, "code": draft.code, "name": draft.name.strip()}
        now |= {"holder": holder, "holder_id": self.holder_id}
        item: int = tx.value(q.put_item, **now)
        old, new = ([row["id"] for row in rows] for rows in (self.held, self.wanted))
        dropped, added = exchange(tx, item, old, new)
        return {"item": self.item, "members": dropped}, {"item": {"id": item, **now}, "members": added}


def item_work(tx: Tx, draft: LayerItem) -> ItemWork:
    """NotFound, Invalid and Refused by what does not fit: a grid that is no unit grid, or is held in the layer."""
    about = layer(tx, draft.layer)
    item = tx.row(q.item, layer=draft.layer, code=draft.code)
    held = tx.rows(q.members_of_item, item=item["id"]) if item else []
    codes = list(dict.fromkeys(draft.grids))
    wanted = tx.rows(q.unit_grids, codes=codes)
    if missing := set(codes) - {row["code"] for row in wanted}:
        raise Invalid("layer.grid", field="grids", grid=min(missing))
    if about.exclusive:
        own = item["id"] if item else None
        others = [r for r in tx.rows(q.members_on, grids=[w["id"] for w in wanted]) if r["layer"] == draft.layer]
        if other := next((r for r in others if r["item_id"] != own), None):
            grid = next(w["code"] for w in wanted if w["id"] == other["grid_id"])
            raise Refused("layer.taken", grid=grid, item=other["name"])
    return ItemWork(draft, item, held, wanted, _holder(tx, draft.holder))


def _holder(tx: Tx, holder: Holder | None) -> int | None:
    if holder is None:
        return None
    if holder.kind == "user":
        return people.user_id(tx, holder.who)
    if holder.kind == "unit":
        return people.unit_by_code(tx, holder.who).id
    if not holder.who.isdecimal() or len(holder.who) > 18 or not people.posts_named(tx, [int(holder.who)]):
        raise NotFound("people.post_unknown", post=holder.who)
    return int(holder.who)
