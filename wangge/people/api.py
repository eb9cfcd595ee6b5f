"""HTTP for people: sign in, who am I, sign out, the units."""

from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from wangge.kit import migrate
from wangge.kit.config import settings
from wangge.kit.errors import Invalid
from wangge.kit.routes import Router
from wangge.kit.tx import Pool, Tx, work
from wangge.people.actions import sessions
from wangge.people.actions import units as register
from wangge.people.http import COOKIE, Signed, now_of, pool_of, same_site, token_of
from wangge.people.rules import Duty

router = Router("/api/v1", "people")


class NewSession(BaseModel):
    model_config = ConfigDict(extra="forbid")

    login: Annotated[str, Field(min_length=1, max_length=64)]
    password: Annotated[str, Field(min_length=1, max_length=128)]
    district: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")] | None = None


class Who(BaseModel):
    """The signed-in person: what they may do, for whom and where."""

    id: int
    login: str
    name: str
    lang: str
    district: str
    units: list[dict[str, Any]]
    duties: list[Duty]
    branches: list[tuple[str, str]]


class SignedIn(Who):
    token: str


class UnitRow(BaseModel):
    id: int
    code: str
    name: str
    short_name: str
    kind: str
    parent_id: int | None


@router.post("/session", status_code=201)
def sign_in(request: Request, response: Response, body: NewSession) -> SignedIn:
    """The token comes as a cookie for browsers and in the body for everybody else."""
    if request.headers.get("origin"):
        same_site(request)
    pool, now = pool_of(request), now_of(request)
    district = body.district or settings().default_district or _only_one(pool)
    token = sessions.sign_in(pool, district, body.login, body.password, now)
    with work(pool, district, now=now) as tx:
        session = sessions.session(tx, token)
        tx.actor = session.actor
        who = _who(tx, session.lang)
    response.set_cookie(
        COOKIE,
        str(token),
        max_age=settings().session_hours * 3600,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return SignedIn(**who, token=str(token))


@router.get("/session")
def who_am_i(call: Signed) -> Who:
    with call.work() as tx:
        return Who(**_who(tx, call.request.state.lang))


@router.delete("/session", status_code=204)
def sign_out(call: Signed) -> Response:
    with call.work() as tx:
        sessions.sign_out(tx, token_of(call.request))
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    return response


@router.get("/units")
def units(call: Signed) -> dict[str, list[UnitRow]]:
    """All units in force, parents before children."""
    with call.work(Duty.READ) as tx:
        return {"items": [UnitRow.model_validate(unit, from_attributes=True) for unit in register.units(tx)]}


def _only_one(pool: Pool) -> str:
    """The district of an installation that has one; Invalid where it has to be named."""
    with pool.connection() as conn:
        codes = [district.code for district in migrate.districts(conn)]
    if len(codes) != 1:
        raise Invalid("people.district", field="district")
    return codes[0]


def _who(tx: Tx, lang: str) -> dict[str, Any]:
    me = tx.actor
    return {
        "id": me.id,
        "login": me.login,
        "name": me.name,
        "lang": lang,
        "district": tx.district,
        "units": register.units_held(tx, me),
        "duties": sorted(me.duties),
        "branches": me.branches,
    }
