"""What a unit may be called, and its place in the tree of units."""

import re
from enum import StrEnum

NAME = 100  # characters
SHORT_NAME = 8  # characters; what fits a column of the desk

_CODE = re.compile(r"[0-9A-Za-z_-]{1,40}")


class UnitKind(StrEnum):
    DISTRICT = "district"  # 区
    STREET = "street"  # 街道、镇
    COMMUNITY = "community"  # 社区、村
    BUREAU = "bureau"  # 委办局
    OFFICE = "office"  # 科室、站所、队
    CENTRE = "centre"  # 中心
    COMPANY = "company"  # 企业


def unit_path(parent: str | None, code: str) -> str:
    return f"{parent or ''}{code}/"


def unit_problem(code: str, name: str, short_name: str) -> str | None:
    """The field that is wrong, or None."""
    if not _CODE.fullmatch(code):
        return "code"
    if not 1 <= len(name.strip()) <= NAME:
        return "name"
    if not 1 <= len(short_name.strip()) <= SHORT_NAME:
        return "short_name"
    return None
