"""Files: small ones of every kind, and the people who bring and read them."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

from bson import ObjectId
from PIL import Image

from factories.people import make_branch, make_person
from support.api import Caller, client_id
from weiguang.media.models import Media, Part
from weiguang.media.parts import PART_BYTES

RECORDING = (Path(__file__).parents[2] / "backend" / "weiguang" / "demo" / "data" / "lesson_audio.mp3").read_bytes()
BYTES = "application/octet-stream"


def photo(kind: str = "JPEG", size: tuple[int, int] = (2000, 1000), **more: Any) -> bytes:
    """A picture, half of it red."""
    made, picture = io.BytesIO(), Image.new("RGB", size, "white")
    picture.paste((200, 22, 29), (0, 0, size[0] // 2, size[1]))
    picture.save(made, kind, **more)
    return made.getvalue()


def box(kind: bytes, content: bytes = b"") -> bytes:
    """A box of an MP4."""
    return struct.pack(">I", 8 + len(content)) + kind + content


def film(size: int = 0, *, seconds: int = 90, brand: bytes = b"isom", track: bytes = b"vide") -> bytes:
    """An MP4 of about ``size`` bytes: its table of contents stands last, as phones write it."""
    header = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000) + bytes(80))
    table = box(b"moov", header + box(b"trak", box(b"hdlr", bytes(8) + track + bytes(12))))
    return box(b"ftyp", brand + bytes(4) + brand) + box(b"mdat", bytes(range(256)) * (size // 256)) + table


def paper(words: str = "hello") -> bytes:
    """A PDF of one page."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        words.encode(),
    ]
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return made + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


class Bringing:
    """A branch with a secretary who brings files and a member who reads them; the same two of elsewhere."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.here, self.there = (make_branch(parent=self.root) for _ in range(2))
        self.secretary, self.member = self.person([("secretary", self.here)]), self.person(formal=self.here)
        self.rival, self.outsider = self.person([("secretary", self.there)]), self.person(formal=self.there)

    def person(self, roles: list[tuple[str, ObjectId]] = (), **more: Any) -> Caller:
        return self.nobody.sign_in(make_person(roles=roles, **more)[1])

    def start(self, data: bytes, name: str = "照片.jpg", who: Caller | None = None, **more: Any) -> Any:
        body = {"client_id": client_id(), "name": name, "bytes": len(data)} | more
        return (who or self.secretary).post("/uploads", body)

    def send(self, upload: str, number: int, piece: bytes, who: Caller | None = None) -> Any:
        path = f"/uploads/{upload}/parts/{number}"
        return (who or self.secretary).put(path, data=piece, content_type=BYTES)

    def bring(self, data: bytes, name: str = "照片.jpg") -> Any:
        """The whole way: the answer of the finish."""
        upload = self.start(data, name).get_json()["id"]
        for number, piece in enumerate(pieces(data)):
            assert self.send(upload, number, piece).status_code == 204
        return self.finish(upload)

    def finish(self, upload: str, who: Caller | None = None) -> Any:
        return (who or self.secretary).post(f"/uploads/{upload}/finish")

    def ready(self, data: bytes, name: str = "照片.jpg") -> dict[str, Any]:
        answer = self.bring(data, name)
        assert answer.status_code == 200, answer.get_json()
        return answer.get_json()


def pieces(data: bytes) -> list[bytes]:
    """The parts of a file."""
    return [data[begin : begin + PART_BYTES] for begin in range(0, len(data), PART_BYTES)]


def stored(media: str) -> dict[str, Any]:
    """The document of a file."""
    found = Media.collection().find_one({"_id": media})
    assert found is not None
    return found


def parts_under(media: str) -> int:
    """How many parts lie under the id of a file itself."""
    return Part.collection().count_documents({"files_id": media})
