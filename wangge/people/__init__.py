"""Who: units, users, posts, duties, sessions and scope; the log of who did what."""

from wangge.people.actions.audit import PEOPLE, note_audit
from wangge.people.actions.branches import (
    PostBranch,
    Reach,
    add_branches,
    branches_on,
    drop_branches,
    posts_named,
    reaching,
    who_reaches,
)
from wangge.people.actions.passwords import hashed
from wangge.people.actions.posts import (
    NewUser,
    add_user,
    end_post,
    give_duty,
    give_post,
    switch_user,
    take_duty,
    user_id,
)
from wangge.people.actions.sessions import Session, actor, need, purge_sessions, session, sign_in, sign_out
from wangge.people.actions.units import (
    NewUnit,
    Unit,
    add_unit,
    retire_unit,
    unit,
    unit_by_code,
    units,
    units_below,
    units_by_code,
)
from wangge.people.rules import Duty, Role, Token, UnitKind

__all__ = [
    "PEOPLE",
    "Duty",
    "NewUnit",
    "NewUser",
    "PostBranch",
    "Reach",
    "Role",
    "Session",
    "Token",
    "Unit",
    "UnitKind",
    "actor",
    "add_branches",
    "add_unit",
    "add_user",
    "branches_on",
    "drop_branches",
    "end_post",
    "give_duty",
    "give_post",
    "hashed",
    "need",
    "note_audit",
    "posts_named",
    "purge_sessions",
    "reaching",
    "retire_unit",
    "session",
    "sign_in",
    "sign_out",
    "switch_user",
    "take_duty",
    "unit",
    "unit_by_code",
    "units",
    "units_below",
    "units_by_code",
    "user_id",
    "who_reaches",
]
