import contextvars
import io
import json
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from wangge.kit import logs
from wangge.kit.logs import CALL, Call, configure, line, note, request_id

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Logs as JSON into memory; everything as before afterwards."""
    root, before = logging.root, (logging.root.handlers[:], logging.root.level)
    stream = io.StringIO()
    configure("INFO", stream, pretty=False)
    yield lambda: [json.loads(text) for text in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    root.handlers[:], root.level = before
    logs._Lines.stream, logs._Lines.wanted = None, True
    for name in ("uvicorn.access", *logs._TALKATIVE):
        logging.getLogger(name).disabled = False
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture
def call() -> Iterator[Call]:
    token = CALL.set(call := Call("abcd1234"))
    yield call
    CALL.reset(token)


@pytest.mark.usefixtures("call")
def test_a_record_of_logging_is_one_line_of_json(lines: Lines) -> None:
    logging.getLogger("wangge.feed").warning("behind by %d", 7, extra={"district": "110115"})
    (event,) = lines()
    assert event.pop("at").endswith("Z")
    assert event == {
        "event": "behind by 7",
        "district": "110115",
        "logger": "wangge.feed",
        "level": "warning",
        "request_id": "abcd1234",
    }


def test_so_is_an_event_of_structlog(lines: Lines) -> None:
    structlog.get_logger().info("moved", rows=3)
    (event,) = lines()
    assert (event["event"], event["rows"], event["level"]) == ("moved", 3, "info")
    assert "request_id" not in event


@pytest.mark.usefixtures("lines")
def test_a_level_may_be_written_small(call: Call) -> None:
    stream = io.StringIO()
    configure("info", stream, pretty=False)
    line(call, status=200)
    assert json.loads(stream.getvalue())["status"] == 200


def test_what_is_below_the_level_is_not_written(lines: Lines) -> None:
    logging.getLogger("wangge").debug("x")
    structlog.get_logger().debug("x")
    assert lines() == []


@pytest.mark.parametrize("name", ["procrastinate.worker", "httpx", "uvicorn.access"])
def test_libraries_that_repeat_every_request_are_silent(lines: Lines, name: str) -> None:
    logging.getLogger(name).info("GET /api/v1/reports?phone=13812345678")
    assert lines() == []


def test_numbers_of_people_are_masked_wherever_they_stand(lines: Lines) -> None:
    logging.getLogger("wangge").error(
        "居民 %s 来电",
        "13812345678",
        extra={
            "nested": {"said": ["电话 010-69240000", ("11010519491231002X",)], "n": 13812345678},
            "phone": "13812345678",
            "more": {"token": "abc", "deep": {"password": "abc"}},
            "other": threading.Lock(),
        },
    )
    (event,) = lines()
    assert event["event"] == "居民 138****5678 来电"
    assert event["nested"] == {"said": ["电话 010****0000", ["110***********002X"]], "n": 13812345678}
    assert event["phone"] == "***"
    assert event["more"] == {"token": "***", "deep": {"password": "***"}}


def test_a_traceback_is_kept_and_masked(lines: Lines) -> None:
    try:
        raise ValueError("Key (phone)=(13812345678) already exists.")
    except ValueError:
        logging.getLogger("wangge").exception("broken")
    (event,) = lines()
    assert "test_a_traceback_is_kept_and_masked" in event["exception"]
    assert "ValueError: Key (phone)=(138****5678) already exists." in event["exception"]
    assert "exc_info" not in event


@pytest.mark.parametrize("value", [b"\xff", object(), {1: 2}, {None: "x"}, {(1,): 2}, float("nan"), 2**80, "\ud800"])
def test_any_value_can_be_written(lines: Lines, value: object) -> None:
    logging.getLogger("wangge").info("x", extra={"value": value})
    assert lines()[0]["event"] == "x"


def test_the_line_of_a_request_has_its_facts_masked(lines: Lines, call: Call) -> None:
    note(rows=5, said="13812345678", token="abc")
    line(call, method="GET", route="/cases/{number}", status=200, ms=1.5)
    (event,) = lines()
    assert event.pop("at").endswith("Z")
    assert event == {
        "event": "request",
        "method": "GET",
        "route": "/cases/{number}",
        "status": 200,
        "ms": 1.5,
        "rows": 5,
        "said": "138****5678",
        "token": "***",
        "request_id": "abcd1234",
        "level": "info",
    }


def test_the_line_of_a_request_obeys_the_level(lines: Lines, call: Call) -> None:
    stream = io.StringIO()
    configure("WARNING", stream, pretty=False)
    line(call, status=200)
    assert stream.getvalue() == ""
    assert lines() == []


@pytest.mark.usefixtures("lines")
def test_a_terminal_gets_readable_lines(call: Call) -> None:
    stream = io.StringIO()
    configure("INFO", stream, pretty=True)
    line(call, method="GET", status=200)
    logging.getLogger("wangge").info("电话 13812345678")
    first, second = stream.getvalue().splitlines()
    assert "request" in first
    assert "GET" in first
    assert not first.startswith("{")
    assert "138****5678" in second


def test_a_note_from_a_thread_reaches_its_request(call: Call) -> None:
    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(lambda: note(rows=3),))
    thread.start()
    thread.join()
    assert call.facts == {"rows": 3}


def test_outside_a_request_there_is_no_id_and_no_note() -> None:
    note(rows=3)
    assert request_id() == ""


@pytest.mark.usefixtures("call")
def test_inside_there_is() -> None:
    assert request_id() == "abcd1234"
