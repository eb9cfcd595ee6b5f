"""How a case moves: the words, the table, the conditions, the clocks, the history. No I/O."""

from wangge.cases.rules.state import Asked, Assignment, Case, ClockRun, Event, Given, Report, World
from wangge.cases.rules.table import CURRENT, HARMLESS, MOVES, WORKFLOWS, Move, Workflow
from wangge.cases.rules.words import (
    CLASSED,
    ENDED,
    OPEN,
    Channel,
    Grade,
    Held,
    Kind,
    Level,
    Outcome,
    Role,
    Stage,
    State,
    Verb,
)

__all__ = [
    "CLASSED",
    "CURRENT",
    "ENDED",
    "HARMLESS",
    "MOVES",
    "OPEN",
    "WORKFLOWS",
    "Asked",
    "Assignment",
    "Case",
    "Channel",
    "ClockRun",
    "Event",
    "Given",
    "Grade",
    "Held",
    "Kind",
    "Level",
    "Move",
    "Outcome",
    "Report",
    "Role",
    "Stage",
    "State",
    "Verb",
    "Workflow",
    "World",
]
