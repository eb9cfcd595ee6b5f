"""A few routers with the shortest error handler there is, for tests of one module's HTTP."""

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient

from wangge.kit.errors import Refused
from wangge.kit.tx import Pool


def small_app(pool: Pool, *routers: APIRouter) -> TestClient:
    app = FastAPI()
    app.state.pool = pool

    @app.exception_handler(Refused)
    def refused(_: Request, error: Refused) -> JSONResponse:
        return JSONResponse({"error": error.code, **error.facts}, error.status)

    for router in routers:
        app.include_router(router)
    return TestClient(app)
