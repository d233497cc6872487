"""The built PWA, pre-compressed, and the short links printed on paper.

WhiteNoise serves the files; every other address outside ``/api`` is the app's one page, so that a link opens wherever
it points (``/W/CODE`` too, in either case).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from werkzeug.routing import PathConverter
from whitenoise import WhiteNoise

IMMUTABLE = "public, max-age=31536000, immutable"
UNBUILT = "<!doctype html><meta charset=utf-8><title>微光</title><p>页面还没有生成，请运行 ./scripts/serve。"


class PageConverter(PathConverter):
    """Every address but the API's and those of files, where nothing found means 404."""

    regex = r"(?!(?:api|assets|metrics)(?:/|$))(?!.*\.[a-z0-9]{2,12}$).+"


def install(app: Flask, dist: Path) -> None:
    """Serve ``dist`` and fall back to its index page."""
    index = dist / "index.html"

    def page(path: str = "") -> Response:
        packed = dist / "index.html.br"
        brotli = request.accept_encodings.quality("br") > 0 and packed.is_file()
        html = packed.read_bytes() if brotli else index.read_bytes() if index.is_file() else UNBUILT.encode()
        response = Response(html, mimetype="text/html")
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Vary"] = "Accept-Encoding"
        if brotli:
            response.headers["Content-Encoding"] = "br"
        response.add_etag()
        response.make_conditional(request)
        return response

    app.add_url_rule("/", "page_root", page)
    app.url_map.converters["page"] = PageConverter
    app.add_url_rule("/<page:path>", "page", page)
    if dist.is_dir():
        app.wsgi_app = _files(app.wsgi_app, dist)  # type: ignore[method-assign]


def _files(wsgi: Any, dist: Path) -> WhiteNoise:
    return WhiteNoise(
        wsgi,
        root=str(dist),
        index_file=False,
        max_age=0,
        allow_all_origins=False,
        mimetypes={".webmanifest": "application/manifest+json"},
        immutable_file_test=lambda _path, url: url.startswith("/assets/"),
        add_headers_function=_file_headers,
    )


def _file_headers(headers: Any, _path: str, url: str) -> None:
    if not url.startswith("/assets/"):
        headers["Cache-Control"] = "no-cache"
