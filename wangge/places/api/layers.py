"""HTTP for layers: duty grids and the professional grids of other departments; the members of an item."""

from typing import Annotated, Any, Literal

from fastapi import Path, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from wangge.kit.http import json_response
from wangge.kit.routes import Router
from wangge.people import Duty
from wangge.people.http import Signed
from wangge.places.actions import tree
from wangge.places.actions.changes import deciding, items
from wangge.places.actions.changes.items import Layer
from wangge.places.api.changes import Note, WholeChange, whole
from wangge.places.rules.changes import Holder, LayerItem
from wangge.places.rules.changes.drafts import MOST, Code, Name

router = Router("/api/v1", "places")

PAGE = 100

Kind = Literal["duty", "professional"]


class LayerBody(BaseModel):
    """``unit``: code of the department whose layer it is. ``exclusive``: a unit grid has one item of it at most."""

    model_config = ConfigDict(extra="forbid")
    name: Name
    kind: Kind
    unit: Code | None = None
    exclusive: bool = True


class LayerRow(LayerBody):
    code: str
    unit_name: str | None


class ItemBody(BaseModel):
    """The unit grids of one item, in place of those it had; from ``effective_at`` on, default now."""

    model_config = ConfigDict(extra="forbid")
    name: Name
    holder: Holder | None = None
    grids: Annotated[list[Code], Field(max_length=MOST)]
    effective_at: AwareDatetime | None = None
    note: Note = ""


class GridItem(BaseModel):
    layer: str
    layer_name: str
    kind: Kind
    code: str
    name: str
    holder: str | None
    holder_name: str | None


class ItemRow(GridItem):
    grids: list[str]


class ItemPage(BaseModel):
    items: list[ItemRow]
    next: str | None


@router.get("/layers")
def read_layers(call: Signed) -> dict[str, list[LayerRow]]:
    with call.work(Duty.READ) as tx:
        return {"items": [LayerRow(**row._asdict()) for row in items.layers(tx)]}


@router.put("/layers/{layer}", response_model=LayerRow)
def put_layer(call: Signed, layer: Annotated[Code, Path()], body: LayerBody) -> Response:
    """Make a layer, or name it anew. Its kind stays."""
    with call.work(Duty.PLACES) as tx:
        new = Layer(layer, body.name, body.kind, body.unit, None, body.exclusive)
        return call.answer(tx, 200, items.put_layer(tx, new)._asdict())


@router.get("/layers/{layer}/items", response_model=ItemPage)
def read_items(
    call: Signed,
    layer: Annotated[Code, Path()],
    after: Code | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = PAGE,
) -> Response:
    """By code, with their unit grids. ``after`` is the ``next`` of the page before."""
    with call.work(Duty.READ) as tx:
        rows = items.items(tx, layer, after, limit)
        following = rows[-1]["code"] if len(rows) == limit else None
        shown = [{name: row[name] for name in ItemRow.model_fields} for row in rows]
        return json_response({"items": shown, "next": following})


@router.put("/layers/{layer}/items/{item}", response_model=WholeChange)
def put_item(call: Signed, layer: Annotated[Code, Path()], item: Annotated[Code, Path()], body: ItemBody) -> Response:
    """A change like those of the tree, with a version and an undo; 409 names the item that holds a grid already."""
    with call.work(Duty.LAYERS) as tx:
        draft = LayerItem(layer=layer, code=item, name=body.name, holder=body.holder, grids=body.grids)
        return call.answer(tx, 200, whole(deciding.decide(tx, draft, body.effective_at, body.note)))


@router.get("/grids/{grid}/items")
def read_items_of_grid(call: Signed, grid: Annotated[Code, Path()]) -> dict[str, list[GridItem]]:
    """Every layer's item that holds this unit grid, its duty grid first."""
    with call.work(Duty.READ) as tx:
        found: list[dict[str, Any]] = [row._asdict() for row in items.items_of(tx, tree.grid(tx, grid).id)]
        return {"items": [GridItem.model_validate(row) for row in found]}
