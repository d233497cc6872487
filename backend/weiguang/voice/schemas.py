"""Shapes of suggestions."""

from __future__ import annotations

from marshmallow import fields

from weiguang.web.schema import ClientId, Schema, Text


class SuggestionSchema(Schema):
    """A complaint or suggestion; a contact only if an answer is wanted."""

    client_id = ClientId(required=True)
    text = Text(most=2000, lines=True, required=True)
    contact = Text(least=0, most=100, load_default="")


class SuggestedSchema(Schema):
    """Kept."""

    id = fields.String(required=True)
