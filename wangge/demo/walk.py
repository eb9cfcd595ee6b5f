"""The walk of one case as shell lines: five people, curl and nothing else."""

import json
from typing import Any, NamedTuple

from wangge.demo import staff
from wangge.demo.land import official

_HEAD = """\
W=http://127.0.0.1:{port}/api/v1; J='Content-Type: application/json'
token() {{ curl -s $W/session -H "$J" -H "Origin: http://127.0.0.1:{port}" \\
  -d '{{"login":"'$1'","password":"{password}","district":"{district}"}}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/'; }}
ask() {{ curl -s -H "Authorization: Bearer $(token $1)" -H "$J" "${{@:3}}" $W$2; }}
get() {{ printf %s "$1" | sed 's/.*"'$2'":"\\{{0,1\\}}\\([^",}}]*\\).*/\\1/'; }}
does() {{ A=$(ask $1 /cases/$N/moves -d "{{\\"verb\\":\\"$2\\",\\"seen\\":$S${{3:+,$3}}}}")
  echo "$1 $2: $A"; S=$(get "$A" seq); }}
"""

GRID = "110115003006001"

#: Who rings and what is said; the number is nobody's.
REPORT: dict[str, Any] = {
    "channel": "hotline",
    "kind": "help",
    "title": "家里暖气不热",
    "text": "来电人称丽园社区 3 号楼室温只有 15 度，家里有老人，要求尽快上门。",
    "person": {"name": "李大民", "phone": "15400000001"},
    "grid": GRID,
    "address": "丽园社区 3 号楼",
}


class Step(NamedTuple):
    who: str
    verb: str
    fields: dict[str, Any]


REPORT_NUMBER = "$R"  # where the number of the report goes

STEPS = (
    Step("wangmin", "accept", {}),
    Step("wangmin", "file", {"category": "m0111", "condition": "01", "grid": GRID}),
    Step("liwei", "dispatch", {"unit": "rl"}),
    Step("linfang", "sign", {}),
    Step("linfang", "contact", {"report": REPORT_NUMBER, "reached": True, "note": "约好今天下午入户测温"}),
    Step(
        "linfang",
        "feed_back",
        {"note": "换了阀门，室温 20 度", "evidence": [{"kind": "answer", "text": "已向住户讲清原因，当面测温"}]},
    ),
    Step("sunjing", "ask_call_back", {}),
    Step(
        "sunjing",
        "call_back",
        {"report": REPORT_NUMBER, "reached": True, "contacted": True, "resolved": True, "satisfied": "satisfied"},
    ),
    Step("zhaogang", "close", {"answer": "暖气已修好，室温 20 度"}),
)


def script(port: int) -> str:
    """Lines for bash; each move prints what it answered."""
    lines = [_HEAD.format(port=port, password=staff.plan()["password"], district=official.CODE).rstrip()]
    lines += [
        f"A=$(ask {STEPS[0].who} /reports -d '{_json(REPORT)}'); echo \"{STEPS[0].who} report: $A\"",
        'N=$(get "$A" case); R=$(get "$A" number); S=$(get "$A" seq)',
    ]
    for who, verb, fields in STEPS:
        said = _json(fields)[1:-1].replace(REPORT_NUMBER, f"'{REPORT_NUMBER}'")
        lines.append(f"does {who} {verb}" + (f" '{said}'" if said else ""))
    lines.append(f"ask {STEPS[0].who} /cases/$N; echo")
    return "\n".join(lines)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
