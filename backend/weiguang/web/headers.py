"""Security headers on every answer, files too, and no caching of what belongs to one person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

CSP = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
ALWAYS = [
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=()"),
]
HTTPS = [("Strict-Transport-Security", "max-age=31536000")]
OWN = [("Cache-Control", "private, no-cache")]


def install(app: Flask, *, https: bool) -> None:
    """Add the headers around the whole application: call it last, so that the files' answers carry them too."""
    inner, always = app.wsgi_app, ALWAYS + (HTTPS if https else [])

    def protected(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            silent = environ["PATH_INFO"].startswith("/api/") and all(name != "Cache-Control" for name, _ in headers)
            return start_response(status, [*headers, *always, *(OWN if silent else [])], *more)

        return inner(environ, start)

    app.wsgi_app = protected  # type: ignore[method-assign]
