"""The case: what was said, where it stands, how it got there, and the one way it may move."""

from wangge.cases.actions.importing import Brought, OldCase, Wrong, alone, bring
from wangge.cases.actions.moving import load, move
from wangge.cases.actions.reporting import NewReport, Person, Reported, report
from wangge.cases.actions.store import scope_of
from wangge.cases.rules import Channel, Kind, State, Verb

__all__ = [
    "Brought",
    "Channel",
    "Kind",
    "NewReport",
    "OldCase",
    "Person",
    "Reported",
    "State",
    "Verb",
    "Wrong",
    "alone",
    "bring",
    "load",
    "move",
    "report",
    "scope_of",
]
