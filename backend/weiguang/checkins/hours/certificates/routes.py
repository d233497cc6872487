"""Certificates over HTTP: the owner's, and verifying by the code on the paper."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, request

from weiguang.checkins.hours.certificates import drawing, issuing, service
from weiguang.checkins.hours.certificates.schemas import (
    CertificateItemSchema,
    CertificateSchema,
    IssuingSchema,
    OwnCertificateSchema,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.schema import Page
from weiguang.web.site import settings_of

blp = Blueprint("certificates", __name__, description="志愿服务记录证明")


@blp.route("/me/certificates", methods=["POST"])
@blp.signed_in
@blp.arguments(IssuingSchema)
@blp.also(200, OwnCertificateSchema)
@blp.answers(201, OwnCertificateSchema)
def issue(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Have my hours certified; free, and at once."""
    made, new = issuing.issue(actor=g.actor, now=g.now, **body)
    return service.show_own(made, settings_of(current_app).base_url), 201 if new else 200


@blp.route("/me/certificates")
@blp.signed_in
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(CertificateItemSchema))
def list_own(query: dict[str, Any]) -> dict[str, Any]:
    """My certificates, newest first."""
    rows = service.list_own(actor=g.actor, after=cursor.decode(query["cursor"], int, str), limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: row["position"])
    return {"items": [{name: row[name] for name in row if name != "position"} for row in items], "next": following}


@blp.route("/me/certificates/<code:certificate>")
@blp.signed_in
@blp.answers(200, OwnCertificateSchema)
def show_own(certificate: str) -> dict[str, Any]:
    """One of my certificates."""
    found = service.own_certificate(g.actor.person, certificate)
    return service.show_own(found, settings_of(current_app).base_url)


@blp.route("/me/certificates/<code:certificate>/pdf")
@blp.signed_in
@blp.answers(200, content_type="application/pdf")
def download(certificate: str) -> Response:
    """One of my certificates as a PDF file of A4 pages."""
    found = service.own_certificate(g.actor.person, certificate)
    made = drawing.draw_certificate(service.show_own(found, settings_of(current_app).base_url))
    name = {"Content-Disposition": f'attachment; filename="{found["number"]}.pdf"'}
    return Response(made, mimetype="application/pdf", headers=name | {"Cache-Control": "private, no-store"})


@blp.route("/certificates/<code:certificate>")
@blp.public
@blp.answers(200, CertificateSchema)
def verify(certificate: str) -> dict[str, Any]:
    """What the paper with this code says, and whether it is still good."""
    return service.verify(code=certificate, address=request.remote_addr or "", now=g.now)
