"""Who is asking: a session cookie, or ``Authorization: Bearer``. A write by cookie needs our own header (CSRF)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask, Response, g, request

from weiguang.access.actor import NOBODY, Actor
from weiguang.errors import Forbidden
from weiguang.storage.clock import utc_now

COOKIE = "weiguang_session"
HEADER = "X-Weiguang"
SAFE = {"GET", "HEAD", "OPTIONS"}


class CsrfHeaderMissing(Forbidden):
    """A write by cookie came without the header that only our own pages send."""

    code = "csrf_header_missing"
    title = "请从本站页面里操作"


def install(app: Flask, authenticate: Callable[[str, datetime], Actor | None], *, idle_s: int) -> None:
    """Resolve the actor before each API request; ``authenticate`` turns a token into an actor.

    A browser's cookie lives as long as an idle session, ``idle_s``, and is renewed with it.
    """

    @app.before_request
    def identify() -> None:
        g.now = utc_now()
        g.actor = NOBODY
        if not request.path.startswith("/api/"):
            return
        header = request.headers.get("Authorization", "")
        cookie = request.cookies.get(COOKIE)
        token = header[7:] if header[:7].lower() == "bearer " else cookie
        if not token or len(token) > 200:
            return
        actor = authenticate(token, g.now)
        if actor is None:
            return
        if token is cookie and request.method not in SAFE and HEADER not in request.headers:
            raise CsrfHeaderMissing
        g.actor = actor

    @app.after_request
    def renew(response: Response) -> Response:
        token = request.cookies.get(COOKIE)
        if token and g.get("actor", NOBODY).renewed and "Authorization" not in request.headers:
            set_cookie(response, token, max_age_s=idle_s)
        return response


def set_cookie(response: Response, token: str, *, max_age_s: int) -> Response:
    """Hand the session to a browser."""
    response.set_cookie(COOKIE, token, max_age=max_age_s, httponly=True, secure=True, samesite="Lax", path="/")
    return response


def clear_cookie(response: Response) -> Response:
    """Take the session from a browser."""
    response.delete_cookie(COOKIE, httponly=True, secure=True, samesite="Lax", path="/")
    return response
