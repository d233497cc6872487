"""One error shape for the whole API: RFC 9457 problem documents.

``code`` is stable; ``title`` and ``detail`` are Chinese sentences a user can act on. A bug gives ``internal_error``
with a number that is also in the log, and never a stack trace.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from typing import Any

import orjson
from flask import Flask, Response, request
from pymongo.errors import PyMongoError
from werkzeug.exceptions import HTTPException, RequestedRangeNotSatisfiable

from weiguang.errors import Conflict, DomainError, Forbidden, NotFound, SignInRequired, TooLarge, TooMany, Unacceptable

log = logging.getLogger(__name__)

STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (Conflict, 409),
    (Forbidden, 403),
    (SignInRequired, 401),
    (Unacceptable, 422),
    (TooMany, 429),
    (TooLarge, 413),
)

HTTP: dict[int, tuple[str, str]] = {
    400: ("malformed_json", "提交的内容读不懂，请刷新页面后再试"),
    404: ("not_found", "没有找到"),
    405: ("method_not_allowed", "这个地址不支持这样的操作"),
    406: ("not_acceptable", "给不出您要的格式"),
    413: ("body_too_large", "提交的内容太大了，请减少后再试"),
    414: ("address_too_long", "地址太长了"),
    415: ("media_type_not_supported", "请以 JSON 格式提交"),
    416: ("range_not_satisfiable", "要的这一段不在文件里"),
    422: ("validation_failed", "填写的内容有误，请检查后再试"),
    429: ("too_many_requests", "操作太频繁，请稍后再试"),
}


def problem(
    status: int,
    code: str,
    title: str,
    *,
    detail: str | None = None,
    errors: list[dict[str, str]] | None = None,
    extra: dict[str, Any] | None = None,
) -> Response:
    """Build one problem document."""
    body = {
        "type": f"/api/docs#{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail or title,
        "errors": errors or [],
        **(extra or {}),
    }
    return Response(orjson.dumps(body, str), status, content_type="application/problem+json")


def status_of(error: DomainError) -> int:
    """The HTTP status of a domain error, by its base class."""
    return next((status for base, status in STATUS if isinstance(error, base)), 400)


def install(app: Flask) -> None:
    """Turn every failure under the app into a problem document."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(PyMongoError, _database)
    app.register_error_handler(Exception, _bug)


def _domain(error: DomainError) -> Response:
    made = problem(
        status_of(error), error.code, error.title, detail=error.detail, errors=error.errors, extra=error.extra
    )
    if error.retry_after_s is not None:
        made.headers["Retry-After"] = str(error.retry_after_s)
    return made


def _http(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    code, title = HTTP.get(error.code, (f"http_{error.code}", "请求没有成功"))
    messages = getattr(error, "data", {}).get("messages", {}) if isinstance(getattr(error, "data", None), dict) else {}
    made = problem(error.code, code, title, errors=list(_flat(messages)) if error.code == 422 else [])
    made.headers.extend(getattr(error, "data", {}).get("headers") or {})
    if error.code == 405:
        made.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or [])
    if isinstance(error, RequestedRangeNotSatisfiable):
        made.headers["Content-Range"] = f"{error.units} */{error.length}"
    return made


def _flat(messages: Any, path: tuple[str, ...] = ()) -> Iterator[dict[str, str]]:
    """marshmallow's nested messages as ``{"field": "answers.0.question", "message": …}``."""
    if isinstance(messages, dict):
        for name, below in messages.items():
            location = not path and name in ("json", "query", "headers", "path")
            yield from _flat(below, () if location else (*path, str(name)))
    elif isinstance(messages, (list, tuple)):
        for message in messages:
            yield from _flat(message, path)
    else:
        yield {"field": ".".join(part for part in path if part != "_schema"), "message": str(messages)}


def _database(error: PyMongoError) -> Response:
    log.error("database unavailable: %s", type(error).__name__)
    made = problem(503, "database_unavailable", "服务器正在恢复，请稍等几秒再试")
    made.headers["Retry-After"] = "2"
    return made


def _bug(error: Exception) -> Response:
    number = secrets.token_hex(4)
    log.error("internal error %s at %s %s", number, request.method, request.url_rule, exc_info=error)
    return problem(
        500, "internal_error", "服务器出了点问题，已经记下", detail=f"服务器出了点问题，已经记下（编号 {number}）"
    )
