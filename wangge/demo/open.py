"""What ``wangge demo`` does before it serves: build where nothing is, write the accounts down, say how to go on."""

from datetime import datetime
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

from wangge.clock.rules import SHANGHAI
from wangge.demo import build, staff, walk
from wangge.kit.config import Settings
from wangge.kit.durable import replace
from wangge.kit.postgres import CannotRun

say = Console(highlight=False, soft_wrap=True)

ACCOUNTS = "demo-accounts.json"
_ROLES = {
    "grid_worker": "网格员",
    "grid_lead": "网格长",
    "clerk": "受理员",
    "dispatcher": "派遣员",
    "shift_lead": "值班长",
    "handler": "处置人员",
    "follow_up": "回访员",
    "supervisor": "督查员",
    "system_admin": "系统管理员",
    "security_admin": "安全管理员",
    "audit_admin": "审计管理员",
}


def load(settings: Settings, *, seed: int = 1, until: str | None = None, small: bool = False) -> Path:
    """The demo district, ``demo-accounts.json`` beside the data; where they are there, nothing is built again."""
    end = moment(until)
    say.print("[bold]大兴区（演示）[/bold]：名称和代码是公开的，网格、道路、人和案件都是生成的。")
    if not build.build(settings, end, seed=seed, small=small, say=say.print):
        say.print("数据已经在了，直接启动。要重来，换一个 WANGGE_HOME 或删掉数据目录。")
    path = settings.home / ACCOUNTS
    replace(path, orjson.dumps(accounts(), option=orjson.OPT_INDENT_2))
    return path


def accounts() -> list[dict[str, str]]:
    units = {unit.code: unit.short_name for unit in staff.units()}
    return [row | {"unit": units[row["unit"]]} for row in staff.accounts()]


def moment(text: str | None) -> datetime:
    """``2026-11-25`` or ``2026-11-25T09:00``, Beijing time where no zone is said; None: now. CannotRun for else."""
    if text is None:
        return datetime.now(SHANGHAI).replace(microsecond=0)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CannotRun(f"--until {text} is no date: write 2026-11-25 or 2026-11-25T09:00.") from None
    found = found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
    if not datetime(2021, 1, 1, tzinfo=SHANGHAI) <= found <= datetime.now(SHANGHAI):
        raise CannotRun(f"--until {text} must lie between 2021 and now: a history does not reach into the future.")
    return found


def tell(path: Path, port: int) -> None:
    """Addresses, accounts, and a walk of one case to paste."""
    table = Table("岗位", "账号", "姓名", "单位", title=f"演示账号（密码都是 {staff.plan()['password']}，人都是编的）")
    for row in accounts():
        table.add_row(_ROLES[row["role"]], row["login"], row["name"], row["unit"])
    say.print(table)
    say.print(f"账号也写在 {path}。\n")
    say.print("走一件案件，从来电到结案，贴到另一个终端：\n")
    say.print(walk.script(port), markup=False)
    say.print(f"\n工作台   http://127.0.0.1:{port}/desk/")
    say.print(f"接口说明 http://127.0.0.1:{port}/api/openapi.json")
    say.print("Ctrl-C 全部停下；再次启动用现有数据。")


__all__ = ["ACCOUNTS", "accounts", "load", "moment", "tell"]
