"""Whose matter is whose in the demo district: the units of the streets, and ownership rules for the whole catalogue."""

import tomllib
from importlib import resources

from wangge import dispatch
from wangge.demo import staff
from wangge.demo.land import official
from wangge.kit.tx import Tx


def publish(tx: Tx) -> None:
    """Every street's unit and one change with all rules of ``ownership.toml``."""
    for town in official.towns():
        dispatch.set_area(tx, town.code, "street", staff.street_unit(f"{town.code}000000"))
    text = (resources.files("wangge.demo") / "data/ownership.toml").read_text(encoding="utf-8")
    drafts = [dispatch.draft(tx, dispatch.Said(**row)) for row in tomllib.loads(text)["rules"]]
    dispatch.publish(tx, drafts, note="演示区权属规则")
