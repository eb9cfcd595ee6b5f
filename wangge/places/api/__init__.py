"""HTTP for places: the grid tree, one level at a time."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from wangge.kit.routes import Router
from wangge.people import Duty
from wangge.people.http import Signed
from wangge.places.actions import tree
from wangge.places.rules import GridKind

router = Router("/api/v1", "places")


class GridRow(BaseModel):
    id: int
    code: str
    name: str
    level: int
    kind: GridKind
    parent_id: int | None
    path: str
    area_class: str | None


@router.get("/grids")
def grids(
    call: Signed, under: Annotated[str | None, Query(pattern=r"^[0-9A-Za-z_-]{1,40}$")] = None
) -> dict[str, list[GridRow]]:
    """The children of the grid with the code ``under``; without it the root."""
    with call.work(Duty.READ) as tx:
        rows = tree.children(tx, tree.grid(tx, under) if under is not None else None)
        return {"items": [GridRow.model_validate(row, from_attributes=True) for row in rows]}
