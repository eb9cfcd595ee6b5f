"""What is expected of the workflow, written apart from its table: every verb in every state.

A cell holds the state after the verb (several where a condition chooses), ``=`` where the case stays where it is,
``.`` where the verb is refused. ``any``: the state that is said.
"""

from dataclasses import dataclass

from wangge.cases.rules import State, Verb

SHORT = {
    "non": State.NONE,
    "rep": State.REPORTED,
    "ver": State.VERIFYING,
    "acc": State.ACCEPTED,
    "rvw": State.REVIEWING,
    "fil": State.FILED,
    "dis": State.DISPATCHED,
    "han": State.HANDLING,
    "dpt": State.DISPUTED,
    "sus": State.SUSPENDED,
    "fed": State.HANDLED,
    "chk": State.CHECKING,
    "chd": State.CHECKED,
    "cal": State.CALLING,
    "clo": State.CLOSED,
    "voi": State.VOID,
    "dec": State.DECLINED,
    "mer": State.MERGED,
}

MATRIX = """
verb             duty              who     non rep     ver     acc     rvw fil dis       han       dpt sus fed chk chd cal clo     voi dec mer
report           report            anyone  rep .       .       .       .   .   .         .         .   .   .   .   .   .   .       .   .   .
accept           accept            scope   .   acc     .       .       .   .   .         .         .   .   .   .   .   .   .       .   .   .
answer           answer            scope   .   clo     .       clo     .   .   .         .         .   .   .   .   .   .   .       .   .   .
decline          decline           scope   .   dec     dec     dec     .   .   .         .         .   .   .   .   .   .   .       .   .   .
withdraw         withdraw          scope   .   clo     clo     clo     clo clo clo       clo       clo clo clo clo clo clo .       .   .   .
void             void              scope   .   voi     voi     voi     .   voi voi       .         voi .   .   .   .   .   .       .   .   .
merge            merge             scope   .   mer     mer     mer     .   mer .         .         .   .   .   .   .   .   .       .   .   .
unmerge          merge             scope   .   .       .       .       .   .   .         .         .   .   .   .   .   .   .       .   .   acc
join             merge             partner .   =       =       =       =   =   =         =         =   =   =   =   =   =   .       .   .   .
leave            merge             partner .   =       =       =       =   =   =         =         =   =   =   =   =   =   =       =   =   =
split            split             scope   .   =       =       =       .   =   =         =         .   .   .   .   .   .   .       .   .   .
resolve          resolve           scope   .   rvw/clo rvw/clo rvw/clo .   .   .         .         .   .   .   .   .   .   .       .   .   .
review_pass      review            scope   .   .       .       .       clo .   .         .         .   .   .   .   .   .   .       .   .   .
review_fail      review            scope   .   .       .       .       acc .   .         .         .   .   .   .   .   .   .       .   .   .
ask_verification ask_verification  scope   .   ver     .       ver     .   =   =         =         .   .   .   .   .   .   .       .   .   .
verify           verify            scope   .   .       acc     .       .   =   =         =         =   =   =   =   =   =   .       .   .   .
file             file              scope   .   fil     .       fil     .   .   .         .         .   .   .   .   .   .   .       .   .   .
amend            amend             scope   .   =       =       =       =   =   =         =         =   =   =   =   =   =   .       .   .   .
dispatch         dispatch          scope   .   .       .       .       .   dis .         .         .   .   .   .   .   .   .       .   .   .
assign           assign            holder  .   .       .       .       .   .   han/=     =         .   .   .   .   .   .   .       .   .   .
redispatch       redispatch        scope   .   .       .       .       .   .   dis       dis       .   .   .   .   .   .   .       .   .   .
release          release           scope   .   .       .       .       .   .   =         =         .   =   .   .   .   .   .       .   .   .
take_back        take_back         scope   .   .       .       .       .   .   fil       .         .   .   .   .   .   .   .       .   .   .
sign             sign              holder  .   .       .       .       .   .   han/=     =         .   =   .   .   .   .   .       .   .   .
return           return            holder  .   .       .       .       .   .   fil/dpt/= fil/dpt/= .   .   .   .   .   .   .       .   .   .
dispute          dispute           scope   .   .       .       .       .   dpt dpt       dpt       .   .   .   .   .   .   .       .   .   .
rule             rule              scope   .   .       .       .       .   .   .         .         dis .   .   .   .   .   .       .   .   .
contact          contact           holder  .   .       .       .       .   .   =         =         .   .   .   .   .   .   .       .   .   .
stage_done       stage_done        holder  .   .       .       .       .   .   .         =         .   .   .   .   .   .   .       .   .   .
ask_extension    ask_extension     holder  .   .       .       .       .   .   .         =         .   .   .   .   .   .   .       .   .   .
grant_extension  approve_extension scope   .   .       .       .       .   .   .         =         .   .   .   .   .   .   .       .   .   .
refuse_extension approve_extension scope   .   .       .       .       .   .   .         =         .   .   .   .   .   .   .       .   .   .
ask_suspend      ask_pause         holder  .   .       .       .       .   .   .         =         .   .   .   .   .   .   .       .   .   .
grant_suspend    approve_pause     scope   .   .       .       .       .   .   .         sus       .   .   .   .   .   .   .       .   .   .
refuse_suspend   approve_pause     scope   .   .       .       .       .   .   .         =         .   .   .   .   .   .   .       .   .   .
resume           resume            visible .   .       .       .       .   .   .         .         .   han .   .   .   .   .       .   .   .
feed_back        feed_back         holder  .   .       .       .       .   .   =         fed/chd/= .   =   .   .   .   .   .       .   .   .
whistle          whistle           visible .   .       .       .       .   .   =         =         .   .   .   .   .   .   .       .   .   .
arrive           arrive            holder  .   .       .       .       .   .   =         =         .   .   .   .   .   .   .       .   .   .
appraise         appraise          visible .   .       .       .       .   .   .         =         .   .   =   =   =   =   =       .   .   .
escalate         escalate          visible .   .       .       .       .   fil fil       fil       fil .   .   .   .   .   .       .   .   .
hard_case        hard_case         scope   .   .       .       .       .   =   =         =         =   .   .   .   .   .   .       .   .   .
ask_check        ask_check         scope   .   .       .       .       .   .   .         .         .   .   chk .   .   .   .       .   .   .
pass             check             scope   .   .       .       .       .   .   .         .         .   .   chd chd .   .   .       .   .   .
fail             check             scope   .   .       .       .       .   .   .         .         .   .   han han .   .   .       .   .   .
fail             call_back         scope   .   .       .       .       .   .   .         .         .   .   .   .   han han .       .   .   .
ask_call_back    ask_call_back     scope   .   .       .       .       .   .   .         .         .   .   .   .   cal .   .       .   .   .
call_back        call_back         scope   .   .       .       .       .   .   .         .         .   .   .   .   .   =   .       .   .   .
close            close             scope   .   .       .       .       .   .   .         .         .   .   .   .   clo clo .       .   .   .
force_close      force_close       scope   .   clo     clo     clo     clo clo clo       clo       clo clo clo clo clo clo .       .   .   .
reopen           reopen            scope   .   .       .       .       .   .   .         .         .   .   .   .   .   .   fil/acc .   .   .
urge             urge              visible .   =       =       =       =   =   =         =         =   =   =   =   =   =   .       .   .   .
supervise        supervise         visible .   =       =       =       =   =   =         =         =   =   =   =   =   =   .       .   .   .
reply            reply             visible .   =       =       =       =   =   =         =         =   =   =   =   =   =   .       .   .   .
note             note              visible .   =       =       =       =   =   =         =         =   =   =   =   =   =   .       .   .   .
hand_over        hand_over         visible .   =       =       =       =   =   =         =         =   =   =   =   =   =   .       .   .   .
import           import            system  any .       .       .       .   .   .         .         .   .   .   .   .   .   .       .   .   .
alarm            -                 system  .   =       =       =       =   =   =         =         =   =   =   =   =   =   .       .   .   .
recalculate      -                 system  .   =       =       =       =   =   =         =         =   =   =   =   =   =   .       .   .   .
regrid           -                 system  .   =       =       =       =   =   =         =         =   =   =   =   =   =   =       =   =   =
succeed          -                 system  .   =       =       =       =   =   =         =         =   =   =   =   =   =   .       .   .   .
auto_resume      -                 system  .   .       .       .       .   .   .         .         .   han .   .   .   .   .       .   .   .
"""  # noqa: E501 - read like a page


@dataclass(frozen=True)
class Cell:
    """One verb in one state. No ends: refused."""

    verb: Verb
    state: State
    ends: frozenset[State] = frozenset()
    duty: str = ""
    who: str = ""


def _ends(text: str, state: State) -> frozenset[State]:
    if text == ".":
        return frozenset()
    if text == "any":
        return frozenset(State) - {State.NONE}
    return frozenset(state if short == "=" else SHORT[short] for short in text.split("/"))


def read() -> dict[tuple[Verb, State], Cell]:
    """Verb and state → cell; two lines of one verb are of different states."""
    head, *lines = (line.split() for line in MATRIX.strip().splitlines())
    states = [SHORT[name] for name in head[3:]]
    assert states == list(State)
    cells = {(verb, state): Cell(verb, state) for verb in Verb for state in State}
    for verb, duty, who, *row in lines:
        for state, text in zip(states, row, strict=True):
            if ends := _ends(text, state):
                assert not cells[Verb(verb), state].ends, (verb, state)
                cells[Verb(verb), state] = Cell(Verb(verb), state, ends, duty.removeprefix("-"), who)
    return cells


CELLS = read()
