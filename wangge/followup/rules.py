"""Which tasks a case's history has asked for, and which it has settled: the case is the truth, a task its picture.

=========  ================  =========  =====================================================
kind       asked by          state      settled by
=========  ================  =========  =====================================================
verify     ask_verification  verifying  verify
check      ask_check         checking   pass, fail
call_back  ask_call_back     calling    call_back: the reporter reached, or tried for often enough
=========  ================  =========  =====================================================

Of an urgent matter ``verify`` runs beside: asked for while it is dispatched and handled, in no state of its own.
What takes the case out of that state without an answer (void, withdraw, close …) settles the task without one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from wangge.cases.rules import MOVES, Case, Event, Given, State, Verb, World
from wangge.cases.rules.effects import EFFECTS
from wangge.cases.rules.guards import called, to_call

Answer = Mapping[str, Any]


class TaskKind(StrEnum):
    """Also the name of the stage whose clock says by when, and of the duty that answers."""

    VERIFY = "verify"
    CHECK = "check"
    CALL_BACK = "call_back"


ASKED_BY = {
    Verb.ASK_VERIFICATION: TaskKind.VERIFY,
    Verb.ASK_CHECK: TaskKind.CHECK,
    Verb.ASK_CALL_BACK: TaskKind.CALL_BACK,
}

#: An imported case may arrive in the middle: its first event then asks.
WAITS_IN = {
    State.VERIFYING: TaskKind.VERIFY,
    State.CHECKING: TaskKind.CHECK,
    State.CALLING: TaskKind.CALL_BACK,
}

#: Verbs that take a case out of the state in which it waits for a task.
LEAVING = {
    kind: frozenset(m.verb for m in MOVES if state in m.start and m.end not in (None, state))
    for state, kind in WAITS_IN.items()
}
# Of an urgent matter the verification runs beside the handling: it is not needed when the case is closed without it.
LEAVING[TaskKind.VERIFY] |= {Verb.CLOSE}

#: What the reporter is asked.
QUESTIONS = ("contacted", "resolved", "satisfied")

_ANSWERS: dict[tuple[TaskKind, Verb], Callable[[Given], Answer]] = {
    (TaskKind.VERIFY, Verb.VERIFY): lambda given: {"found": given["found"]},
    (TaskKind.CHECK, Verb.PASS): lambda given: {"passed": True},
    (TaskKind.CHECK, Verb.FAIL): lambda given: {"passed": False},
}

#: Verbs that bring reports, take them away or say something of them.
_OF_REPORTS = frozenset({
    Verb.REPORT, Verb.IMPORT, Verb.JOIN, Verb.LEAVE, Verb.MERGE, Verb.UNMERGE, Verb.CALL_BACK, Verb.FAIL, Verb.REOPEN,
})  # fmt: skip

#: Verbs after which other reporters may have to be called, or others look for the task.
_OF_THE_MATTER = frozenset({Verb.FILE, Verb.AMEND, Verb.RESOLVE, Verb.RECALCULATE, Verb.REGRID})

#: Every verb that can change a task; the history of these is read, and only these are looked at in the feed.
CONCERNED = frozenset().union(ASKED_BY, _OF_REPORTS, _OF_THE_MATTER, *LEAVING.values())


@dataclass(frozen=True)
class Task:
    kind: TaskKind
    seq: int  # of the event that asked
    asked_at: datetime
    report: int | None = None  # of a call-back: whose reporter is called
    person: int | None = None  # who was asked; None: whoever is there
    settled_at: datetime | None = None
    answer: Answer | None = None  # None in a settled task: it was not needed any more
    attempts: int = 0
    by: int | None = None  # who answered last


def tasks_of(start: Case, history: Iterable[tuple[Event, World]]) -> list[Task]:
    """Every task the history of a case has ever asked for; events that are not CONCERNED may be left out."""
    walk = _Walk(start)
    for event, world in history:
        walk.step(event, world)
    return list(walk.tasks.values())


Key = tuple[int, int | None]  # event that asked, report


@dataclass
class _Walk:
    case: Case  # only its reports are kept up to date
    tasks: dict[Key, Task] = field(default_factory=dict)
    asked: dict[TaskKind, Event] = field(default_factory=dict)  # what is being waited for, by the event that asked

    def step(self, event: Event, world: World) -> None:
        if event.verb in _OF_REPORTS:
            self.case = EFFECTS[event.verb](self.case, event, world)
        if asks := _asks(event):
            self.asked[asks] = event
        for kind in list(self.asked):
            if event.verb in LEAVING[kind] and kind is not asks:
                self._leave(kind, event)
                continue
            if event.verb is Verb.CALL_BACK and kind is TaskKind.CALL_BACK:
                self._call(event)
            self._match(kind, event, world)

    def _match(self, kind: TaskKind, event: Event, world: World) -> None:
        """A task for each who is to be asked now, none for whoever is not any more."""
        asked = self.asked[kind]
        wanted: list[int | None] = [None]
        if kind is TaskKind.CALL_BACK:
            wanted = [r.id for r in to_call(self.case, world) if not called(r)]
        for key, task in self._open(kind):
            if task.report not in wanted:
                self.tasks[key] = replace(task, settled_at=event.at)
        for report in wanted:
            key = asked.seq, report
            fresh = Task(kind, asked.seq, asked.at, report, asked.given.get("person"))
            self.tasks[key] = replace(self.tasks.get(key, fresh), settled_at=None)

    def _leave(self, kind: TaskKind, event: Event) -> None:
        """With the answer, or because it is not needed any more."""
        read = _ANSWERS.get((kind, event.verb))
        for key, task in self._open(kind):
            done = replace(task, settled_at=event.at)
            if read:
                done = replace(done, answer=read(event.given), attempts=1, by=event.actor)
            self.tasks[key] = done
        del self.asked[kind]

    def _call(self, event: Event) -> None:
        """Reached, or tried for once more; who was given up and is reached after all counts as reached."""
        key = self.asked[TaskKind.CALL_BACK].seq, event.given["report"]
        task = self.tasks.get(key)
        report = next((r for r in self.case.reports if r.id == event.given["report"]), None)
        if task is None or report is None:
            return
        task = replace(task, attempts=task.attempts + 1, by=event.actor)
        if report.reached:
            said = {name: getattr(report, name) for name in QUESTIONS}
            task = replace(task, settled_at=event.at, answer={"reached": True, **said})
        elif called(report):
            task = replace(task, settled_at=event.at, answer={"reached": False})
        self.tasks[key] = task

    def _open(self, kind: TaskKind) -> list[tuple[Key, Task]]:
        return [(key, task) for key, task in self.tasks.items() if task.settled_at is None and task.kind is kind]


def _asks(event: Event) -> TaskKind | None:
    if event.verb is Verb.IMPORT:
        return WAITS_IN.get(State(event.given["state"]))
    return ASKED_BY.get(event.verb)
