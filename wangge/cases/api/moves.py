"""The request models of the moves, one per verb, made from the workflow table: the table is the contract."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from pydantic import BaseModel, ConfigDict, Field, create_model

from wangge.cases.actions.store import workflow
from wangge.cases.api.fields import FIELDS
from wangge.cases.rules import HARMLESS, Move, Verb

_Seen = Annotated[int, Field(ge=1, le=2_000_000_000, description="number of the last event the person saw")]


class MoveBody(BaseModel):
    """What every move has; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")
    verb: str
    seen: int | None = None

    def said(self) -> dict[str, Any]:
        return self.model_dump(exclude={"verb", "seen"}, exclude_none=True)


def model_of(verb: Verb, rows: tuple[Move, ...]) -> type[MoveBody]:
    """A field is required when every row of the verb needs it."""
    required = set(rows[0].needs).intersection(*(row.needs for row in rows))
    known = dict.fromkeys(name for row in rows for name in (*row.needs, *row.takes))
    fields: dict[str, Any] = {"verb": (Literal[verb.value], ...)}
    fields["seen"] = (_Seen | None, None) if verb in HARMLESS else (_Seen, ...)
    fields |= {name: (FIELDS[name], ...) if name in required else (FIELDS[name] | None, None) for name in known}
    name = "".join(part.title() for part in verb.split("_"))
    model: type[MoveBody] = create_model(f"{name}Move", __base__=MoveBody, **fields)
    return model


def said_by_people(rows: tuple[Move, ...]) -> bool:
    return bool(rows) and rows[0].who in ("scope", "holder", "visible")


MODELS: dict[Verb, type[MoveBody]] = {
    verb: model_of(verb, rows) for verb, rows in workflow().by_verb.items() if said_by_people(rows)
}

if TYPE_CHECKING:
    AnyMove = MoveBody
else:
    AnyMove = Annotated[Union[tuple(MODELS.values())], Field(discriminator="verb")]  # noqa: UP007 - of a table
