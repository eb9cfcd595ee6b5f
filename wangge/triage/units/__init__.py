"""Who handled cases like this: each case as a turn, counted by class and place, and what the counts say of the next."""

from wangge.triage.units.learned import Evidence, Learned, at_home, learned, often
from wangge.triage.units.turns import Cell, Turn, cells, deltas, period

__all__ = ["Cell", "Evidence", "Learned", "Turn", "at_home", "cells", "deltas", "learned", "often", "period"]
