"""Every duty there is, and the roles as shipped: the eight who work on cases, and the three administrators."""

from enum import StrEnum


class Duty(StrEnum):
    """What a person may do. A role bundles duties; each district may move one from one role to another."""

    # a report arrives
    REPORT = "report"  # 上报 say what was found or heard
    ACCEPT = "accept"  # 受理 take a report on
    ANSWER = "answer"  # 答复 answer a question at once, which closes it
    DECLINE = "decline"  # 不予受理 with where to turn
    WITHDRAW = "withdraw"  # 撤单 at the reporter's wish
    VOID = "void"  # 作废 not a case after all
    MERGE = "merge"  # 并案 several reports, one case; and undo it
    SPLIT = "split"  # 拆分 two matters in one report
    RESOLVE = "resolve"  # 即时解 settle it on the spot
    REVIEW = "review"  # 复核 of what was settled on the spot
    ASK_VERIFICATION = "ask_verification"  # 派核实
    VERIFY = "verify"  # 核实 look before filing
    FILE = "file"  # 立案
    AMEND = "amend"  # 更正 category, condition, grade, place
    # somebody gets it
    DISPATCH = "dispatch"  # 派遣
    ASSIGN = "assign"  # 交办 pass it down in one's own branch
    REDISPATCH = "redispatch"  # 改派
    RELEASE = "release"  # 解除协办
    TAKE_BACK = "take_back"  # 撤回 before signing
    SIGN = "sign"  # 签收
    RETURN = "return"  # 退回 not ours
    DISPUTE = "dispute"  # 提请权属裁定
    RULE = "rule"  # 权属裁定
    # it is handled
    CONTACT = "contact"  # 首次联系 the reporter
    STAGE_DONE = "stage_done"  # 阶段完成 one staged limit met
    ASK_EXTENSION = "ask_extension"  # 申请延期
    APPROVE_EXTENSION = "approve_extension"  # 准予或不准延期
    ASK_PAUSE = "ask_pause"  # 申请挂账
    APPROVE_PAUSE = "approve_pause"  # 准予或不准挂账
    RESUME = "resume"  # 恢复 before the date
    FEED_BACK = "feed_back"  # 反馈
    WHISTLE = "whistle"  # 吹哨
    ARRIVE = "arrive"  # 报到
    APPRAISE = "appraise"  # 评价报到单位
    ESCALATE = "escalate"  # 上报上一级
    HARD_CASE = "hard_case"  # 列为疑难
    # it is looked at, answered and closed
    ASK_CHECK = "ask_check"  # 派核查
    CHECK = "check"  # 核查 pass or fail
    ASK_CALL_BACK = "ask_call_back"  # 转回访
    CALL_BACK = "call_back"  # 回访
    CLOSE = "close"  # 结案
    FORCE_CLOSE = "force_close"  # 强制结案
    REOPEN = "reopen"  # 重开
    # over all of it
    URGE = "urge"  # 催办
    SUPERVISE = "supervise"  # 督办
    REPLY = "reply"  # 督办回复
    NOTE = "note"  # 备注
    HAND_OVER = "hand_over"  # 转接 110、119、120、122、燃气 …
    READ = "read"  # 查看 within scope
    READ_SENSITIVE = "read_sensitive"  # 查看敏感案件
    REVEAL = "reveal"  # 查看完整号码, with a reason
    # what cases stand on
    IMPORT = "import"  # 导入
    EXPORT = "export"  # 导出
    CALENDAR = "calendar"  # 日历
    CATALOGUE = "catalogue"  # 立结案标准
    OWNERSHIP = "ownership"  # 权属规则
    PLACES = "places"  # 网格
    LAYERS = "layers"  # 责任网格、专业网格
    # the three administrators (三员)
    ACCOUNTS = "accounts"  # 机构、账号 units and accounts: who is there
    GRANTS = "grants"  # 岗位、权限 posts, and the duties of roles: who may what
    AUDIT = "audit"  # 审计日志


