"""The words of a case: its states, verbs, stages and roles, as DESIGN §6 names them."""

from enum import StrEnum


class State(StrEnum):
    NONE = "none"  # before the first event
    REPORTED = "reported"  # 上报: arrived, nobody has judged it
    VERIFYING = "verifying"  # 核实: a worker looks before it is filed
    ACCEPTED = "accepted"  # 受理: to be filed
    REVIEWING = "reviewing"  # solved on the spot, drawn for review
    FILED = "filed"  # 立案: to be dispatched
    DISPATCHED = "dispatched"  # 派遣: the lead has not signed
    HANDLING = "handling"  # 处置: the lead has signed
    DISPUTED = "disputed"  # whose is it: waits for a ruling
    SUSPENDED = "suspended"  # 挂账: the clock stands still until a date
    HANDLED = "handled"  # the lead has fed back
    CHECKING = "checking"  # 核查: somebody goes to look
    CHECKED = "checked"  # the result stands
    CALLING = "calling"  # 回访: the reporters are being asked
    CLOSED = "closed"  # 结案
    VOID = "void"  # 作废: not a case
    DECLINED = "declined"  # 不予受理: told where to turn
    MERGED = "merged"  # its reports belong to another case now


ENDED = frozenset({State.CLOSED, State.VOID, State.DECLINED, State.MERGED})
OPEN = tuple(s for s in State if s not in ENDED and s is not State.NONE)

#: A case here has a category and a place.
CLASSED = frozenset(OPEN) - {State.REPORTED, State.VERIFYING, State.ACCEPTED}


class Verb(StrEnum):
    REPORT = "report"
    ACCEPT = "accept"
    ANSWER = "answer"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    VOID = "void"
    MERGE = "merge"
    UNMERGE = "unmerge"
    JOIN = "join"  # noted on the survivor of a merge: reports come in
    LEAVE = "leave"  # noted on the survivor of an unmerge or split: reports go
    SPLIT = "split"
    RESOLVE = "resolve"
    REVIEW_PASS = "review_pass"
    REVIEW_FAIL = "review_fail"
    ASK_VERIFICATION = "ask_verification"
    VERIFY = "verify"
    FILE = "file"
    AMEND = "amend"
    DISPATCH = "dispatch"
    ASSIGN = "assign"
    REDISPATCH = "redispatch"
    RELEASE = "release"
    TAKE_BACK = "take_back"
    SIGN = "sign"
    RETURN = "return"
    DISPUTE = "dispute"
    RULE = "rule"
    CONTACT = "contact"
    STAGE_DONE = "stage_done"
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    ASK_SUSPEND = "ask_suspend"
    GRANT_SUSPEND = "grant_suspend"
    REFUSE_SUSPEND = "refuse_suspend"
    RESUME = "resume"
    FEED_BACK = "feed_back"
    WHISTLE = "whistle"
    ARRIVE = "arrive"
    APPRAISE = "appraise"
    ESCALATE = "escalate"
    HARD_CASE = "hard_case"
    ASK_CHECK = "ask_check"
    PASS = "pass"
    FAIL = "fail"
    ASK_CALL_BACK = "ask_call_back"
    CALL_BACK = "call_back"
    CLOSE = "close"
    FORCE_CLOSE = "force_close"
    REOPEN = "reopen"
    URGE = "urge"
    SUPERVISE = "supervise"
    REPLY = "reply"
    NOTE = "note"
    HAND_OVER = "hand_over"  # 转接: somebody who acts at once is called in
    IMPORT = "import"
    ALARM = "alarm"
    RECALCULATE = "recalculate"
    REGRID = "regrid"
    SUCCEED = "succeed"
    AUTO_RESUME = "auto_resume"


class Stage(StrEnum):
    """What a clock measures. ``STAGED`` runs once for each staged limit of the category."""

    ACCEPT = "accept"
    FILE = "file"
    VERIFY = "verify"
    DISPATCH = "dispatch"
    SIGN = "sign"
    RETURN = "return"
    CONTACT = "contact"
    HANDLE = "handle"
    STAGED = "staged"
    ARRIVE = "arrive"
    CHECK = "check"
    CALL_BACK = "call_back"
    CLOSE = "close"
    REPLY = "reply"
    WHOLE = "whole"


class Role(StrEnum):
    LEAD = "lead"  # 主办
    ASSIST = "assist"  # 协办
    WHISTLED = "whistled"  # 吹哨


class Held(StrEnum):
    """The state of one assignment. Up to SIGNED it is open; the rest has ended."""

    SENT = "sent"
    SIGNED = "signed"
    FED_BACK = "fed_back"
    RETURNED = "returned"
    RELEASED = "released"
    TAKEN_BACK = "taken_back"
    REPLACED = "replaced"  # redispatched, ruled to another unit, or escalated


class Level(StrEnum):
    """Where a matter is solved: 小事不出网格."""

    GRID = "grid"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"


class Grade(StrEnum):
    ORDINARY = "ordinary"  # 一般
    LARGE = "large"  # 较大
    MAJOR = "major"  # 重大


class Outcome(StrEnum):
    RESOLVED = "resolved"
    EXPLAINED = "explained"
    ANSWERED = "answered"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"
    FORCED = "forced"


class Channel(StrEnum):
    PATROL = "patrol"
    HOTLINE = "hotline"  # 12345
    PORTAL = "portal"
    VOLUNTEER = "volunteer"  # 网格粉丝
    SCREEN_PATROL = "screen_patrol"  # 视频巡屏
    DEPARTMENT = "department"
    SUPERIOR = "superior"
    MEDIA = "media"
    DEVICE = "device"
    PARTNER = "partner"


class Kind(StrEnum):
    """What a report asks (12345)."""

    CONSULT = "consult"  # 咨询
    HELP = "help"  # 求助
    COMPLAIN = "complain"  # 投诉
    DENOUNCE = "denounce"  # 举报: confidential by default
    SUGGEST = "suggest"  # 建议
    PRAISE = "praise"  # 表扬
