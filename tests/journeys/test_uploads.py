"""Files brought in parts and read by those they were shown to."""

from __future__ import annotations

import io
import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from gunicorn.http.wsgi import FileWrapper as GunicornsWrapper
from PIL import Image

from factories.media import RECORDING, Bringing, box, film, paper, parts_under, photo, pieces, stored
from support.api import Caller, client_id
from weiguang.access.actor import Actor
from weiguang.errors import NotFound
from weiguang.media import parts, service
from weiguang.media.blocks import shown
from weiguang.media.finishing import finish_upload, store_file
from weiguang.media.jobs import clear
from weiguang.media.models import Media, Part
from weiguang.media.parts import PART_BYTES
from weiguang.media.reading import open_media
from weiguang.media.uploading import put_part
from weiguang.settings import Settings, SettingsError, from_environment
from weiguang.storage.clock import utc_now

LONG = film(3 * PART_BYTES + 500)


@pytest.fixture
def bringing(nobody: Caller) -> Bringing:
    return Bringing(nobody)


@pytest.fixture
def video(bringing: Bringing) -> dict[str, Any]:
    """A film of four parts, for everybody."""
    made = bringing.ready(LONG, "启动仪式.mp4")
    service.show([made["id"]], ["all"])
    return made


def test_a_film_is_brought_in_any_order_and_told_how_far_it_is(bringing: Bringing) -> None:
    upload = bringing.start(LONG, "启动仪式.mp4").get_json()
    assert (upload["state"], upload["part_bytes"], upload["parts"], upload["received"]) == ("uploading", 1 << 20, 4, [])
    for number in (3, 0, 2):
        assert bringing.send(upload["id"], number, pieces(LONG)[number]).status_code == 204
    assert bringing.secretary.get(f"/uploads/{upload['id']}").get_json()["received"] == [0, 2, 3]
    early = bringing.finish(upload["id"])
    assert (early.status_code, early.get_json()["code"], early.get_json()["missing"]) == (409, "upload_incomplete", 1)
    bringing.send(upload["id"], 1, pieces(LONG)[1])
    made = bringing.finish(upload["id"]).get_json()
    assert (made["kind"], made["type"], made["bytes"], made["duration_s"]) == ("video", "video/mp4", len(LONG), 90)
    assert bringing.secretary.get(made["src"].removeprefix("/api/v1")).data == LONG


def test_everything_may_be_sent_twice(bringing: Bringing) -> None:
    body = {"client_id": client_id(), "name": "录音.mp3", "bytes": len(RECORDING)}
    first, again = (bringing.secretary.post("/uploads", body) for _ in range(2))
    assert (first.status_code, again.status_code, first.get_json()) == (201, 200, again.get_json())
    upload = first.get_json()["id"]
    for number, piece in [*enumerate(pieces(RECORDING))] * 2:
        assert bringing.send(upload, number, piece).status_code == 204
    assert bringing.finish(upload).get_json() == bringing.finish(upload).get_json()
    assert bringing.send(upload, 0, pieces(RECORDING)[0]).status_code == 204
    assert bringing.secretary.get(f"/uploads/{upload}").get_json()["state"] == "ready"
    assert bringing.secretary.post("/uploads", body | {"bytes": 5}).get_json()["code"] == "client_id_reused"


def test_a_part_of_another_file_or_length_is_refused(bringing: Bringing) -> None:
    upload = bringing.start(LONG).get_json()["id"]
    bringing.send(upload, 0, pieces(LONG)[0])
    other = bringing.send(upload, 0, bytes(PART_BYTES))
    assert (other.status_code, other.get_json()["code"]) == (409, "part_differs")
    for number, piece in ((1, b"short"), (3, pieces(LONG)[1]), (1, b"")):
        assert bringing.send(upload, number, piece).status_code == 422
    assert bringing.send(upload, 1, bytes(PART_BYTES + 1)).status_code == 413
    assert bringing.send(upload, 4, b"x").status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("宣传片.mp4", b"MZ\x90\x00" + bytes(4000), "file_kind_refused"),
        ("照片.jpg", b"<svg onload='alert(1)'>", "file_kind_refused"),
        ("照片.heic", box(b"ftyp", b"heic" + bytes(8)), "photo_format_refused"),
        ("照片.jpg", photo()[:5000], "picture_unreadable"),
        ("宣传片.mp4", film(5000)[:-60], "file_broken"),
        ("录音.mp3", b"ID3" + bytes(500), "file_broken"),
        ("材料.pdf", paper()[:-40], "file_broken"),
    ],
)
def test_what_it_says_it_is_counts_for_nothing(bringing: Bringing, name: str, data: bytes, code: str) -> None:
    answer = bringing.bring(data, name)
    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert any("一" <= letter <= "鿿" for letter in answer.get_json()["detail"])


