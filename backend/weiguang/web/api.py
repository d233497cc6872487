"""The API object: OpenAPI 3.1 at ``/api/v1/openapi.json``, Swagger UI from our own files at ``/api/docs``."""

from __future__ import annotations

import http
from typing import Any

import flask_smorest
from bson import ObjectId
from flask import Flask, Response
from werkzeug.routing import BaseConverter, ValidationError

from weiguang.web.schema import Id

PREFIX = "/api/v1"

DOCS_PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>微光 API</title>
<link rel="stylesheet" href="/api-docs/swagger-ui.css"></head><body><div id="swagger-ui"></div>
<script src="/api-docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body></html>"""
DOCS_START = """SwaggerUIBundle({url: '/api/v1/openapi.json', dom_id: '#swagger-ui', docExpansion: 'none',
  defaultModelsExpandDepth: -1, requestInterceptor: r => {
  r.headers['X-Weiguang'] = '1'; return r }})"""


class ObjectIdConverter(BaseConverter):
    """``<oid:branch>``: 24 hex digits; anything else is 404."""

    regex = "[0-9a-fA-F]{24}"

    def to_python(self, value: str) -> ObjectId:
        """Parse."""
        return ObjectId(value)


class CodeConverter(BaseConverter):
    """``<code:wish>``: a printed code, case-blind; anything else is 404."""

    regex = "[0-9A-Za-z]{4,12}"

    def to_python(self, value: str) -> str:
        """Fold to capitals, as printed."""
        if not value.isascii():
            raise ValidationError
        return value.upper()


class PictureConverter(BaseConverter):
    """``<picture:picture>``: the id of a stored picture; anything else is 404."""

    regex = "[0-9a-f]{32}"


class MediaConverter(BaseConverter):
    """``<media:media>``: the id of a file; anything else is 404."""

    regex = "[A-Za-z0-9_-]{22}"


class Api(flask_smorest.Api):  # type: ignore[misc]
    """flask-smorest with our converters; errors are `problems`' business."""

    def _register_error_handlers(self) -> None:
        """Leave errors to `web.problems`."""

    def _register_responses(self) -> None:
        """Document every error as what it is: a problem document."""
        shape = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for status in http.HTTPStatus:
            self.spec.components.response(status.name, {"description": status.phrase, "content": shape}, lazy=True)
        self.spec.components.response("DEFAULT_ERROR", {"description": "RFC 9457", "content": shape}, lazy=True)


def configure(app: Flask) -> Api:
    """Make the API object of ``app``."""
    app.config.update(
        API_TITLE="微光 Weiguang",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
        MAX_CONTENT_LENGTH=1 << 20,
    )
    app.url_map.merge_slashes = False  # a redirect would answer HTML
    app.url_map.converters["oid"] = ObjectIdConverter
    app.url_map.converters["code"] = CodeConverter
    app.url_map.converters["picture"] = PictureConverter
    app.url_map.converters["media"] = MediaConverter
    api = Api(
        app,
        spec_kwargs={
            "info": {"description": "学习、认领微心愿、签到、通知、计数。", "license": {"name": "Apache-2.0"}}
        },
    )
    api.register_field(Id, "string", None)
    api.register_converter(ObjectIdConverter, _id_in_path)
    api.register_converter(CodeConverter, _code_in_path)
    api.register_converter(PictureConverter, _picture_in_path)
    api.register_converter(MediaConverter, _media_in_path)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    api.spec.components.security_scheme("cookie", {"type": "apiKey", "in": "cookie", "name": "weiguang_session"})
    api.spec.components.schema("Problem", PROBLEM)
    app.add_url_rule("/api/docs", "docs", lambda: Response(DOCS_PAGE, mimetype="text/html"))
    app.add_url_rule("/api/docs/start.js", "docs_start", lambda: Response(DOCS_START, mimetype="text/javascript"))
    return api


def _id_in_path(_: Any) -> dict[str, str]:
    return {"type": "string", "pattern": "^[0-9a-fA-F]{24}$"}


def _code_in_path(_: Any) -> dict[str, str]:
    return {"type": "string", "pattern": "^[0-9A-Za-z]{4,12}$"}


def _picture_in_path(_: Any) -> dict[str, str]:
    return {"type": "string", "pattern": "^[0-9a-f]{32}$"}


def _media_in_path(_: Any) -> dict[str, str]:
    return {"type": "string", "pattern": "^[A-Za-z0-9_-]{22}$"}


PROBLEM = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
