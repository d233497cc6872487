"""The blueprint of every feature: decorators that both act and document. Default deny.

A route carries ``@blp.public``, ``@blp.signed_in`` or ``@blp.requires("wish.release")``; one without any is refused
when it is registered. `answers` documents a response without re-serialising it: lists leave as they came from the
database.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import flask_smorest
import orjson
from flask import Response, g, request
from marshmallow import Schema
from webargs import missing
from webargs.flaskparser import FlaskParser, is_json_request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from weiguang.access.permissions import PERMISSIONS
from weiguang.errors import Forbidden, SignInRequired, Unacceptable
from weiguang.web.etag import tagged
from weiguang.web.json import answer

View = TypeVar("View", bound=Callable[..., Any])


SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]


class Parser(FlaskParser):
    """Reads arguments strictly: an unknown query parameter is refused like an unknown field."""

    DEFAULT_UNKNOWN_BY_LOCATION = dict.fromkeys(FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION)
    DEFAULT_VALIDATION_STATUS = 422

    def load_json(self, req: Any, schema: Any) -> Any:
        """Parse with orjson: too deep, too long a number, or half a surrogate pair is broken JSON too, so 400."""
        raw = req.get_data(cache=True)
        if len(raw) >= req.max_content_length:  # a chunked body is cut there, not refused
            raise RequestEntityTooLarge
        if not raw or not is_json_request(req):
            return missing
        try:
            return orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise BadRequest from None


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """A feature's routes."""

    ARGUMENTS_PARSER = Parser()

    def public(self, view: View) -> View:
        """Anyone, signed in or not."""
        return self._mark(view, "public")

    def signed_in(self, view: View) -> View:
        """Any signed-in person."""

        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if g.actor.person is None:
                raise SignInRequired
            return view(*args, **kwargs)

        return self._mark(cast(View, guarded), "signed_in")

    def requires(self, permission: str) -> Callable[[View], View]:
        """Somebody who holds ``permission`` somewhere; the service checks the reach."""
        if permission not in PERMISSIONS:
            raise ValueError(f"unknown permission {permission}")

        def decorate(view: View) -> View:
            @wraps(view)
            def guarded(*args: Any, **kwargs: Any) -> Any:
                if g.actor.person is None:
                    raise SignInRequired
                if permission not in g.actor.permissions:
                    raise Forbidden
                return view(*args, **kwargs)

            return self._mark(cast(View, guarded), permission)

        return decorate

    def answers(self, status: int, schema: type[Schema] | Schema | None = None, **more: Any) -> Callable[[View], View]:
        """Document a JSON response and build it from what the view returns: a body, or (body, status)."""

        def decorate(view: View) -> View:
            documented = self.alt_response(status, schema=schema, success=True, **more)(view)

            @wraps(documented)
            def answered(*args: Any, **kwargs: Any) -> Response:
                result = documented(*args, **kwargs)
                if isinstance(result, Response):
                    return result
                if isinstance(result, tuple):
                    return answer(*result)
                if result is None and status == 204:
                    return Response(status=status)
                return tagged(result) if request.method == "GET" else answer(result, status)

            return cast(View, answered)

        return decorate

    def also(self, status: int, schema: type[Schema] | Schema | None = None) -> Callable[[View], View]:
        """Document a second successful status of the same shape."""
        return cast(Callable[[View], View], self.alt_response(status, schema=schema, success=True))

    def arguments(self, schema: type[Schema] | Schema, **more: Any) -> Callable[[View], View]:
        """Take arguments by ``schema``; made once, because making one costs more than using it."""
        made = schema() if isinstance(schema, type) else schema
        return cast(Callable[[View], View], super().arguments(made, **more))

    def takes_file(self, *types: str, most: int) -> Callable[[View], View]:
        """Hand the raw body to the view as ``data``: a file of at most ``most`` bytes (413 beyond, 422 when empty).

        The declared media type only documents; whoever reads the file looks at its bytes.
        """
        content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in types}

        def decorate(view: View) -> View:
            @wraps(view)
            def uploaded(*args: Any, **kwargs: Any) -> Any:
                request.max_content_length = most
                data = request.get_data(cache=False)
                if len(data) >= most:  # a chunked body is cut there, not refused
                    raise RequestEntityTooLarge
                if not data:
                    raise Unacceptable("没有收到文件，请重新选择")
                return view(*args, data=data, **kwargs)

            documented = self.doc(requestBody={"required": True, "content": content})(uploaded)
            return cast(View, documented)

        return decorate

    def _mark(self, view: View, access: str) -> View:
        documented = self.doc(**{"x-access": access}, security=[] if access == "public" else SECURITY)(view)
        documented._access = access
        return cast(View, documented)

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, *args: Any, **kwargs: Any
    ) -> None:
        """Register a route; refuse one that does not say who may use it."""
        if view_func is not None and not getattr(view_func, "_access", None):
            raise ValueError(f"{view_func.__qualname__} declares no access: add @blp.public, signed_in or requires")
        super().add_url_rule(rule, endpoint, view_func, *args, **kwargs)
