"""HTTP for the demo: the accounts that its sign-in page shows, and nothing anywhere else."""

from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict

from wangge.kit.config import settings
from wangge.kit.routes import Router

router = Router("/api/v1", "demo")


class Account(BaseModel):
    model_config = ConfigDict(extra="ignore")

    role: str
    login: str
    password: str
    name: str = ""
    unit: str = ""


class Demo(BaseModel):
    demo: bool
    accounts: list[Account]


@router.get("/demo")
def demo() -> Demo:
    """Accounts only where this is a demo (``WANGGE_DEMO``) and it has written its file."""
    path = settings().home / "demo-accounts.json"
    if not settings().demo or not path.is_file():
        return Demo(demo=False, accounts=[])
    rows: list[dict[str, Any]] = orjson.loads(path.read_bytes())
    return Demo(demo=True, accounts=[Account.model_validate(row) for row in rows])
