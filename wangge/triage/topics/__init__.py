"""The same matter (热点): messages grouped by place, subject and time as they arrive, with a title and a heat."""

from wangge.triage.topics.grouping import Grouping, grouped
from wangge.triage.topics.sketch import Frequencies, Sketcher
from wangge.triage.topics.summary import Said, Topic, summaries

__all__ = ["Frequencies", "Grouping", "Said", "Sketcher", "Topic", "grouped", "summaries"]
