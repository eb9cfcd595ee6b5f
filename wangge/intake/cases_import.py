"""``wangge import cases``: a file of another system comes in batch by batch, bad rows are named, good ones are kept."""

import csv
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from psycopg.errors import DeadlockDetected, UniqueViolation
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from wangge import cases
from wangge.cases import Brought, OldCase
from wangge.intake.rules import Bad, Map, Reader, read_map
from wangge.intake.sheet import Row, Sheet
from wangge.kit.config import Settings
from wangge.kit.errors import Invalid, Refused, say, word
from wangge.kit.migrate import one_district
from wangge.kit.postgres import CannotRun, urls
from wangge.kit.tx import Pool, open_pool, work
