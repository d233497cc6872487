"""The app's one page: found under every address, packed where the browser takes it, unchanged answers 304."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pymongo.errors import AutoReconnect

from weiguang.web import pages
from weiguang.web.pages import Face

PAGE = "<html><head><!--head--><title>微光</title><!--/head--></head><body><!--text--><div id=app></div></body></html>"
MEAN = '"><script>alert(1)</script></noscript>\\1'


@pytest.mark.parametrize("path", ["/", "/W/AB23CD", "/w/ab23cd", "/wishes?fair=1"])
def test_every_address_is_the_page(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.text, answer.headers["Cache-Control"]) == (200, PAGE, "no-cache")


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


def test_an_address_with_a_face_shows_it_in_head_and_text(client: FlaskClient) -> None:
    html = client.get("/s/ab23cd/").text
    assert html.count("<title>") == 1
    assert "<title>一盏灯 - 微光</title>" in html
    assert '<link rel="canonical" href="https://weiguang.example.cn/S/AB23CD">' in html
    assert '<meta property="og:image" content="https://weiguang.example.cn/p.jpg">' in html
    assert "<p>第一段</p><p>第二段</p></article></noscript><div id=app>" in html


def test_nothing_of_a_face_becomes_markup(client: FlaskClient) -> None:
    html = client.get("/S/MEAN").text
    assert "<script" not in html
    assert html.count("</noscript>") == 1
    assert html.count("&lt;/noscript&gt;\\1") == 7


def test_a_page_with_a_face_is_sent_unpacked_and_once(client: FlaskClient) -> None:
    answer = client.get("/S/AB23CD", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    again = {"If-None-Match": answer.headers["ETag"], "Accept-Encoding": "br"}
    assert client.get("/S/AB23CD", headers=again).status_code == 304
    assert client.get("/S/OTHERS", headers=again).status_code == 200


@pytest.mark.parametrize("path", ["/S/OTHERS", "/S/", "/S", "/S/AB23CD/more", "/S/DOWN"])
def test_who_has_no_face_has_the_usual_page(client: FlaskClient, path: str) -> None:
    assert client.get(path).text == PAGE
    assert client.get(path, headers={"Accept-Encoding": "br"}).data == b"packed"


def face_of(code: str) -> Face | None:
    if code == "DOWN":
        raise AutoReconnect
    if code == "MEAN":
        return Face("/S/MEAN", MEAN, MEAN, "/p.jpg", MEAN, [MEAN])
    if code.upper() != "AB23CD":
        return None
    return Face("/S/AB23CD", "一盏灯", "短短几句", "/p.jpg", "2023年6月28日", ["第一段", "第二段"])


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "index.html.br").write_bytes(b"packed")
    app = Flask("pages", static_folder=None)
    pages.install(app, tmp_path, base_url="https://weiguang.example.cn", faces={"S": face_of})
    return app.test_client()
