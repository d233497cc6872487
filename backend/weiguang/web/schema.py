"""The schema base and the typed fields through which every value enters.

A field of an open type (``Raw``, ``Dict``) would let ``{"$ne": ""}`` reach a query, so there is none here.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId
from marshmallow import RAISE, Schema as MarshmallowSchema, ValidationError, fields, validate

from weiguang.storage.clock import YEARS

_PHONE = re.compile(r"1[3-9][0-9]{9}")
MESSAGES: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "请填写这一项",
    "null": "这一项不能为空",
    "invalid": "格式不对",
}


fields.Field.default_error_messages = fields.Field.default_error_messages | MESSAGES


class Schema(MarshmallowSchema):
    """Refuses unknown fields and keeps declaration order."""

    error_messages = {"unknown": "没有这一项", "type": "格式不对", "invalid": "格式不对"}  # noqa: RUF012

    class Meta:
        """Strict by default."""

        unknown = RAISE


class Text(fields.String):
    """Text of people: trimmed, no control characters, no lone surrogates; ``lines`` allows line breaks."""

    def __init__(self, *, least: int = 1, most: int, lines: bool = False, **kwargs: Any) -> None:
        """``least`` and ``most`` count characters after trimming."""
        self.lines = lines
        super().__init__(
            validate=validate.Length(least, most, error=f"请填写 {least} 到 {most} 个字"),
            error_messages=MESSAGES,
            **kwargs,
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).strip()
        allowed = "\n\t" if self.lines else ""
        text = text.replace("\r\n", "\n") if self.lines else text
        if text.isprintable():  # the usual case, decided in C
            return text
        if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in allowed for letter in text):
            raise ValidationError("含有不能识别的字符")
        return text


class Phone(fields.String):
    """A mainland mobile number; spaces and hyphens are forgiven, as is a leading +86."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = re.sub(r"[\s\-]", "", super()._deserialize(value, attr, data, **kwargs)).removeprefix("+86")
        if not _PHONE.fullmatch(text):
            raise ValidationError("请填写 11 位手机号")
        return text


class Id(fields.Field[ObjectId]):
    """An ObjectId in hex."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> ObjectId:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9a-fA-F]{24}", value):
            raise ValidationError("编号不对")
        return ObjectId(value)


class Instant(fields.AwareDateTime):
    """RFC 3339 with an offset; becomes UTC. A time without an offset is refused, never guessed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            format="iso",
            default_timezone=None,
            error_messages={**MESSAGES, "invalid_awareness": "时间要带时区"},
            **kwargs,
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str):
            raise ValidationError("格式不对")
        moment = super()._deserialize(value, attr, data, **kwargs)
        if not 2000 <= moment.year <= 2100:
            raise ValidationError("时间不对")
        return moment.astimezone(UTC)


class Day(fields.Date):
    """A calendar day, ``YYYY-MM-DD``; stays text."""

    def __init__(self, **kwargs: Any) -> None:
        """Say in Chinese what a day looks like."""
        super().__init__(error_messages={**MESSAGES, "invalid": "日期要写成 2023-06-28 这样"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # type: ignore[override]
        day = super()._deserialize(value, attr, data, **kwargs)
        if day.year not in YEARS:
            raise ValidationError("日期不对，请检查年份")
        return day.isoformat()


class ClientId(fields.UUID):
    """The UUID a phone gives to one act, so that sending it twice is one act."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # type: ignore[override]
        if not isinstance(value, str):
            raise ValidationError("格式不对")
        return str(super()._deserialize(value, attr, data, **kwargs))


class Flag(fields.Boolean):
    """A JSON boolean and nothing that looks like one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("请填 true 或 false")
        return value


class Page(Schema):
    """Query of a cursor page."""

    limit = fields.Integer(load_default=20, strict=False, validate=validate.Range(1, 100, error="每页 1 到 100 条"))
    cursor = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 400))


def choice(*values: str, **kwargs: Any) -> fields.String:
    """One of ``values``."""
    return fields.String(validate=validate.OneOf(values, error="只能从给出的选项里选"), **kwargs)
