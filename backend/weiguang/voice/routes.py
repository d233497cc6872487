"""Complaints and suggestions over HTTP."""

from __future__ import annotations

from typing import Any

from flask import g, request

from weiguang.voice import service
from weiguang.voice.schemas import SuggestedSchema, SuggestionSchema
from weiguang.web.blueprint import Blueprint

blp = Blueprint("voice", __name__, url_prefix="/suggestions", description="投诉建议")


@blp.route("", methods=["POST"])
@blp.public
@blp.arguments(SuggestionSchema)
@blp.also(200, SuggestedSchema)
@blp.answers(201, SuggestedSchema)
def suggest(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Tell us; no account needed."""
    kept, new = service.suggest(actor=g.actor, address=request.remote_addr or "", now=g.now, **body)
    return {"id": kept}, 201 if new else 200
