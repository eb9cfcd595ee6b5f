"""What is going to be odd about a case: drawn before it begins, so that the story knows where it goes."""

from dataclasses import dataclass
from random import Random

#: How often each oddity befalls a case, in a thousand.
_ODDS = {
    "decline": 14,
    "void": 6,
    "withdraw": 9,
    "verify": 60,
    "false": 110,  # of those verified
    "on_spot": 380,  # of what a worker finds
    "false_fix": 25,  # of those reviewed
    "returned": 50,
    "returned_twice": 230,  # of those returned
    "redispatched": 14,
    "taken_back": 5,
    "assisted": 42,
    "extended": 62,
    "extension_refused": 180,  # of those asked for
    "suspended": 110,
    "whistled": 13,
    "urged": 34,
    "supervised": 9,
    "failed": 46,
    "unreached": 85,
    "unsatisfied": 60,
    "reopened": 9,
    "amended": 15,
    "noted": 55,
    "hard": 4,
    "escalated": 3,
    "forced": 3,
    "slow": 50,
    "stuck": 80,
}


@dataclass
class Plan:
    """Which oddities there are; one that has happened is taken off. ``pace``: the share of a limit that is used."""

    odd: set[str]
    pace: float

    def share(self, least: float, most: float, dice: Random) -> float:
        """The share of a limit for one step: about the pace, in time for whoever is no slow one."""
        share = self.pace * dice.uniform(least, most)
        return share if self.pace > 1 else min(share, 0.94)

    def takes(self, name: str) -> bool:
        """Whether it is due; then it is not due again."""
        if name not in self.odd:
            return False
        self.odd.discard(name)
        return True


#: What makes a desk lively befalls the newest cases more often: who looks at a demo looks at today.
_LIVELY = frozenset({"returned", "returned_twice", "verify", "extended", "whistled", "supervised", "assisted", "urged"})
_TIMES = 4


def planned(dice: Random, *, new: bool = False) -> Plan:
    odds = {name: chance * (_TIMES if new and name in _LIVELY else 1) for name, chance in _ODDS.items()}
    odd = {name for name, chance in odds.items() if dice.random() * 1000 < chance}
    pace = min(0.95, dice.lognormvariate(-0.45, 0.42))
    if "slow" in odd:
        pace = dice.uniform(1.05, 1.9)
    if "stuck" in odd:
        pace = dice.uniform(2.2, 8.0)
    return Plan(odd, pace)
