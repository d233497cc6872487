"""The built PWA, pre-compressed, and the short links printed on paper.

WhiteNoise serves the files; every other address outside ``/api`` is the app's one page, so that a link opens wherever
it points (``/W/CODE`` too, in either case).

What a feature shows to everybody may have a face: who shares its link sees title and picture, and who runs no scripts
reads its text, because they stand in the page itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from pymongo.errors import PyMongoError
from werkzeug.routing import PathConverter
from whitenoise import WhiteNoise

IMMUTABLE = "public, max-age=31536000, immutable"
UNBUILT = "<!doctype html><meta charset=utf-8><title>微光</title><p>页面还没有生成，请运行 ./scripts/serve。"


HEAD, TEXT = re.compile("<!--head-->.*?<!--/head-->", re.DOTALL), "<!--text-->"
"""Where in the page a face goes: its tags in place of the usual ones, its text before the application."""


@dataclass(frozen=True)
class Face:
    """What stands in the page of one address; ``path`` and ``picture`` are addresses on this site, all texts plain."""

    path: str
    title: str
    summary: str
    picture: str
    byline: str
    paragraphs: list[str]


Faces = Mapping[str, Callable[[str], Face | None]]
"""By the first part of an address, in capitals: finds the face of the rest, None where everybody may not see it."""


class PageConverter(PathConverter):
    """Every address but the API's and those of files, where nothing found means 404."""

    regex = r"(?!(?:api|assets|metrics)(?:/|$))(?!.*\.[a-z0-9]{2,12}$).+"


def install(app: Flask, dist: Path, *, base_url: str, faces: Faces) -> None:
    """Serve ``dist`` and fall back to its index page, with its face where the address has one."""
    index, packed = dist / "index.html", dist / "index.html.br"

    def page(path: str = "") -> Response:
        face = _find(faces, path)
        brotli = face is None and request.accept_encodings.quality("br") > 0 and packed.is_file()
        html = packed.read_bytes() if brotli else index.read_bytes() if index.is_file() else UNBUILT.encode()
        response = Response(html if face is None else put_on(html.decode(), face, base_url), mimetype="text/html")
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


def put_on(html: str, face: Face, base_url: str) -> str:
    """The page with a face on it.

    The text is plain and escaped, although its blocks hold clean HTML: where scripts run, a browser reads ``noscript``
    by other rules than the cleaner does, and an attribute could end it.
    """
    title, summary, byline = escape(face.title), escape(face.summary), escape(face.byline)
    path, picture = escape(base_url + face.path), escape(base_url + face.picture)
    head = f"""<title>{title} - 微光</title>
  <meta name="description" content="{summary}">
  <meta property="og:type" content="article">
  <meta property="og:title" content="{title}">
  <meta property="og:description" content="{summary}">
  <meta property="og:image" content="{picture}">
  <meta property="og:url" content="{path}">
  <link rel="canonical" href="{path}">"""
    paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in face.paragraphs)
    text = f"""<noscript><article class="stack inset"><h1>{title}</h1><p class="soft">{byline}</p>
<img src="{escape(face.picture)}" alt="">{paragraphs}</article></noscript>"""
    return HEAD.sub(lambda _: head, html, count=1).replace(TEXT, text, 1)


def _find(faces: Faces, path: str) -> Face | None:
    """The face of an address; without a database none is found, and the page still opens."""
    kind, _, rest = path.rstrip("/").partition("/")
    find = faces.get(kind.upper())
    with suppress(PyMongoError):
        return find(rest) if find else None
    return None


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
