"""What every page asks first: whose service this is, and whether it is a demo. Liveness and readiness beside it."""

from __future__ import annotations

from flask import Flask, Response, current_app, g
from marshmallow import fields
from mongoengine.connection import get_db

from weiguang.settings import Settings
from weiguang.web.api import PREFIX
from weiguang.web.blueprint import Blueprint
from weiguang.web.json import answer
from weiguang.web.schema import Schema

blp = Blueprint("site", __name__, description="本站")


class SiteSchema(Schema):
    """The installation as its users see it; ``signed_in`` helps a page whose storage was emptied."""

    name = fields.String(required=True)
    demo = fields.Boolean(required=True)
    version = fields.String(required=True)
    operator = fields.String(required=True)
    filing_number = fields.String(required=True)
    server_time = fields.DateTime(required=True)
    signed_in = fields.Boolean(required=True)


def settings_of(app: Flask) -> Settings:
    """The settings the app was made with."""
    return app.extensions["weiguang"]  # type: ignore[no-any-return]


def install(app: Flask, *, version: str) -> None:
    """Add liveness and readiness, at the root and under the API's base."""
    app.extensions["weiguang_version"] = version

    def healthz() -> Response:
        return answer({"status": "ok"})

    def readyz() -> Response:
        get_db().command("ping")
        return answer({"status": "ready"})

    for prefix in ("", PREFIX):
        app.add_url_rule(f"{prefix}/healthz", f"healthz{prefix}", healthz)
        app.add_url_rule(f"{prefix}/readyz", f"readyz{prefix}", readyz)


@blp.route("/site")
@blp.public
@blp.answers(200, SiteSchema)
def site() -> dict[str, object]:
    """This installation: name, operator, demo or not, and the server's time."""
    settings = settings_of(current_app)
    return {
        "name": "微光",
        "demo": settings.demo,
        "version": current_app.extensions["weiguang_version"],
        "operator": settings.operator,
        "filing_number": settings.filing_number,
        "server_time": g.now,
        "signed_in": g.actor.person is not None,
    }
