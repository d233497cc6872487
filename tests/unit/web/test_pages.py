"""The app's one page: found under every address, packed where the browser takes it, unchanged answers 304."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from weiguang.web import pages


@pytest.mark.parametrize("path", ["/", "/W/AB23CD", "/w/ab23cd", "/wishes?fair=1"])
def test_every_address_is_the_page(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.text, answer.headers["Cache-Control"]) == (200, "<html>", "no-cache")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/assets/gone.js", "/favicon.ico"])
def test_what_is_no_page_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_page_is_sent_packed_to_a_browser_that_takes_it(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Accept-Encoding": "gzip, br"})
    assert (answer.data, answer.headers["Content-Encoding"]) == (b"packed", "br")
    assert answer.headers["Vary"] == client.get("/").headers["Vary"] == "Accept-Encoding"


def test_an_unchanged_page_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/").headers["ETag"]
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/", headers={"If-None-Match": tag, "Accept-Encoding": "br"}).status_code == 200


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    (tmp_path / "index.html").write_text("<html>")
    (tmp_path / "index.html.br").write_bytes(b"packed")
    app = Flask("pages", static_folder=None)
    pages.install(app, tmp_path)
    return app.test_client()
