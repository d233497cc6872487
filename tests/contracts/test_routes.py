"""Promises about every route."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from mongoengine.connection import get_db

from support.api import Caller, Contract
from weiguang import registry
from weiguang.access.permissions import PERMISSIONS, ROLES
from weiguang.storage.documents import missing_unique_indexes

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
OPEN = {"docs", "docs_start", "healthz", "readyz", "healthz/api/v1", "readyz/api/v1", "page", "page_root"}
FILLED = {
    "oid": "0" * 24,
    "code": "ABCDEF",
    "picture": "0" * 32,
    "media": "0" * 22,
    "int": "0",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
BROKEN = [b"{", b"\xff\xfe\x00", b'{"a": 1', b"nul"]
ODD = ["[]", '"x"', "null", "3", '{"$ne": ""}', '{"client_id": {"$gt": ""}}', '{"\\u0000": 1}', '{"nobody_knows": 1}']


def rules(app: Flask) -> list[Any]:
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("api-docs.")]


def writes(contract: Contract) -> list[tuple[str, str]]:
    """Every (method, path) that takes a body, with believable ids in the path."""
    return [
        (method.upper(), _filled(contract, path))
        for path, item in contract.document["paths"].items()
        for method in ("post", "put", "patch")
        if "requestBody" in item.get(method, {})
    ]


def _filled(contract: Contract, path: str) -> str:
    """The documented path with values that its route's converters accept."""
    routes = (str(rule) for rule in contract.app.url_map.iter_rules())
    return next(_fill(route) for route in routes if re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route) == path)


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    silent = [
        rule.rule
        for rule in rules(app)
        if rule.endpoint not in OPEN and not getattr(app.view_functions[rule.endpoint], "_access", None)
    ]
    assert silent == []


def test_every_permission_is_held_by_some_role_and_used_by_some_route(app: Flask) -> None:
    used = {getattr(view, "_access", None) for view in app.view_functions.values()}
    assert used - {None, "public", "signed_in"} == PERMISSIONS
    assert all(ROLES[role] <= PERMISSIONS for role in ROLES)


def test_protected_routes_refuse_a_stranger(app: Flask, nobody: Caller) -> None:
    for rule in rules(app):
        access = getattr(app.view_functions[rule.endpoint], "_access", "public")
        if access == "public":
            continue
        path = _fill(rule.rule)
        for method in rule.methods & METHODS:
            answer = nobody.call(method, path.removeprefix("/api/v1"), {} if method != "GET" else None)
            assert (answer.status_code, answer.get_json()["code"]) == (401, "sign_in_required"), (method, path)


def test_permission_routes_refuse_a_member_without_the_role(app: Flask, nobody: Caller) -> None:
    member = nobody.sign_in("13911112222")
    for rule in rules(app):
        access = getattr(app.view_functions[rule.endpoint], "_access", "public")
        if access in ("public", "signed_in"):
            continue
        for method in rule.methods & METHODS:
            answer = member.call(method, _fill(rule.rule).removeprefix("/api/v1"), {} if method != "GET" else None)
            assert (answer.status_code, answer.get_json()["code"]) == (403, "not_permitted"), (method, rule.rule)


def test_no_write_answers_bad_input_with_a_server_error(contract: Contract, nobody: Caller) -> None:
    member = nobody.sign_in("13911112222")
    for method, path in writes(contract):
        for body in [*BROKEN, *(text.encode() for text in ODD)]:
            answer = member.call(method, path.removeprefix("/api/v1"), data=body, content_type="application/json")
            assert answer.status_code in (400, 403, 404, 409, 422), (method, path, body, answer.status)


def test_no_write_accepts_ten_megabytes(contract: Contract, nobody: Caller) -> None:
    member, body = nobody.sign_in("13911112222"), b'{"x":"' + b"x" * 10_000_000 + b'"}'
    for method, path in writes(contract):
        answer = member.call(method, path.removeprefix("/api/v1"), data=body, content_type="application/json")
        assert answer.status_code in (403, 413), (method, path, answer.status)


QUERIES = ["limit=0", "limit=101", "limit=x", "cursor=!!", "cursor=bnVsbA", "nobody_knows=1", "cursor[$ne]=1"]


@pytest.mark.parametrize("query", QUERIES)
def test_bad_queries_of_lists_are_refused(app: Flask, nobody: Caller, query: str) -> None:
    for path, item in Contract(app).document["paths"].items():
        names = {one["name"] for one in item.get("get", {}).get("parameters", []) if isinstance(one, dict)}
        if "cursor" in names and "{" not in path and item["get"]["x-access"] == "public":
            answer = nobody.get(f"{path.removeprefix('/api/v1')}?{query}")
            assert (answer.status_code, answer.get_json()["code"]) == (422, "validation_failed"), (path, query)


def test_malformed_ids_are_not_found(app: Flask, nobody: Caller) -> None:
    for rule in rules(app):
        if rule.arguments and rule.rule.startswith("/api/"):
            path = _fill(rule.rule, "%7B%22$ne%22:1%7D").removeprefix("/api/v1")
            assert nobody.call(min(rule.methods & METHODS), path).status_code == 404, rule.rule


def test_the_unique_indexes_exist(app: Flask) -> None:
    assert missing_unique_indexes(registry.MODELS) == []


def test_a_missing_unique_index_is_named(app: Flask) -> None:
    get_db().participations.drop_index("client")
    assert missing_unique_indexes(registry.MODELS) == ["participations.client"]
    registry.Participation.collection().create_indexes(registry.Participation.indexes)


def test_the_committed_openapi_document_is_the_one_served(contract: Contract, repository: Path) -> None:
    """The front end's types are generated from it: refresh with ``weiguang openapi backend/openapi.json``."""
    assert json.loads((repository / "backend" / "openapi.json").read_text()) == contract.document


def _fill(path: str, value: str | None = None) -> str:
    """The rule's path with believable arguments, or with ``value`` for each of ours."""
    for converter, believable in FILLED.items():
        path = re.sub(f"<{converter}:[a-z_]+>", value or believable, path)
    return path
