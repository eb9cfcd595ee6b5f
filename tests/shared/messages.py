"""The citizens' messages of ../shared/data: read there, never copied into the project."""

import csv
from pathlib import Path
from typing import NamedTuple

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"
STREAM = DATA / "messages_stream.csv"
ROWS = 4326

HOWTO = Path(__file__).parents[2] / "docs" / "howto"

#: What the day adds to a message: what is asked, and a number to ring.
MAPPING = """
source = "day"
times = ["%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S"]
[columns]
number = "id"
title = "title"
arrived_at = "reported_at"
text = "text"
kind = "asks"
phone = "phone"
[constants]
channel = "portal"
"""

_CONSULTS = ("咨询", "请问", "何时", "什么时候", "是否", "怎么办理", "建议")


class Message(NamedTuple):
    id: str
    title: str
    text: str
    kind: str

    @property
    def words(self) -> str:
        return f"{self.title} {self.text}"


def there() -> Path:
    """The file; the test fails, in plain words, where it is not."""
    if not STREAM.exists():
        pytest.fail(f"{STREAM} is not there: these tests read real messages from ../shared/data.", pytrace=False)
    return STREAM


def messages() -> list[Message]:
    with there().open(encoding="utf-8-sig", newline="") as file:
        return [Message(row["id"], row["title"], row["text"], _kind(row["title"])) for row in csv.DictReader(file)]


def with_numbers(folder: Path) -> tuple[Path, Path]:
    """The file with what the day adds, and its mapping."""
    data, mapping = folder / "day.csv", folder / "day.toml"
    with there().open(encoding="utf-8-sig", newline="") as file, data.open("w", encoding="gb18030", newline="") as out:
        rows = csv.DictReader(file)
        writer = csv.writer(out)
        writer.writerow([*(rows.fieldnames or ()), "asks", "phone"])
        for n, row in enumerate(rows):
            writer.writerow([*row.values(), _kind(row["title"]), f"138{n:08d}"])
    mapping.write_text(MAPPING, encoding="utf-8")
    return data, mapping


def _kind(title: str) -> str:
    return "consult" if any(word in title for word in _CONSULTS) else "complain"