def test_what_is_too_large_is_refused_before_a_byte_is_sent(bringing: Bringing, settings: Settings) -> None:
    body = {"client_id": client_id(), "name": "长片.mp4", "bytes": 2 << 30}
    answer = bringing.secretary.post("/uploads", body)
    assert (answer.status_code, answer.get_json()["code"]) == (413, "upload_too_large")
    assert answer.get_json()["most"] == settings.upload_most == 500 << 20
    assert bringing.secretary.post("/uploads", body | {"bytes": settings.upload_most}).status_code == 201


@pytest.mark.parametrize("size", [0, -1, "5", 1.5, 1 << 60, None])
def test_a_size_that_is_none_is_refused(bringing: Bringing, size: Any) -> None:
    body = {"client_id": client_id(), "name": "照片.jpg", "bytes": size}
    assert bringing.secretary.post("/uploads", body).status_code == 422


def test_only_who_writes_for_a_branch_brings_files_for_it(bringing: Bringing) -> None:
    assert bringing.start(b"x", who=bringing.member).status_code == 403
    assert bringing.start(b"x", branch=str(bringing.there)).status_code == 403
    upload = bringing.start(photo()).get_json()["id"]
    for who in (bringing.rival, bringing.member):
        assert who.get(f"/uploads/{upload}").status_code == 404
        assert bringing.send(upload, 0, photo(), who).status_code == 404
        assert bringing.finish(upload, who).status_code == 404
        assert who.delete(f"/uploads/{upload}").status_code == 404


