"""The workflow, as one table. To change how a case moves, add a row and a version.

A verb may have several rows: the first one whose start holds the state and whose
conditions (``when``, see guards.py) all hold is the one that applies. ``who``: *scope*,
the case's place is in a branch of mine; *holder*, an assignment is held by a unit of mine;
*visible*, either; *system*, the clock or the machine. ``clock``: ``+x`` starts the clock of
stage x (for the assignments this move makes, where x belongs to one), ``-x`` stops it,
``--`` stops all, ``||`` and ``>>`` pause and resume all, ``<x`` takes x up again.
"""

from typing import NamedTuple

from wangge.cases.rules.words import OPEN, State, Verb


class Move(NamedTuple):
    verb: Verb
    start: tuple[State, ...]
    end: State | None  # None: stays where it is
    duty: str
    who: str
    needs: tuple[str, ...] = ()  # fields that must be said
    takes: tuple[str, ...] = ()  # fields that may be said
    when: tuple[str, ...] = ()  # conditions, by the names of guards.py
    clock: str = ""
    since: int = 1  # the first workflow version that has this row
    until: int = 9999  # the first one that has it no more


S, V = State, Verb

_EARLY = (S.REPORTED, S.VERIFYING, S.ACCEPTED)
_UNSENT = (*_EARLY, S.FILED)
_HELD = (S.DISPATCHED, S.HANDLING)
_SENT = (S.FILED, *_HELD, S.DISPUTED, S.SUSPENDED)
_DONE = (S.HANDLED, S.CHECKING, S.CHECKED, S.CALLING)
_ANY = (*OPEN, S.CLOSED, S.VOID, S.DECLINED, S.MERGED)
_NEW = "+sign +return +contact +handle +staged"
_POINT = ("lng", "lat", "datum", "accuracy")
_PLACE = (*_POINT, "address")

