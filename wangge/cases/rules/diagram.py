"""The workflow as a page: ``python -m wangge.cases.rules.diagram > docs/reference/workflow.md``."""

import sys
from collections.abc import Iterable, Iterator

from wangge.cases.rules.guards import GUARDS
from wangge.cases.rules.table import CURRENT, HARMLESS, WORKFLOWS, Move
from wangge.cases.rules.words import ENDED, OPEN, State, Verb
from wangge.kit.errors import texts

INTRODUCTION = """# The workflow

Made from the table in `wangge/cases/rules/table.py` (version {version}) by `python -m wangge.cases.rules.diagram`;
a test fails when this page is stale. Change the table, not the page.

A verb may be used when the person holds its **duty**, reaches the case (**who**: *scope*, its place is in an area of
theirs; *holder*, it was sent to a unit of theirs; *visible*, either; *system*, no person) and its **conditions** hold.
Of several rows of a verb the first one that fits applies.

The system uses `file`, `dispatch` and `ask_verification` too, and marks the event `automatic`: at once for urgent
classes, `file` and `dispatch` also under a [licence](../howto/advice-licence.md). It needs no duty; the conditions hold
for it as well.

## States

| state | | |
|---|---|---|
{states}

## Moves between states

Moves that leave the case where it is stand in the table below, not in the diagram. `import` begins a case in any state.

```mermaid
stateDiagram-v2
{diagram}
```

## Verbs

Needs are fields that must be said, those in brackets may be. Every move says `seen`, the number of the last event the
person saw, except {harmless}.
Clocks: `+` starts, `-` stops, `--` stops all, `||` and `>>` let all stand and go on, `<` takes up again, `~` computes
anew.

| verb | | from | to | duty | who | needs (may) | conditions | clocks |
|---|---|---|---|---|---|---|---|---|
{verbs}

## Conditions

| condition | what a refusal says |
|---|---|
{conditions}
"""


def page() -> str:
    moves = WORKFLOWS[CURRENT].moves
    return INTRODUCTION.format(
        version=CURRENT,
        states="\n".join(map(_state, State)),
        diagram="\n".join(f"    {line}" for line in _diagram(moves)),
        harmless=" and ".join(f"`{verb}`" for verb in Verb if verb in HARMLESS),
        verbs="\n".join(map(_verb, moves)),
        conditions="\n".join(map(_condition, GUARDS)),
    )


def _word(key: str) -> str:
    return texts("cases")["zh"][f"word.{key}"]


def _state(state: State) -> str:
    kind = "before the first event" if state is State.NONE else "ended" if state in ENDED else "open"
    return f"| `{state}` | {_word(f'state.{state}')} | {kind} |"


def _diagram(moves: Iterable[Move]) -> Iterator[str]:
    """One arrow for all verbs that lead from one state to another; from every open state: one for all of them."""
    arrows: dict[tuple[str, str], dict[str, None]] = {}
    for move in moves:
        if move.end is not None:
            starts = ["any_open"] if set(move.start) == set(OPEN) else [_node(state) for state in move.start]
            for start in starts:
                arrows.setdefault((start, move.end), {})[f"{move.verb} {_word(f'verb.{move.verb}')}"] = None
    yield from (f"{state}: {state} {_word(f'state.{state}')}" for state in State if state is not State.NONE)
    yield "any_open: every open state"
    yield from (f"{start} --> {end}: {', '.join(verbs)}" for (start, end), verbs in arrows.items())
    yield from (f"{state} --> [*]" for state in State if state in ENDED)


def _node(state: State) -> str:
    return "[*]" if state is State.NONE else state


def _verb(move: Move) -> str:
    cells = (
        f"`{move.verb}`",
        _word(f"verb.{move.verb}"),
        _from(move.start),
        move.end or "=",
        f"`{move.duty}`" if move.duty else "",
        move.who,
        " ".join((*move.needs, f"({' '.join(move.takes)})" if move.takes else "")).strip(),
        " ".join(move.when),
        f"`{move.clock}`".replace("|", "\\|") if move.clock else "",
    )
    return f"| {' | '.join(cells)} |"


def _from(start: tuple[State, ...]) -> str:
    if set(start) == set(OPEN):
        return "every open state"
    if set(start) == set(State) - {State.NONE}:
        return "every state"
    return "nothing" if start == (State.NONE,) else ", ".join(start)


def _condition(name: str) -> str:
    zh, en = (texts("cases")[language][f"move.{name}"].replace("{verb}", "…") for language in ("zh", "en"))
    return f"| `{name}` | {zh}<br>{en} |"


if __name__ == "__main__":
    sys.stdout.write(page())