def test_a_member_hands_in_a_file_that_only_they_and_the_branch_read(bringing: Bringing) -> None:
    body = {"client_id": client_id(), "name": "作业.pdf", "bytes": len(paper()), "branch": str(bringing.here)}
    answers = [bringing.outsider.post("/me/uploads", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    upload = answers[0].get_json()["id"]
    bringing.send(upload, 0, paper(), bringing.outsider)
    assert bringing.finish(upload, bringing.outsider).get_json()["kind"] == "file"
    everyone = [bringing.outsider, bringing.secretary, bringing.rival, bringing.member, bringing.nobody]
    assert [who.get(f"/media/{upload}").status_code for who in everyone] == [200, 200, 404, 404, 404]
    assert (
        bringing.outsider.post("/me/uploads", body | {"client_id": client_id(), "bytes": 60 << 20}).status_code == 413
    )
    for more in ({"branch": None}, {"branch": str(bringing.here)[::-1]}):
        assert bringing.outsider.post("/me/uploads", body | more).status_code in (404, 422)
    assert bringing.nobody.post("/me/uploads", body).status_code == 401


@pytest.mark.parametrize(
    ("said", "most"), [("2GB", 2 << 30), ("100 MB", None), ("64k", 64 << 10), ("5", 5), ("0", None)]
)
def test_how_large_a_file_may_be_is_a_setting(settings: Settings, said: str, most: int | None) -> None:
    environ = {"MONGODB_URI": "x", "WEIGUANG_DATA": str(settings.data), "WEIGUANG_DEMO": "1"}
    if most is None:
        with pytest.raises(SettingsError):
            from_environment(environ | {"WEIGUANG_UPLOAD_MOST": said})
    else:
        assert from_environment(environ | {"WEIGUANG_UPLOAD_MOST": said}).upload_most == most


def test_a_picture_comes_in_the_widths_of_screens_and_without_its_place(bringing: Bringing) -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (29.0, 52.0, 0.0)}
    made = bringing.ready(photo(exif=exif.tobytes()), "合影.png")
    assert (made["kind"], made["type"], made["width"], made["height"]) == ("picture", "image/jpeg", 1600, 800)
    assert made["sizes"] == [480, 960, 1600]
    for wanted, width in (("", 1600), ("?w=480", 480), ("?w=500", 960), ("?w=960", 960), ("?w=9000", 1600)):
        answer = bringing.secretary.get(f"/media/{made['id']}{wanted}")
        picture = Image.open(io.BytesIO(answer.data))
        assert (picture.width, picture.format, dict(picture.getexif())) == (width, "JPEG", {})
    assert f"filename*=UTF-8''{made['id']}.jpg" in answer.headers["Content-Disposition"]
    assert bringing.secretary.get(f"/media/{made['id']}?w=0").status_code == 422


def test_a_narrow_picture_is_never_blown_up_and_what_is_transparent_is_white(bringing: Bringing) -> None:
    see_through = io.BytesIO()
    Image.new("RGBA", (600, 300), (0, 0, 0, 0)).save(see_through, "PNG")
    made = bringing.ready(see_through.getvalue())
    assert (made["sizes"], made["width"]) == ([480, 600], 600)
    picture = Image.open(io.BytesIO(bringing.secretary.get(f"/media/{made['id']}").data))
    assert picture.getpixel((5, 5)) == (255, 255, 255)


def test_what_the_phone_sent_of_a_picture_is_removed_and_the_picture_stays(bringing: Bringing) -> None:
    made = bringing.ready(photo())
    assert parts_under(made["id"]) == 1
    clear(utc_now() + timedelta(hours=1))
    assert parts_under(made["id"]) == 0
    assert "clear_at" not in stored(made["id"])
    assert bringing.secretary.get(f"/media/{made['id']}").status_code == 200


def test_an_upload_is_kept_for_a_week_and_then_gone(bringing: Bringing) -> None:
    upload, made = bringing.start(LONG).get_json()["id"], bringing.ready(LONG)
    bringing.send(upload, 0, pieces(LONG)[0])
    clear(utc_now() + timedelta(days=6))
    assert bringing.secretary.get(f"/uploads/{upload}").get_json()["received"] == [0]
    clear(utc_now() + timedelta(days=8))
    assert bringing.secretary.get(f"/uploads/{upload}").status_code == 404
    assert [part["files_id"] for part in Part.collection().find({}, {"files_id": 1})] == [made["id"]] * 4


def test_an_upload_that_is_called_off_is_gone_and_a_finished_file_stays(bringing: Bringing) -> None:
    upload, made = bringing.start(LONG).get_json()["id"], bringing.ready(LONG)
    bringing.send(upload, 0, pieces(LONG)[0])
    for own in (upload, upload, made["id"]):
        assert bringing.secretary.delete(f"/uploads/{own}").status_code == 204
    assert bringing.finish(upload).status_code == 404
    clear(utc_now())
    assert (Media.collection().count_documents({}), parts_under(upload), parts_under(made["id"])) == (1, 0, 4)


@pytest.mark.parametrize(
    ("asked", "begin", "end"),
    [
        ("bytes=0-1", 0, 2),
        ("bytes=1048570-1048580", 1048570, 1048581),
        ("bytes=3000000-", 3000000, len(LONG)),
        ("bytes=-100", len(LONG) - 100, len(LONG)),
        ("bytes=0-99999999", 0, len(LONG)),
    ],
)
def test_a_player_gets_the_bytes_it_asks_for(
    bringing: Bringing, video: dict[str, Any], asked: str, begin: int, end: int
) -> None:
    answer = bringing.nobody.get(f"/media/{video['id']}", headers={"Range": asked})
    assert (answer.status_code, answer.data == LONG[begin:end]) == (206, True)
    assert answer.headers["Content-Range"] == f"bytes {begin}-{end - 1}/{len(LONG)}"
    assert answer.content_length == end - begin


def test_a_range_beyond_the_end_is_416(bringing: Bringing, video: dict[str, Any]) -> None:
    answer = bringing.nobody.get(f"/media/{video['id']}", headers={"Range": f"bytes={len(LONG)}-"})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(LONG)}")


