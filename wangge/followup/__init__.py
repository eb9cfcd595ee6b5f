"""Was it done: verification, check and call-back as tasks with answers; a picture of what the cases say."""

from wangge.followup.actions import BATCH, Answered, answer, askable, follow, rebuild
from wangge.followup.rules import Task, TaskKind

__all__ = ["BATCH", "Answered", "Task", "TaskKind", "answer", "askable", "follow", "rebuild"]