class Role(StrEnum):
    GRID_WORKER = "grid_worker"  # 网格员
    GRID_LEAD = "grid_lead"  # 网格长
    CLERK = "clerk"  # 受理员
    DISPATCHER = "dispatcher"  # 派遣员
    SHIFT_LEAD = "shift_lead"  # 值班长
    HANDLER = "handler"  # 处置人员
    FOLLOW_UP = "follow_up"  # 回访员
    SUPERVISOR = "supervisor"  # 督查员
    SYSTEM_ADMIN = "system_admin"  # 系统管理员
    SECURITY_ADMIN = "security_admin"  # 安全管理员
    AUDIT_ADMIN = "audit_admin"  # 审计管理员


D = Duty

#: Of these nobody holds two (三员分立): who makes accounts gives them no rights, and neither of the two reads the log.
ADMINISTERING = frozenset({D.ACCOUNTS, D.GRANTS, D.AUDIT})

_WORKER = frozenset({D.REPORT, D.RESOLVE, D.VERIFY, D.CHECK, D.NOTE, D.READ, D.HAND_OVER})
_CLERK = frozenset({
    D.REPORT, D.ACCEPT, D.ANSWER, D.DECLINE, D.WITHDRAW, D.RESOLVE, D.ASK_VERIFICATION, D.FILE, D.AMEND, D.MERGE,
    D.SPLIT, D.ASK_CHECK, D.ASK_CALL_BACK, D.NOTE, D.READ, D.REVEAL, D.HAND_OVER,
})  # fmt: skip
_DISPATCHER = frozenset({
    D.DISPATCH, D.REDISPATCH, D.RELEASE, D.TAKE_BACK, D.APPROVE_EXTENSION, D.APPROVE_PAUSE, D.WHISTLE, D.AMEND,
    D.URGE, D.NOTE, D.READ, D.HAND_OVER,
})  # fmt: skip

#: What migrations 0002, 0010, 0013 and 0021 put into ``role_duties``; a test holds the two together.
SHIPPED: dict[Role, frozenset[Duty]] = {
    Role.GRID_WORKER: _WORKER,
    Role.GRID_LEAD: _WORKER | {D.REVIEW, D.WHISTLE, D.URGE, D.READ_SENSITIVE, D.LAYERS},
    Role.CLERK: _CLERK,
    Role.DISPATCHER: _DISPATCHER,
    Role.SHIFT_LEAD: _CLERK | _DISPATCHER | {
        D.VOID, D.REVIEW, D.DISPUTE, D.RULE, D.ESCALATE, D.HARD_CASE, D.CLOSE, D.FORCE_CLOSE, D.REOPEN, D.SUPERVISE,
        D.READ_SENSITIVE, D.IMPORT, D.EXPORT, D.CALENDAR, D.CATALOGUE, D.OWNERSHIP,
        D.LAYERS,
    },
    Role.HANDLER: frozenset({
        D.SIGN, D.RETURN, D.ASSIGN, D.CONTACT, D.STAGE_DONE, D.ASK_EXTENSION, D.ASK_PAUSE, D.RESUME, D.FEED_BACK,
        D.ARRIVE, D.APPRAISE, D.REPLY, D.NOTE, D.READ, D.REVEAL, D.HAND_OVER,
    }),
    Role.FOLLOW_UP: frozenset({D.CALL_BACK, D.ASK_CALL_BACK, D.NOTE, D.READ, D.READ_SENSITIVE, D.REVEAL}),
    Role.SUPERVISOR: frozenset({D.URGE, D.SUPERVISE, D.NOTE, D.READ, D.READ_SENSITIVE, D.EXPORT}),
    Role.SYSTEM_ADMIN: frozenset({D.ACCOUNTS, D.PLACES, D.CALENDAR, D.READ}),
    Role.SECURITY_ADMIN: frozenset({D.GRANTS, D.READ}),
    Role.AUDIT_ADMIN: frozenset({D.AUDIT, D.READ}),
}  # fmt: skip
