"""By when each report is to be answered: by its category and what it asks, counted from when it arrived."""

from datetime import datetime

from wangge.cases.rules.state import Case, World
from wangge.cases.rules.values import replace
from wangge.cases.rules.words import Kind, Verb
from wangge.clock import deadline

#: After these the category, a limit or the calendar may be another one.
RECKONED = frozenset({Verb.FILE, Verb.AMEND, Verb.RESOLVE, Verb.RECALCULATE})


def answer_due(kind: Kind, arrived: datetime, area_class: str | None, world: World) -> datetime | None:
    """The category's limit for this kind (``answer_consult`` …) in such an area, else its limit for an answer."""
    of_stage = world.standard.limit_of
    limit = of_stage(f"answer_{kind}", area_class) or of_stage("answer", area_class)
    return deadline(arrived, limit, world.calendar).at if limit else None


def reckoned(case: Case, world: World) -> Case:
    """The reports that wait for an answer, due under the present category, limits and calendar."""
    return replace(
        case,
        reports=tuple(
            replace(r, due_at=answer_due(r.kind, r.arrived_at, case.area_class, world))
            if r.arrived_at and not r.answered_at
            else r
            for r in case.reports
        ),
    )
