"""What may be asked of the grid tree: one model for each kind of change, the same in a request and in its row."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Code = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,40}$")]
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")]
AreaClass = Annotated[str, Field(pattern=r"^[A-Z]$")]

MOST = 3000  # grids of one change


class Geometry(BaseModel):
    """A GeoJSON Polygon or MultiPolygon, WGS-84 longitude and latitude."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    type: Literal["Polygon", "MultiPolygon"]
    coordinates: Annotated[list[Any], Field(min_length=1)]


class _Draft(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(_Draft):
    """A grid that a split makes. With the code of the old grid it is the old grid, made smaller.

    ``children``: of a grid that has grids below it, those that come under this part.
    """

    code: Code
    name: Name
    boundary: Geometry | None = None
    children: Annotated[list[Code], Field(max_length=MOST)] = []


class Split(_Draft):
    """分拆. ``heir``: the part that takes what no point and no filing places; without it the first."""

    kind: Literal["split"] = "split"
    grid: Code
    parts: Annotated[list[Part], Field(min_length=2, max_length=50)]
    heir: Code | None = None


class Merge(_Draft):
    """合并. ``code``: a new one, or that of one of the grids, which then takes in the others."""

    kind: Literal["merge"] = "merge"
    grids: Annotated[list[Code], Field(min_length=2, max_length=50)]
    code: Code
    name: Name
    area_class: AreaClass | None = None


class Move(_Draft):
    """划转: with all below it under another parent."""

    kind: Literal["move"] = "move"
    grid: Code
    parent: Code


class Rename(_Draft):
    """更名."""

    kind: Literal["rename"] = "rename"
    grid: Code
    name: Name


class Redraw(_Draft):
    """调整边界: new borders between siblings that together stay what they were."""

    kind: Literal["redraw"] = "redraw"
    boundaries: Annotated[dict[Code, Geometry], Field(min_length=1, max_length=200)]


class Retire(_Draft):
    """撤销: a grid without a boundary of its own, as a dedicated grid inside another; the heir is a sibling."""

    kind: Literal["retire"] = "retire"
    grid: Code
    heir: Code


class SetAreaClass(_Draft):
    """区域类别 A, B, C …, or none."""

    kind: Literal["area_class"] = "area_class"
    grids: Annotated[list[Code], Field(min_length=1, max_length=MOST)]
    area_class: AreaClass | None


class Holder(_Draft):
    """Whose duty it is: a user by login, a unit by code, or a post by its number."""

    kind: Literal["user", "post", "unit"]
    who: Annotated[str, Field(min_length=1, max_length=64)]


class LayerItem(_Draft):
    """责任网格、专业网格: the unit grids of one item of a layer, in place of those it had. No grids: none."""

    kind: Literal["layer_item"] = "layer_item"
    layer: Code
    code: Code
    name: Name
    holder: Holder | None = None
    grids: Annotated[list[Code], Field(max_length=MOST)]


TreeDraft = Split | Merge | Move | Rename | Redraw | Retire | SetAreaClass
AnyDraft = Annotated[TreeDraft | LayerItem, Field(discriminator="kind")]

ANY_DRAFT: TypeAdapter[TreeDraft | LayerItem] = TypeAdapter(AnyDraft)
