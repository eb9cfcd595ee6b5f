"""For tests of the import: small files, their mappings, and what came of them."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from wangge.intake.rules import Map, Reader, read_map

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
HEADER = ("编号", "标题", "内容", "时间", "状态", "办结", "小类", "网格", "电话")

TREE: dict[str, Any] = {
    "source": "old",
    "times": ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d"],
    "columns": {
        "number": "编号", "title": "标题", "text": "内容", "arrived_at": "时间", "state": "状态", "closed_at": "办结",
        "category": "小类", "grid": "网格", "phone": "电话",
    },
    "constants": {"channel": "hotline", "kind": "complain"},
    "values": {"state": {"新": "reported", "已立案": "filed", "结": "closed", "": "reported"}},
}  # fmt: skip

MAPPING = """
source = "old"
times = ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d"]
[columns]
number = "编号"
title = "标题"
text = "内容"
arrived_at = "时间"
state = "状态"
closed_at = "办结"
category = "小类"
grid = "网格"
phone = "电话"
[constants]
channel = "hotline"
kind = "complain"
[values.state]
"新" = "reported"
"已立案" = "filed"
"结" = "closed"
"" = "reported"
"""

#: A row that can be taken, by column.
GOOD = {"编号": "1", "内容": "路灯坏了", "时间": "2026-10-09 11:25:05"}


def cells(**changes: str) -> list[str]:
    """One row in the order of HEADER."""
    row = GOOD | changes
    return [row.get(name, "") for name in HEADER]


def mapping(**changes: Any) -> Map:
    return read_map(TREE | changes)


def reader(plan: Map | None = None, header: Sequence[str] = HEADER) -> Reader:
    return Reader(plan or mapping(), header, NOW)


def text_of(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> str:
    out = StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


@contextmanager
def files(folder: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> Iterator[tuple[Path, Path]]:
    """The file and its mapping."""
    data, plan = folder / "old.csv", folder / "map.toml"
    data.write_bytes(text_of(rows).encode(encoding))
    plan.write_text(MAPPING, encoding="utf-8")
    yield data, plan
