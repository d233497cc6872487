"""Shapes of files, uploads, and texts made of blocks."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from weiguang.media.blocks import FIELDS
from weiguang.web.schema import ClientId, Id, Schema, Text, choice

BLOCKS_MOST = 200
HTML_MOST = 40_000
LENGTH_MOST = 1 << 50
"""A number beyond it is no size of a file; what this installation takes is a setting."""


class MediaId(fields.String):
    """The id of a file."""

    def __init__(self, **kwargs: Any) -> None:
        """22 letters, digits, hyphens and underlines."""
        super().__init__(validate=validate.Regexp(r"^[A-Za-z0-9_-]{22}\Z", error="编号不对"), **kwargs)


class MediaSchema(Schema):
    """A ready file; ``src`` answers byte ranges, for a picture also ``?w=`` one of ``sizes``."""

    id = fields.String(required=True)
    kind = choice("picture", "audio", "video", "file", required=True)
    type = fields.String(required=True)
    bytes = fields.Integer(required=True)
    name = fields.String(required=True)
    width = fields.Integer(required=True, allow_none=True)
    height = fields.Integer(required=True, allow_none=True)
    duration_s = fields.Float(required=True, allow_none=True)
    src = fields.String(required=True)
    sizes = fields.List(fields.Integer(), required=True)


class BlockSchema(Schema):
    """A block as it is written: a text has ``html``, a picture ``media``, ``alt`` and ``caption``, a file ``title``."""

    kind = choice(*FIELDS, required=True)
    html = Text(least=0, most=HTML_MOST, lines=True)
    media = MediaId()
    alt = Text(least=0, most=200)
    caption = Text(least=0, most=200)
    title = Text(least=0, most=100)

    @validates_schema
    def check_kind(self, data: dict[str, Any], **_: Any) -> None:
        """Exactly what its kind has; words may be left out, the file and the text may not."""
        if data.get("kind") not in FIELDS:
            return
        known = FIELDS[data["kind"]]
        faults = {name: ["这一种内容没有这一项"] for name in data if name != "kind" and name not in known}
        faults |= {name: ["请填写这一项"] for name in ("html", "media") if name in known and name not in data}
        if faults:
            raise ValidationError(faults)


class ShownBlockSchema(Schema):
    """A block as it is shown: its HTML is clean, its file has an address."""

    kind = choice(*FIELDS, required=True)
    html = fields.String()
    media = fields.Nested(MediaSchema)
    alt = fields.String()
    caption = fields.String()
    title = fields.String()


def written_blocks(**kwargs: Any) -> fields.List[Any]:
    """A whole text as it is written."""
    most = validate.Length(max=BLOCKS_MOST, error=f"一篇最多 {BLOCKS_MOST} 段，请分成几篇")
    return fields.List(fields.Nested(BlockSchema), validate=most, **kwargs)


def shown_blocks() -> fields.List[Any]:
    """A whole text as it is shown."""
    return fields.List(fields.Nested(ShownBlockSchema), required=True)


class StartUploadSchema(Schema):
    """Begin an upload; without ``branch`` it belongs to the first branch I may upload for."""

    client_id = ClientId(required=True)
    name = Text(most=200, required=True)
    bytes = fields.Integer(required=True, strict=True, validate=validate.Range(1, LENGTH_MOST, error="这个文件是空的"))
    branch = Id(load_default=None, allow_none=True)


class StartOwnUploadSchema(StartUploadSchema):
    """Begin to hand in a file; it is for those who look after ``branch``."""

    branch = Id(required=True)


class UploadSchema(Schema):
    """An upload: ``received`` are the numbers of the parts that are there, from 0."""

    id = fields.String(required=True)
    state = choice("uploading", "ready", required=True)
    part_bytes = fields.Integer(required=True)
    parts = fields.Integer(required=True)
    received = fields.List(fields.Integer(), required=True)


class PictureQuery(Schema):
    """How many pixels wide a picture is wanted; the next wider one that exists comes."""

    w = fields.Integer(load_default=None, validate=validate.Range(1, 10_000, error="宽度应当在 1 到 10000 之间"))
