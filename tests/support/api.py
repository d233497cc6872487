"""A caller of the API that holds every answer against the OpenAPI document."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

BASE = "/api/v1"


class Contract:
    """The OpenAPI document as a checker of answers."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.document = app.test_client().get(f"{BASE}/openapi.json").get_json()

    def check(self, method: str, path: str, answer: TestResponse) -> None:
        """Fail when the answer is not what the document says."""
        if answer.status_code >= 400:
            assert answer.mimetype == "application/problem+json", (method, path, answer.status, answer.data[:300])
            self._validate({"$ref": "#/components/schemas/Problem"}, answer.get_json())
            assert answer.status_code == answer.get_json()["status"]
            return
        operation = self._operation(method, path)
        documented = operation["responses"].get(str(answer.status_code))
        assert documented is not None, f"{method} {path} answered an undocumented {answer.status_code}"
        schema = documented.get("content", {}).get("application/json", {}).get("schema")
        if schema is not None and answer.mimetype == "application/json":
            self._validate(schema, answer.get_json())

    def _operation(self, method: str, path: str) -> dict[str, Any]:
        rule = self.app.url_map.bind("localhost").match(path.split("?")[0], method=method, return_rule=True)[0]
        template = "".join(f"{{{part}}}" if dynamic else part for dynamic, part in rule._trace).removeprefix("|")
        return self.document["paths"][template][method.lower()]

    def _validate(self, schema: dict[str, Any], body: Any) -> None:
        whole = {"components": self.document["components"], **schema}
        errors = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(whole).iter_errors(body)]
        assert errors == []


class Caller:
    """Somebody calling the API: nobody, or a person by bearer token."""

    def __init__(self, client: FlaskClient, contract: Contract, token: str | None = None) -> None:
        self.client, self.contract, self.token = client, contract, token
        self.me: dict[str, Any] = {}

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> TestResponse:
        """Call ``path`` below the base; the answer is checked against the contract (304 apart)."""
        headers = more.pop("headers", {}) | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        if body is not None:
            more["json"] = body
        answer = self.client.open(BASE + path, method=method, headers=headers, **more)
        if answer.status_code != 304:
            self.contract.check(method, BASE + path, answer)
        return answer

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.call("GET", path, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.call("PUT", path, body, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.call("POST", path, body, **more)

    def patch(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.call("PATCH", path, body, **more)

    def delete(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.call("DELETE", path, body, **more)

    def sign_in(self, phone: str) -> Caller:
        """Sign in by phone and one-time code; return the person as a caller of their own."""
        code = self.post("/auth/codes", {"phone": phone}).get_json()["demo_code"]
        answer = self.post("/auth/sessions", {"phone": phone, "code": code}).get_json()
        signed_in = Caller(self.client, self.contract, answer["token"])
        signed_in.me = answer["person"]
        return signed_in


def client_id() -> str:
    """A fresh client id, as a phone makes one."""
    return str(uuid.uuid4())
