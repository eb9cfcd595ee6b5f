"""Who should act, and why: so far the units a person names; rules come before them later."""

from wangge.dispatch.actions import Choice, by_hand, inside

__all__ = ["Choice", "by_hand", "inside"]