# fmt: off
MOVES: tuple[Move, ...] = (
    #    verb                from                          to            duty                who        needs                              takes                                    when                                            clock
    # report
    Move(V.REPORT,           (S.NONE,),                    S.REPORTED,   "report",           "anyone",  (),                                (),                                      (),                                             "+accept"),
    Move(V.ACCEPT,           (S.REPORTED,),                S.ACCEPTED,   "accept",           "scope",   (),                                ("note",),                               (),                                             "-accept +file"),
    Move(V.ANSWER,           (S.REPORTED, S.ACCEPTED),     S.CLOSED,     "answer",           "scope",   ("answer",),                       (),                                      ("answerable",),                                "--"),
    Move(V.DECLINE,          _EARLY,                       S.DECLINED,   "decline",          "scope",   ("reason", "turn_to"),             (),                                      (),                                             "--", until=2),
    Move(V.DECLINE,          _EARLY,                       S.DECLINED,   "decline",          "scope",   ("declined_for",),                 ("reason", "turn_to", "same_as"),        ("where_to_turn", "same_as_which"),             "--", since=2),
    Move(V.WITHDRAW,         OPEN,                         S.CLOSED,     "withdraw",         "scope",   ("reason",),                       (),                                      ("one_report",),                               "--", until=2),
    Move(V.WITHDRAW,         OPEN,                         S.CLOSED,     "withdraw",         "scope",   ("withdrawn_for",),                ("reason",),                             ("one_report",),                               "--", since=2),
    Move(V.VOID,             (*_UNSENT, S.DISPATCHED, S.DISPUTED), S.VOID, "void",           "scope",   ("reason",),                       (),                                      (),                                             "--"),
    Move(V.MERGE,            _UNSENT,                      S.MERGED,     "merge",            "scope",   ("into",),                         ("note",),                               (),                                             "--"),
    Move(V.UNMERGE,          (S.MERGED,),                  S.ACCEPTED,   "merge",            "scope",   ("reason",),                       (),                                      (),                                             "+file"),
    Move(V.JOIN,             OPEN,                          None,         "merge",            "partner"),
    Move(V.LEAVE,            _ANY,                         None,         "merge",            "partner"),
    Move(V.SPLIT,            (*_UNSENT, *_HELD),           None,         "split",            "scope",   ("report", "text"),                ("title",),                              ()),
    # on the spot
    Move(V.RESOLVE,          _EARLY,                       S.REVIEWING,  "resolve",          "scope",   ("category", "condition", "evidence"), ("note", "grid", *_PLACE),           ("place", "evidence", "drawn_for_review"),      "-accept -file -verify +close"),
    Move(V.RESOLVE,          _EARLY,                       S.CLOSED,     "resolve",          "scope",   ("category", "condition", "evidence"), ("note", "grid", *_PLACE),           ("place", "evidence"),                          "--"),
    Move(V.REVIEW_PASS,      (S.REVIEWING,),               S.CLOSED,     "review",           "scope",   (),                                ("note",),                               (),                                             "--"),
    Move(V.REVIEW_FAIL,      (S.REVIEWING,),               S.ACCEPTED,   "review",           "scope",   ("reason",),                       ("evidence",),                           (),                                             "-close +file"),
    # verify before filing
    Move(V.ASK_VERIFICATION, (S.REPORTED, S.ACCEPTED),     S.VERIFYING,  "ask_verification", "scope",   (),                                ("person", "note"),                      (),                                             "-accept -file +verify"),
    Move(V.VERIFY,           (S.VERIFYING,),               S.ACCEPTED,   "verify",           "scope",   ("found",),                        ("note", "evidence"),                    ("evidence",),                                           "-verify +file"),
    Move(V.ASK_VERIFICATION, (S.FILED, *_HELD),            None,         "ask_verification", "scope",   (),                                ("person", "note"),                      ("urgent", "not_looked_at"),                    "+verify", since=2),
    Move(V.VERIFY,           (*_SENT, *_DONE),             None,         "verify",           "scope",   ("found",),                        ("note", "evidence"),                    ("look_asked", "evidence"),                     "-verify", since=2),
    # file
    Move(V.FILE,             (S.REPORTED, S.ACCEPTED),     S.FILED,      "file",             "scope",   ("category", "condition", "grid"), ("grade", "sensitive", *_PLACE),         ("verified",),                                  "-accept -file +dispatch +whole", until=2),
    Move(V.FILE,             (S.REPORTED, S.ACCEPTED),     S.FILED,      "file",             "scope",   ("category", "condition", "grid"), ("grade", "sensitive", "component", *_PLACE), ("verified",),                             "-accept -file +dispatch +whole", since=2),
    Move(V.AMEND,            OPEN,                         None,         "amend",            "scope",   ("reason",),                       ("category", "condition", "grade", "grid", "sensitive", *_PLACE), ("something",),        "~", until=2),
    Move(V.AMEND,            OPEN,                         None,         "amend",            "scope",   ("reason",),                       ("category", "condition", "grade", "grid", "sensitive", "component", "reroute", *_PLACE), ("something", "sent_to_reroute"), "~", since=2),
    # dispatch
    Move(V.DISPATCH,         (S.FILED,),                   S.DISPATCHED, "dispatch",         "scope",   ("unit",),                         ("assistants", "note"),                  (),                                             f"-dispatch {_NEW}", until=2),
    Move(V.DISPATCH,         (S.FILED,),                   S.DISPATCHED, "dispatch",         "scope",   (),                                ("unit", "assistants", "note"),          (),                                             f"-dispatch {_NEW}", since=2),
    Move(V.ASSIGN,           (S.DISPATCHED,),              S.HANDLING,   "assign",           "holder",  ("unit",),                         ("assignment", "limit", "note"),         ("mine_to_pass", "lead", "in_branch", "limit_inside"), "-sign +sign +handle"),
    Move(V.ASSIGN,           _HELD,                        None,         "assign",           "holder",  ("unit",),                         ("assignment", "limit", "note"),         ("mine_to_pass", "not_whistled", "in_branch", "limit_inside"),  "-sign +sign +handle"),
    Move(V.REDISPATCH,       _HELD,                        S.DISPATCHED, "redispatch",       "scope",   ("unit", "reason"),                ("assistants",),                         ("other_unit",),                                _NEW),
    Move(V.RELEASE,          (*_HELD, S.SUSPENDED),        None,         "release",          "scope",   ("assignment", "reason"),          (),                                      ("open_assistant",)),
    Move(V.TAKE_BACK,        (S.DISPATCHED,),              S.FILED,      "take_back",        "scope",   ("reason",),                       (),                                      (),                                             "+dispatch"),
    Move(V.SIGN,             (S.DISPATCHED,),              S.HANDLING,   "sign",             "holder",  (),                                ("assignment", "note"),                  ("mine_to_sign", "lead"),                       "-sign"),
    Move(V.SIGN,             (*_HELD, S.SUSPENDED),        None,         "sign",             "holder",  (),                                ("assignment", "note"),                  ("mine_to_sign", "not_whistled"),                              "-sign"),
    Move(V.RETURN,           _HELD,                        S.DISPUTED,   "return",           "holder",  ("reason",),                       ("assignment", "suggest"),               ("mine_open", "lead", "not_ruled", "return_in_time", "returned_before"), "+dispatch"),
    Move(V.RETURN,           _HELD,                        S.FILED,      "return",           "holder",  ("reason",),                       ("assignment", "suggest"),               ("mine_open", "lead", "not_ruled", "return_in_time"), "+dispatch"),
    Move(V.RETURN,           _HELD,                        None,         "return",           "holder",  ("reason",),                       ("assignment", "suggest"),               ("mine_open", "not_lead", "not_whistled", "not_ruled", "return_in_time")),
    Move(V.DISPUTE,          (S.FILED, *_HELD),            S.DISPUTED,   "dispute",          "scope",   ("reason",),                       (),                                      (),                                             "+dispatch"),
    Move(V.RULE,             (S.DISPUTED,),                S.DISPATCHED, "rule",             "scope",   ("unit", "reason"),                ("assistants", "as_rule"),               (),                                             "-dispatch +sign +contact +handle +staged"),
    # handle
    Move(V.CONTACT,          _HELD,                        None,         "contact",          "holder",  ("report", "reached"),             ("assignment", "note"),                  ("mine_open", "own_report"),                    "-contact"),
    Move(V.STAGE_DONE,       (S.HANDLING,),                None,         "stage_done",       "holder",  ("stage",),                        ("assignment", "note", "evidence"),      ("mine_signed", "lead", "stage_open", "evidence"), "-staged"),
    Move(V.ASK_EXTENSION,    (S.HANDLING,),                None,         "ask_extension",    "holder",  ("by", "reason"),                  ("assignment",),                         ("mine_signed", "lead", "nothing_asked", "extensions_left", "handle_in_time", "by_inside")),
    Move(V.GRANT_EXTENSION,  (S.HANDLING,),                None,         "approve_extension", "scope",  (),                                ("note",),                               ("extension_asked",)),
    Move(V.REFUSE_EXTENSION, (S.HANDLING,),                None,         "approve_extension", "scope",  ("reason",),                       (),                                      ("extension_asked",)),
    Move(V.ASK_SUSPEND,      (S.HANDLING,),                None,         "ask_pause",        "holder",  ("until", "reason"),               ("assignment",),                         ("mine_signed", "lead", "nothing_asked", "never_suspended", "until_ahead")),
    Move(V.GRANT_SUSPEND,    (S.HANDLING,),                S.SUSPENDED,  "approve_pause",    "scope",   (),                                ("note",),                               ("suspension_asked", "asked_until_ahead"),      "||"),
    Move(V.REFUSE_SUSPEND,   (S.HANDLING,),                None,         "approve_pause",    "scope",   ("reason",),                       (),                                      ("suspension_asked",)),
    Move(V.RESUME,           (S.SUSPENDED,),               S.HANDLING,   "resume",           "visible", (),                                ("note",),                               (),                                             ">>"),
    Move(V.FEED_BACK,        (S.HANDLING,),                S.CHECKED,    "feed_back",        "holder",  ("note", "evidence"),              ("assignment", "outcome"),               ("mine_signed", "lead", "others_done", "stages_done", "evidence", "no_check"), "-handle +close"),
    Move(V.FEED_BACK,        (S.HANDLING,),                S.HANDLED,    "feed_back",        "holder",  ("note", "evidence"),              ("assignment", "outcome"),               ("mine_signed", "lead", "others_done", "stages_done", "evidence"), "-handle +check"),
    Move(V.FEED_BACK,        (*_HELD, S.SUSPENDED),        None,         "feed_back",        "holder",  ("note", "evidence"),              ("assignment", "outcome"),               ("mine_signed", "not_lead", "others_done"),     "-handle"),
    # escalate
    Move(V.WHISTLE,          _HELD,                        None,         "whistle",          "visible", ("units", "reason"),               ("within",),                             ("not_there_yet",),                             "+arrive"),
    Move(V.ARRIVE,           _HELD,                        None,         "arrive",           "holder",  (),                                ("assignment", "note", "evidence", *_POINT),       ("mine_open", "whistled", "not_arrived", "evidence"),       "-arrive"),
    Move(V.APPRAISE,         (S.HANDLING, *_DONE, S.CLOSED), None,       "appraise",         "visible", ("assignment", "score"),           ("note",),                               ("whistled_there", "not_own_unit")),
    Move(V.ESCALATE,         (S.FILED, *_HELD, S.DISPUTED), S.FILED,     "escalate",         "visible", ("reason",),                       (),                                      ("below_top",),                                 "-dispatch +dispatch"),
    Move(V.HARD_CASE,        (S.FILED, *_HELD, S.DISPUTED), None,        "hard_case",        "scope",   ("reason",),                       (),                                      ("not_hard",)),
    # check
    Move(V.ASK_CHECK,        (S.HANDLED,),                 S.CHECKING,   "ask_check",        "scope",   (),                                ("person", "note"),                      ()),
    Move(V.PASS,             (S.CHECKING,),                S.CHECKED,    "check",            "scope",   (),                                ("note", "evidence"),                    ("evidence", "not_own_work"),                   "-check +close"),
    Move(V.PASS,             (S.HANDLED,),                 S.CHECKED,    "check",            "scope",   (),                                ("note", "evidence"),                    ("desk_check", "not_own_work"),                 "-check +close"),
    Move(V.FAIL,             (S.CHECKING,),                S.HANDLING,   "check",            "scope",   ("reason",),                       ("evidence",),                           ("not_own_work",),                              "-check <handle"),
    Move(V.FAIL,             (S.HANDLED,),                 S.HANDLING,   "check",            "scope",   ("reason",),                       ("evidence",),                           ("desk_check", "not_own_work"),                 "-check <handle"),
    Move(V.FAIL,             (S.CHECKED, S.CALLING),       S.HANDLING,   "call_back",        "scope",   ("reason",),                       (),                                      (),                                             "-call_back -close <handle"),
    # call back
    Move(V.ASK_CALL_BACK,    (S.CHECKED,),                 S.CALLING,    "ask_call_back",    "scope",   (),                                ("person", "note"),                      ("somebody_to_call",),                          "-close +call_back"),
    Move(V.CALL_BACK,        (S.CALLING,),                 None,         "call_back",        "scope",   ("report", "reached"),             ("contacted", "resolved", "satisfied", "note"), ("own_report", "asked_three"),            "-call_back +close"),
    # close
    Move(V.CLOSE,            (S.CHECKED, S.CALLING),       S.CLOSED,     "close",            "scope",   (),                                ("outcome", "answer"),                   ("replied", "called_back"),                     "--"),
    Move(V.FORCE_CLOSE,      OPEN,                         S.CLOSED,     "force_close",      "scope",   ("reason",),                       (),                                      (),                                             "--"),
    Move(V.REOPEN,           (S.CLOSED,),                  S.FILED,      "reopen",           "scope",   ("reason",),                       (),                                      ("in_window", "was_filed"),                     "+dispatch +whole"),
    Move(V.REOPEN,           (S.CLOSED,),                  S.ACCEPTED,   "reopen",           "scope",   ("reason",),                       (),                                      ("in_window",),                                 "+file"),
    # supervise
    Move(V.URGE,             OPEN,                         None,         "urge",             "visible", (),                                ("note",)),
    Move(V.SUPERVISE,        OPEN,                         None,         "supervise",        "visible", ("demand",),                       ("within",),                             (),                                             "+reply"),
    Move(V.REPLY,            OPEN,                         None,         "reply",            "visible", ("reply",),                        (),                                      ("demanded",),                                  "-reply"),
    Move(V.NOTE,             OPEN,                         None,         "note",             "visible", ("note",),                         ("evidence",)),
    Move(V.HAND_OVER,        OPEN,                         None,         "hand_over",        "visible", ("service",),                      ("note",),                               (),                                             "", since=2),
    # by the system
    Move(V.IMPORT,           (S.NONE,),                    None,         "import",           "system"),
    Move(V.ALARM,            OPEN,                         None,         "",                 "system"),
    Move(V.RECALCULATE,      OPEN,                         None,         "",                 "system",  (),                                (),                                      (),                                             "~"),
    Move(V.REGRID,           _ANY,                         None,         "",                 "system"),
    Move(V.SUCCEED,          OPEN,                         None,         "",                 "system"),
    Move(V.AUTO_RESUME,      (S.SUSPENDED,),               S.HANDLING,   "",                 "system",  (),                                (),                                      (),                                             ">>"),
)
# fmt: on

#: Moves that may be made without having seen the last event: they change nothing another person decided on.
HARMLESS = frozenset({V.NOTE, V.URGE, V.HAND_OVER})

#: The version new events are decided under. A changed row: the old one gets ``until``, the new one ``since``.
CURRENT = 2


class Workflow:
    """The rows of one version, by verb."""

    def __init__(self, version: int, moves: tuple[Move, ...] = MOVES) -> None:
        self.version = version
        self.moves = tuple(m for m in moves if m.since <= version < m.until)
        self.by_verb: dict[Verb, tuple[Move, ...]] = {
            verb: tuple(m for m in self.moves if m.verb is verb) for verb in Verb
        }


WORKFLOWS: dict[int, Workflow] = {version: Workflow(version) for version in range(1, CURRENT + 1)}
