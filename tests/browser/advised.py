"""Literal answers of the server for the pages of advice, and the routes that give them."""

import json
from typing import Any

from playwright.sync_api import Page, Route

from tests import town

NOISE, ROAD = town.matter("商业噪音")[0], town.matter("道路破损")[0]

NO_SHARE = {"wrong_share": None, "low": None, "high": None}
NONE_DONE = {"automatic": 0, "sampled": 0, "reviewed": 0, "wrong": 0} | NO_SHARE


def figures(n: int, accuracy: float | None, *, drifting: bool = False) -> dict[str, Any]:
    steps = [at / 10 for at in range(10)]
    bins = [{"from": at, "to": at + 0.1, "n": round(at * 10), "mean": at + 0.05, "right": at} for at in steps]
    share = {"n": n, "coverage": 0.67, "precision": 0.98}
    drift = {"now": {"n": 40, "accuracy": 0.8}, "before": {"n": 80, "accuracy": 0.9}, "drifting": drifting}
    return {
        "n": n, "right": n, "accuracy": accuracy, "waiting": 3, "silent": 2, "missed": 1, "auto": 0, "take": share,
        "at": {"95": share, "98": share}, "ece": 0.017, "bins": bins, "drift": drift,
    }  # fmt: skip


FIGURES = {
    "from": "2026-09-02T02:00:00Z", "to": "2026-11-25T02:00:00Z", "model": "cold", "all": figures(120, 0.931),
    "categories": [
        {"code": ROAD, "name": "道路破损", "major_name": "市容环境"} | figures(90, 0.95),
        {"code": NOISE, "name": "商业噪音扰民并且名字特别长的一个类别用来看会不会撑破", "major_name": "x"}
        | figures(30, 0.8, drifting=True),
    ],
    "corrections": [[NOISE, ROAD, 7]],
}  # fmt: skip


def licence(step: str, **more: Any) -> dict[str, Any]:
    return {
        "step": step, "branch": "", "name": None, "no": 1, "active": False, "confidence": 0.985, "sample": 10,
        "since": "2026-11-10T02:00:00Z", "why": "set", "why_words": "人工设定", "by": "赵*",
    } | NONE_DONE | more  # fmt: skip


def model(version: str, state: str, **more: Any) -> dict[str, Any]:
    return {
        "version": version, "trained_at": "2026-11-24T02:00:00Z", "rows": 900, "held": 90, "categories": 40,
        "state": state, "why": "x", "why_words": f"因为{state}",
        "scores": {"accuracy": 0.9, "macro_f1": 0.8, "ece": 0.01}, "live_at": None, "restored_at": None,
        "restored_by": None, "restorable": True,
    } | more  # fmt: skip


MODELS = [model("2026-11-24T02:00:00Z-1", "live"), model("2026-11-23T02:00:00Z-1", "refused"), model("cold", "former")]


def matter(number: int, title: str | None, heat: float) -> dict[str, Any]:
    return {
        "matter": number, "title": title, "category": ROAD, "category_name": "道路破损", "grid": None, "cases": 9,
        "reports": 12, "people": 8, "since": "2026-10-01T02:00:00Z", "until": "2026-11-24T02:00:00Z", "heat": heat,
        "open": 4, "where": ["清源街道", "滨河西里社区"], "days": [1, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 3, 0, 5],
    }  # fmt: skip


def serve(page: Page, path: str, body: Any) -> list[dict[str, Any]]:
    """Answers a path with this; returns what is written to it."""
    sent: list[dict[str, Any]] = []

    def tell(route: Route) -> None:
        if route.request.method != "GET":
            sent.append(json.loads(route.request.post_data or "{}"))
        route.fulfill(json=body)

    page.route(f"**/api/v1{path}", tell)
    return sent


def reviews(number: str) -> list[dict[str, Any]]:
    one = {"category": ROAD, "suggested": ROAD, "confidence": 0.99, "model": "cold", "state": "filed", "seq": 2}
    at = {"at": "2026-11-24T02:00:00Z", "number": number}
    both = {"id": 5, "step": "category", "name": "道路破损"}, {"id": 6, "step": "unit", "name": "城管委"}
    return [one | at | each for each in both]


def topics(page: Page) -> None:
    silent = {"days": [0] * 14, "until": "2026-09-03T02:00:00Z", "open": 0}
    found = [matter(1, "丽园 地砖 翻起", 9.5), matter(2, None, 3.1), matter(3, "很久以前", 1.04) | silent]
    case = {
        "number": "20261124-0001", "state": "filed", "category": ROAD, "category_name": "道路破损",
        "grid": "丽园 01 网格", "opened_at": "2026-11-24T02:00:00Z", "closed_at": None, "reports": 2,
    }  # fmt: skip
    old = case | {"opened_at": "2026-11-01T02:00:00Z", "reports": 1}
    items = [case, *(old | {"number": f"20261101-000{at}"} for at in range(2, 6))]
    serve(page, "/matters?*", {"items": found, "order": "heat", "next": None})
    for each in found:
        serve(page, f"/matters/{each['matter']}?*", each | {"items": items, "next": None})


HINT = {
    "id": 3, "category": ROAD, "category_name": "道路破损", "grid": None, "grid_name": None, "times": 6,
    "of": 7, "sent": 8, "first": {"id": 1, "code": "a", "short_name": "水务局"},
    "unit": {"id": 2, "code": "b", "short_name": "城管委"},
    "cases": ["20261124-0001"], "rule": "R-0001",
}  # fmt: skip
