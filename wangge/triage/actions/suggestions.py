"""What was suggested, kept by codes and confidences beside what was chosen; no words of anybody."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import orjson

from wangge.kit import sql
from wangge.kit.tx import Tx

q = sql.load("wangge.triage")


@dataclass(frozen=True)
class Step:
    """``step``: category, condition, place, unit, urgent or duplicate_of. ``candidates``: [code, confidence]."""

    step: str
    model: str
    action: str
    suggested: str | None
    confidence: float | None = None
    candidates: Sequence[tuple[str, float]] = ()
    auto: bool = False


def keep(tx: Tx, steps: Sequence[Step], replaces: str | None = None) -> str:
    """The id of the advice. ``replaces``: advice given for the same form before, which nobody needs any more."""
    rows = orjson.dumps([asdict(step) for step in steps]).decode()
    number = int(replaces) if replaces else None
    return str(tx.value(q.keep_advice, steps=rows, by=tx.actor.id, now=tx.now, replaces=number))


def suggest_duplicate(tx: Tx, advice: str, like: Sequence[tuple[str, float]]) -> None:
    """Numbers of cases the report may be of, the likeliest first, with how like each is, from 0 to 1."""
    number, confidence = like[0]
    said = {"number": number, "confidence": confidence, "candidates": orjson.dumps(like).decode()}
    tx.run(q.keep_duplicate, advice=int(advice), by=tx.actor.id, now=tx.now, **said)


@dataclass(frozen=True)
class Choice:
    """What a report says, as it was sent. ``report``: its number; ``into``: the case it joins."""

    report: str
    category: str | None = None
    condition: str | None = None
    grid: str | None = None
    into: str | None = None


def chosen(tx: Tx, advice: str, choice: Choice) -> None:
    """In the transaction of the report. Advice of somebody else, used before, or gone after 30 days: nothing."""
    tx.run(q.chosen, advice=int(advice), by=tx.actor.id, now=tx.now, **asdict(choice))
