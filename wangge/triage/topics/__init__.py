"""The same matter (热点): messages grouped by place, subject and time as they arrive, with a title and a heat."""

from wangge.triage.topics.grouping import Grouping, grouped
from wangge.triage.topics.matters import Known, Message, choose, packed, unpacked
from wangge.triage.topics.nearness import place_key
from wangge.triage.topics.sketch import Frequencies, Sketcher
from wangge.triage.topics.summary import Said, Topic, summaries, title_of

__all__ = [
    "Frequencies",
    "Grouping",
    "Known",
    "Message",
    "Said",
    "Sketcher",
    "Topic",
    "choose",
    "grouped",
    "packed",
    "place_key",
    "summaries",
    "title_of",
    "unpacked",
]
