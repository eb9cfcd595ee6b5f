"""Who may do what and where, and what makes a session good: tables and pure functions."""

from wangge.people.rules.duties import ADMINISTERING, SHIPPED, Duty, Role
from wangge.people.rules.scope import branch_of, covers, merged, moved
from wangge.people.rules.sessions import Token, hash_of, own_origin, password_problem
from wangge.people.rules.units import UnitKind, unit_path, unit_problem

__all__ = [
    "ADMINISTERING",
    "SHIPPED",
    "Duty",
    "Role",
    "Token",
    "UnitKind",
    "branch_of",
    "covers",
    "hash_of",
    "merged",
    "moved",
    "own_origin",
    "password_problem",
    "unit_path",
    "unit_problem",
]
