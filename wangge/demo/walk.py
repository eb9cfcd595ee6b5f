"""The walk of one case as shell lines: five people, curl and nothing else."""

from wangge.demo import town

_HEAD = """\
W=http://127.0.0.1:{port}/api/v1; J='Content-Type: application/json'
token() {{ curl -s $W/session -H "$J" -H "Origin: http://127.0.0.1:{port}" \\
  -d '{{"login":"'$1'","password":"{password}","district":"{district}"}}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/'; }}
ask() {{ curl -s -H "Authorization: Bearer $(token $1)" -H "$J" "${{@:3}}" $W$2; }}
get() {{ printf %s "$1" | sed 's/.*"'$2'":"\\{{0,1\\}}\\([^",}}]*\\).*/\\1/'; }}
does() {{ A=$(ask $1 /cases/$N/moves -d "{{\\"verb\\":\\"$2\\",\\"seen\\":$S${{3:+,$3}}}}")
  echo "$1 $2: $A"; S=$(get "$A" seq); }}
"""

#: Who says what, with which fields; the first line reports, the others move.
_STEPS = (
    ("wangmin", "accept", ""),
    ("wangmin", "file", '"category":"2101","condition":"01","grid":"110115003006001"'),
    ("liwei", "dispatch", '"unit":"rl"'),
    ("linfang", "sign", ""),
    ("linfang", "contact", '"report":"\'$R\'","reached":true,"note":"约好今天下午入户测温"'),
    ("linfang", "feed_back", '"note":"换了阀门，室温 20 度","evidence":[{"kind":"document","file":"\'$F\'"}]'),
    ("sunjing", "ask_call_back", ""),
    (
        "sunjing",
        "call_back",
        '"report":"\'$R\'","reached":true,"contacted":true,"resolved":true,"satisfied":"satisfied"',
    ),
    ("zhaogang", "close", '"answer":"暖气已修好，室温 20 度"'),
)

_REPORT = (
    '{"channel":"hotline","kind":"help","title":"家里暖气不热","text":"丽园小区 3 号楼，室温只有 15 度，家里有老人。",'
    '"person":{"name":"李大民","phone":"13812345678"},"grid":"110115003006001","address":"丽园小区 3 号楼"}'
)

_PDF = "printf '%%PDF-1.4\\n1 0 obj<</Type/Catalog>>endobj\\ntrailer<</Root 1 0 R>>\\n%%%%EOF\\n' > /tmp/slip.pdf"


def script(port: int) -> str:
    """Lines for bash; each move prints what it answered."""
    lines = [_HEAD.format(port=port, password=town.plan()["password"], district=town.DISTRICT).rstrip()]
    lines += [
        f"A=$(ask wangmin /reports -d '{_REPORT}'); echo \"wangmin report: $A\"",
        'N=$(get "$A" case); R=$(get "$A" number); S=$(get "$A" seq)',
        _PDF,
        'F=$(get "$(curl -s -H "Authorization: Bearer $(token linfang)" -F file=@/tmp/slip.pdf $W/files)" file)',
    ]
    lines += [f"does {who} {verb}" + (f" '{fields}'" if fields else "") for who, verb, fields in _STEPS]
    lines.append("ask wangmin /cases/$N; echo")
    return "\n".join(lines)
