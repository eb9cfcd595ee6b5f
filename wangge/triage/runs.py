"""The work behind wangge triage …: files in, one JSON object out."""

import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.console import Console

from wangge.kit.errors import Refused, say
from wangge.triage import tables
from wangge.triage.learning import store
from wangge.triage.learning.cold import Cold
from wangge.triage.learning.evaluation import Scores, scores
from wangge.triage.learning.model import Adviser, ColdModel
from wangge.triage.learning.texts import Message, message
from wangge.triage.learning.training import train
from wangge.triage.topics import Frequencies, Said, Sketcher, Topic, grouped, summaries

COLD = "cold"
SAMPLE = 1_000  # messages on which the speed of a training is measured
_TIME = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?(?:\D+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?")


def train_file(source: Path, model: Path) -> None:
    with refusals():
        messages, labels = _labelled(source)
        made, held = train(messages, labels)
        truth = [made.names[at] for at in held.labels]
        found = scores(held.probabilities, made.names, truth, made.thresholds, _seconds(made, messages))
        store.save(replace(made, about=_about(source, found)), model)
        _print(found)


def evaluate_file(source: Path, model: str) -> None:
    with refusals():
        messages, labels = _labelled(source)
        adviser: Adviser = ColdModel(Cold(sorted(set(labels)))) if model == COLD else store.load(Path(model))
        warm(adviser)
        began = time.perf_counter()
        found = adviser.probabilities(messages)
        _print(scores(found, adviser.names, labels, adviser.thresholds, time.perf_counter() - began))


def _labelled(source: Path) -> tuple[list[Message], list[str]]:
    """Rows without a category are left out, and said to be."""
    table = tables.read(source, ("text", "category"), ("title",))
    kept = [row for row in table.rows if row["category"].strip()]
    if left := len(table.rows) - len(kept):
        note(f"{source.name}: {left} rows have no category")
    if table.bad:
        note(f"{source.name}: {len(table.bad)} rows cannot be read, the first in line {table.bad[0]}")
    return [message(row["text"], row["title"]) for row in kept], [row["category"].strip() for row in kept]


def _seconds(adviser: Adviser, messages: Sequence[Message]) -> float:
    """For all messages, measured on the first part of them."""
    part = messages[:SAMPLE]
    warm(adviser)
    began = time.perf_counter()
    adviser.probabilities(part)
    return (time.perf_counter() - began) * len(messages) / max(len(part), 1)


def warm(adviser: Adviser) -> None:
    """The dictionary is read once a process, not once a text."""
    adviser.probabilities([message("12345")])


def _about(source: Path, found: Scores) -> dict[str, object]:
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return {"version": made, "made": made, "file": source.name, "sha256": digest, "scores": found._asdict()}


def _print(found: Scores) -> None:
    sys.stdout.write(json.dumps(found._asdict(), ensure_ascii=False) + "\n")


def note(words: str) -> None:
    Console(stderr=True, highlight=False).print(words, markup=False, soft_wrap=True)


@contextmanager
def refusals() -> Iterator[None]:
    """What cannot be done is said in a sentence, and ends with 1."""
    language = "en" if os.environ.get("LANG", "").lower().startswith("en") else "zh"
    try:
        yield
    except Refused as error:
        note(say(error, language))
        raise typer.Exit(1) from error
    except OSError as error:
        note(f"wangge: {error}")
        raise typer.Exit(1) from error


def topics_file(source: Path, output: Path) -> None:
    """A row for each message, the hottest topic first, its messages in the order of their time."""
    with refusals():
        table = tables.read(source, ("id", "text"), ("title", "reported_at", "against", "likes"))
        said = [_said(row) for row in table.rows]
        texts = [f"{one.title}\n{one.text}" for one in said]
        sketcher = Sketcher(Frequencies.of(texts))
        sketches = [sketcher.sketch(text) for text in texts]
        latest = max((one.at for one in said if one.at), default=datetime(1970, 1, 1, tzinfo=UTC))
        numbers = grouped(sketches, [(one.at or latest).timestamp() / 86_400 for one in said])
        found = summaries(said, sketches, numbers)
        order = sorted(range(len(said)), key=lambda at: (found[numbers[at]].number, said[at].at or latest, at))
        rows = (_row(table.rows[at]["id"], found[numbers[at]]) for at in order)
        tables.write(output, ("id", "topic", "heat", "place", "from", "to", "title"), rows)
        note(f"{len(said)} messages, {len(found)} topics; {len(table.bad)} rows cannot be read")


def _said(row: dict[str, str]) -> Said:
    """Times are taken as they are written, without a zone; numbers that are none count as 0."""
    return Said(row["title"], row["text"], _time(row["reported_at"]), _count(row["likes"]), _count(row["against"]))


def _time(words: str) -> datetime | None:
    found = _TIME.search(words)
    if not found:
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _count(words: str) -> int:
    return int(words) if words.strip().isdecimal() and len(words) < 10 else 0


def _row(number: str, topic: Topic) -> tuple[object, ...]:
    first, last = (at.strftime("%Y-%m-%d %H:%M:%S") if at else "" for at in (topic.first, topic.last))
    return number, topic.number, topic.heat, topic.place, first, last, topic.title
