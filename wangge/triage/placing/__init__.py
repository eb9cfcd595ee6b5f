"""Places in free text: names of a gazetteer found in what people write, and the grid they mean, or a question."""

from wangge.triage.placing.entries import DIVISIONS, Division, Entry, Kind, Numbers
from wangge.triage.placing.gazetteer import Gazetteer
from wangge.triage.placing.houses import with_houses
from wangge.triage.placing.placer import ASK, TAKE, Candidate, Placed, place

__all__ = [
    "ASK",
    "DIVISIONS",
    "TAKE",
    "Candidate",
    "Division",
    "Entry",
    "Gazetteer",
    "Kind",
    "Numbers",
    "Placed",
    "place",
    "with_houses",
]