def test_only_the_parts_that_are_asked_for_are_read(
    bringing: Bringing, video: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under gunicorn too, whose own wrapper of files cannot seek."""
    read: list[int] = []
    real = parts.read_part
    monkeypatch.setattr(parts, "read_part", lambda file, number: read.append(number) or real(file, number))
    asked = {"Range": f"bytes={2 * PART_BYTES - 10}-{2 * PART_BYTES + 9}"}
    environ = {"wsgi.file_wrapper": GunicornsWrapper}
    answer = bringing.nobody.get(f"/media/{video['id']}", headers=asked, environ_overrides=environ)
    assert answer.data == LONG[2 * PART_BYTES - 10 : 2 * PART_BYTES + 10]
    assert read == [1, 2]


def test_what_a_phone_has_is_not_sent_again(bringing: Bringing, video: dict[str, Any]) -> None:
    path = f"/media/{video['id']}"
    whole = bringing.nobody.get(path)
    assert whole.headers["Cache-Control"] == "private, max-age=86400"
    assert {"sandbox"} < set(whole.headers.getlist("Content-Security-Policy"))
    assert (whole.headers["Accept-Ranges"], whole.headers["X-Content-Type-Options"]) == ("bytes", "nosniff")
    tag = whole.headers["ETag"]
    assert bringing.nobody.get(path, headers={"If-None-Match": tag}).status_code == 304
    part = {"Range": "bytes=0-9"}
    assert bringing.nobody.get(path, headers=part | {"If-Range": tag}).status_code == 206
    assert bringing.nobody.get(path, headers=part | {"If-Range": '"other"'}).status_code == 200


def test_a_file_is_for_its_branch_until_it_is_shown_to_more(bringing: Bringing) -> None:
    made = bringing.ready(paper(), "材料.pdf")
    everyone = [bringing.secretary, bringing.rival, bringing.member, bringing.outsider, bringing.nobody]

    def who_reads() -> list[int]:
        return [who.get(f"/media/{made['id']}").status_code for who in everyone]

    assert who_reads() == [200, 404, 404, 404, 404]
    service.show([made["id"]], [bringing.here])
    assert who_reads() == [200, 404, 200, 404, 404]
    service.show([made["id"]], [bringing.root])
    assert who_reads() == [200, 404, 200, 200, 404]
    service.show([made["id"]], ["all"])
    assert who_reads() == [200] * 5


def test_nobody_publishes_a_file_that_they_may_not_read(bringing: Bringing) -> None:
    made, started = bringing.ready(photo())["id"], bringing.start(photo()).get_json()["id"]
    me, rival = owner(made), Actor()
    service.must_be_usable(actor=me, ids=[made])
    for actor, ids in ((rival, [made]), (me, [made, started]), (me, ["x" * 22])):
        with pytest.raises(service.MediaUnusable):
            service.must_be_usable(actor=actor, ids=ids)
    with pytest.raises(NotFound):
        service.find_ready(started)


def test_a_text_is_shown_with_its_files_and_without_those_that_are_gone(bringing: Bringing) -> None:
    made = bringing.ready(photo())
    picture = {"kind": "picture", "media": made["id"], "alt": "合影", "caption": ""}
    blocks = [{"kind": "text", "html": "<p>好</p>"}, picture, {"kind": "file", "media": "x" * 22, "title": ""}]
    assert shown(blocks) == [blocks[0], {**picture, "media": made}]


def test_a_file_of_this_machine_is_stored_once(bringing: Bringing, tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(RECORDING)
    own, line = "0" * 22, [bringing.here, bringing.root]
    for _ in range(2):
        more = {"name": "课.mp3", "line": line, "shown_to": ["all"], "now": utc_now()}
        assert store_file(tmp_path / "a.mp3", own=own, **more)["kind"] == "audio"
    assert bringing.nobody.get(f"/media/{own}").data == RECORDING
    assert Media.collection().count_documents({}) == 1


def test_memory_does_not_grow_with_the_file(bringing: Bringing) -> None:
    """64 MB in and out again: the server never holds more than a few parts."""
    long = film(64 << 20)
    upload = bringing.start(long, "长片.mp4").get_json()["id"]
    me = owner(upload)
    tracemalloc.start()
    for number in range(-(-len(long) // PART_BYTES)):
        piece = long[number * PART_BYTES : (number + 1) * PART_BYTES]
        put_part(actor=me, media=upload, number=number, data=piece)
    assert finish_upload(actor=me, media=upload, now=utc_now())["kind"] == "video"
    file = open_media(actor=me, media=upload, width=None).file
    seen = sum(len(piece) for piece in iter(lambda: file.read(64 << 10), b""))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (seen, peak < 8 << 20) == (len(long), True), peak


def owner(media: str) -> Actor:
    return Actor(person=stored(media)["created_by"])
