import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client import values
from prometheus_client.parser import text_string_to_metric_families

from wangge.kit import metrics
from wangge.kit.config import Settings
from wangge.kit.metrics import Meters, clean

CHILD = """
import sys
from pathlib import Path
from wangge.kit.metrics import Meters
meters = Meters(Path(sys.argv[1]))
meters.answered("GET", "/cases", 200, 0.02)
meters.feed_lag("110115", float(sys.argv[2]))
meters._connections.labels("busy").set(2)
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    monkeypatch.setattr(values, "ValueClass", values.ValueClass)
    yield Settings(home=tmp_path)
    metrics._at.cache_clear()


@pytest.fixture
def meters(home: Settings) -> Iterator[Meters]:
    meters = Meters.load(home)
    yield meters
    meters.close()


def figures(meters: Meters) -> dict[tuple[Any, ...], float]:
    """(name, label values …) → figure."""
    families = text_string_to_metric_families(meters.render().decode())
    return {
        (sample.name.removeprefix("wangge_"), *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def child(settings: Settings, lag: float) -> subprocess.Popen[str]:
    folder = str(metrics.folder_of(settings))
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, folder, str(lag)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def stop(process: subprocess.Popen[str], *, kill: bool = False) -> None:
    if kill:
        process.kill()
    process.communicate()


def test_requests_are_counted_by_template_and_status(meters: Meters) -> None:
    for status, seconds in ((200, 0.004), (200, 0.3), (409, 0.004)):
        meters.answered("POST", "/cases/{number}/moves", status, seconds)
    found = figures(meters)
    assert found["requests_total", "POST", "/cases/{number}/moves", "200"] == 2
    assert found["requests_total", "POST", "/cases/{number}/moves", "409"] == 1
    assert found["request_seconds_count", "POST", "/cases/{number}/moves"] == 3
    assert found["request_seconds_sum", "POST", "/cases/{number}/moves"] == pytest.approx(0.308)
    assert found["request_seconds_bucket", "0.005", "POST", "/cases/{number}/moves"] == 2
    assert found["request_seconds_bucket", "0.25", "POST", "/cases/{number}/moves"] == 2
    assert found["request_seconds_bucket", "0.5", "POST", "/cases/{number}/moves"] == 3


def test_a_stream_has_no_time(meters: Meters) -> None:
    meters.answered("GET", "/stream", 200, None)
    found = figures(meters)
    assert found["requests_total", "GET", "/stream", "200"] == 1
    assert found["request_seconds_count", "GET", "/stream"] == 0


def test_methods_that_callers_invent_are_one(meters: Meters) -> None:
    for n in range(50):
        meters.answered(f"X{n}", "none", 405, 0.001)
    assert figures(meters)["requests_total", "OTHER", "none", "405"] == 50
    assert meters._known == {}, "nothing is kept for what was invented"


def test_figures_add_up_over_processes(home: Settings, meters: Meters) -> None:
    meters.answered("GET", "/cases", 200, 0.02)
    meters._connections.labels("busy").set(3)
    one, two = child(home, 1.0), child(home, 2.5)
    found = figures(meters)
    assert found["requests_total", "GET", "/cases", "200"] == 3
    assert found["request_seconds_count", "GET", "/cases"] == 3
    assert found["pool_connections", "busy"] == 7
    assert found["feed_lag_seconds", "110115"] == 2.5, "the latest"
    stop(one)
    stop(two, kill=True)
    found = figures(meters)
    assert found["requests_total", "GET", "/cases", "200"] == 3, "what the dead counted still counts"
    assert found["pool_connections", "busy"] == 3
    assert ("feed_lag_seconds", "110115") not in found


def test_cleaning_takes_the_files_of_the_dead_only(home: Settings) -> None:
    dead, living = child(home, 1.0), child(home, 1.0)
    stop(dead, kill=True)
    clean(home)
    meters = Meters.load(home)
    assert figures(meters)["requests_total", "GET", "/cases", "200"] == 1
    stop(living)
    meters.close()
    clean(home)
    assert list(metrics.folder_of(home).iterdir()) == []


def test_cleaning_before_the_first_start_does_nothing(home: Settings) -> None:
    clean(home)
    assert not metrics.folder_of(home).exists()


def test_a_process_has_one_set_of_meters(home: Settings, meters: Meters) -> None:
    assert Meters.load(home) is meters


def test_lags_are_kept_by_district(meters: Meters) -> None:
    meters.feed_lag("110115", 0.2)
    meters.feed_lag("110116", 0.4)
    meters.alarm_lag("110115", 1.5)
    found = figures(meters)
    assert found["feed_lag_seconds", "110115"] == 0.2
    assert found["feed_lag_seconds", "110116"] == 0.4
    assert found["alarm_lag_seconds", "110115"] == 1.5


def test_the_pool_is_watched_until_closed(meters: Meters, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_SAMPLE_EVERY", 0.01)
    asked: list[int] = []

    def stats() -> dict[str, int]:
        asked.append(1)
        return {"pool_size": 12, "pool_available": 5, "requests_waiting": 1}

    meters.watch(SimpleNamespace(get_stats=stats))  # type: ignore[arg-type]
    until = time.monotonic() + 5
    while len(asked) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    found = figures(meters)
    meters.close()
    time.sleep(0.05)
    asked.clear()
    time.sleep(0.05)
    assert asked == []
    assert [found["pool_connections", state] for state in ("busy", "free", "waited_for")] == [7, 5, 1]
