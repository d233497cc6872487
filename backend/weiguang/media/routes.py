"""Uploads and files over HTTP."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response, current_app, g, request
from werkzeug.wsgi import FileWrapper

from weiguang.media import finishing, reading, uploading
from weiguang.media.parts import PART_BYTES
from weiguang.media.schemas import MediaSchema, PictureQuery, StartOwnUploadSchema, StartUploadSchema, UploadSchema
from weiguang.web.blueprint import Blueprint
from weiguang.web.site import settings_of

KEPT_S = 86_400
READ_BYTES = 64 << 10

blp = Blueprint("media", __name__, description="文件")


@blp.route("/uploads", methods=["POST"])
@blp.requires("media.upload")
@blp.arguments(StartUploadSchema)
@blp.also(200, UploadSchema)
@blp.answers(201, UploadSchema)
def start_upload(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Begin an upload; its parts are then sent in any order."""
    most, size = settings_of(current_app).upload_most, body.pop("bytes")
    upload, new = uploading.start_upload(actor=g.actor, size=size, most=most, now=g.now, **body)
    return upload, 201 if new else 200


@blp.route("/me/uploads", methods=["POST"])
@blp.signed_in
@blp.arguments(StartOwnUploadSchema)
@blp.also(200, UploadSchema)
@blp.answers(201, UploadSchema)
def start_own_upload(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Begin to hand in a file to a branch; the rest goes as with any upload."""
    most, size = settings_of(current_app).upload_most, body.pop("bytes")
    upload, new = uploading.start_own_upload(actor=g.actor, size=size, most=most, now=g.now, **body)
    return upload, 201 if new else 200


@blp.route("/uploads/<media:media>")
@blp.signed_in
@blp.answers(200, UploadSchema)
def get_upload(media: str) -> dict[str, Any]:
    """How far an upload of mine is."""
    return uploading.get_upload(actor=g.actor, media=media)


@blp.route("/uploads/<media:media>/parts/<int:number>", methods=["PUT"])
@blp.signed_in
@blp.takes_file("application/octet-stream", most=PART_BYTES + 1)
@blp.answers(204)
def put_part(media: str, number: int, data: bytes) -> None:
    """Send one part, counted from 0; sending it twice is once."""
    uploading.put_part(actor=g.actor, media=media, number=number, data=data)


@blp.route("/uploads/<media:media>/finish", methods=["POST"])
@blp.signed_in
@blp.answers(200, MediaSchema)
def finish_upload(media: str) -> dict[str, Any]:
    """Finish an upload whose parts are all there; a repeat answers the same."""
    return finishing.finish_upload(actor=g.actor, media=media, now=g.now)


@blp.route("/uploads/<media:media>", methods=["DELETE"])
@blp.signed_in
@blp.answers(204)
def call_off(media: str) -> None:
    """Call off an upload of mine; a finished file stays."""
    uploading.call_off(actor=g.actor, media=media, now=g.now)


@blp.route("/media/<media:media>")
@blp.public
@blp.arguments(PictureQuery, location="query")
@blp.also(206)
@blp.answers(200)
def get_media(query: dict[str, Any], media: str) -> Response:
    """A file that was shown to me, whole or by byte range."""
    opened = reading.open_media(actor=g.actor, media=media, width=query["w"])
    # Not the server's own wrapper of files: gunicorn's cannot seek, and would read everything before the range.
    body = FileWrapper(opened.file, READ_BYTES)  # type: ignore[arg-type]
    response = Response(body, mimetype=opened.type, direct_passthrough=True)
    response.content_length = opened.length
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(opened.name, safe='')}"
    # Opened on its own it is no page of ours: beside the policy of every answer, so both hold.
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = f"private, max-age={KEPT_S}"
    response.set_etag(opened.tag)
    response.make_conditional(request, accept_ranges=True, complete_length=opened.length)
    return response
