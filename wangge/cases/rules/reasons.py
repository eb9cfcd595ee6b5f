"""Why a report is not accepted or is taken back, where to turn instead, and whom to call in at once.

Not accepted: 《北京市接诉即办工作条例》 art. 11 and the like of other cities; the words stand in messages.toml.
"""

from enum import StrEnum


class Declined(StrEnum):
    """不予受理 — why."""

    EMERGENCY = "emergency"  # for 110, 119, 120, 122: such calls are put through at once
    COURT = "court"  # 诉讼、仲裁
    DISCIPLINE = "discipline"  # 纪检监察
    REVIEW = "review"  # 行政复议
    DISCLOSURE = "disclosure"  # 政府信息公开
    PETITION = "petition"  # 信访
    REPEAT = "repeat"  # the same matter without new facts: the progress is told
    SECRET = "secret"  # state, business or private secrets
    BEYOND_DUTY = "beyond_duty"  # not a matter of the government here
    UNLAWFUL = "unlawful"  # against the law or public order


class Withdrawn(StrEnum):
    """撤单 — why."""

    SOLVED = "solved"  # it solved itself
    MISTAKEN = "mistaken"  # told by mistake
    ELSEWHERE = "elsewhere"  # the reporter goes another way
    UNWILLING = "unwilling"  # the reporter does not wish to go on
    REPEATED = "repeated"  # told twice by the same person


class Service(StrEnum):
    """Who is called in at once (转接), beside the handling here."""

    POLICE = "110"
    FIRE = "119"
    AMBULANCE = "120"
    TRAFFIC = "122"
    GAS = "gas"
    WATER = "water"
    POWER = "power"
    HEAT = "heat"


class Turn(StrEnum):
    """Where to turn, as a code; ``word.turn_to.…`` says it to the reporter."""

    EMERGENCY_LINES = "emergency_lines"
    COURT_OR_ARBITRATION = "court_or_arbitration"
    SUPERVISION = "supervision"  # 12388
    REVIEW_BODY = "review_body"
    DISCLOSURE_OFFICE = "disclosure_office"
    PETITION_OFFICE = "petition_office"
    PROGRESS = "progress"  # of the case that is handled already
    SECRECY_OFFICE = "secrecy_office"
    SAID = "said"  # only words can say it
    POLICE = "police"


TURN_TO: dict[Declined, Turn] = {
    Declined.EMERGENCY: Turn.EMERGENCY_LINES,
    Declined.COURT: Turn.COURT_OR_ARBITRATION,
    Declined.DISCIPLINE: Turn.SUPERVISION,
    Declined.REVIEW: Turn.REVIEW_BODY,
    Declined.DISCLOSURE: Turn.DISCLOSURE_OFFICE,
    Declined.PETITION: Turn.PETITION_OFFICE,
    Declined.REPEAT: Turn.PROGRESS,
    Declined.SECRET: Turn.SECRECY_OFFICE,
    Declined.BEYOND_DUTY: Turn.SAID,
    Declined.UNLAWFUL: Turn.POLICE,
}
