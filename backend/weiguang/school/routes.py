"""Terms and enrolments over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import g

from weiguang.school import certifying, enrolling, service, terms, viewing
from weiguang.school.schemas import (
    EnrolmentDecisionSchema,
    EnrolmentItemSchema,
    EnrolmentSchema,
    EnrolmentsQuery,
    IssuingTermCertificateSchema,
    NewEnrolmentSchema,
    NewTermSchema,
    TermCertificateSchema,
    TermChangesSchema,
    TermItemSchema,
    TermSchema,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.schema import Page

blp = Blueprint("school", __name__, description="社会组织党校")

TermPage = cursor.page_of(TermItemSchema)


@blp.route("/school/terms")
@blp.signed_in
@blp.arguments(Page, location="query")
@blp.answers(200, TermPage)
def list_terms(query: dict[str, Any]) -> dict[str, Any]:
    """The terms that I may apply to, the latest first."""
    return _page(service.list_terms, query)


@blp.route("/school/terms/managed")
@blp.requires("school.manage")
@blp.arguments(Page, location="query")
@blp.answers(200, TermPage)
def list_managed(query: dict[str, Any]) -> dict[str, Any]:
    """The terms that my role reaches."""
    return _page(service.list_managed, query)


def _page(listed: Any, query: dict[str, Any]) -> dict[str, Any]:
    found = listed(actor=g.actor, after=cursor.decode(query["cursor"], str, ObjectId), limit=query["limit"])
    items, following = cursor.page(found, query["limit"], service.position_of)
    return {"items": service.show_items(items, actor=g.actor, now=g.now), "next": following}


@blp.route("/school/terms", methods=["POST"])
@blp.requires("school.manage")
@blp.arguments(NewTermSchema)
@blp.also(200, TermSchema)
@blp.answers(201, TermSchema)
def make_term(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Make a term."""
    made, new = terms.make_term(actor=g.actor, now=g.now, **body)
    return viewing.show(made, actor=g.actor, now=g.now), 201 if new else 200


@blp.route("/school/terms/<oid:term>")
@blp.signed_in
@blp.answers(200, TermSchema)
def show_term(term: ObjectId) -> dict[str, Any]:
    """One term."""
    return viewing.show_term(actor=g.actor, term=term, now=g.now)


@blp.route("/school/terms/<oid:term>", methods=["PATCH"])
@blp.requires("school.manage")
@blp.arguments(TermChangesSchema)
@blp.answers(200, TermSchema)
def change_term(body: dict[str, Any], term: ObjectId) -> dict[str, Any]:
    """Change a term, or call it off."""
    changed = terms.change_term(actor=g.actor, term=term, changes=body, now=g.now)
    return viewing.show(changed, actor=g.actor, now=g.now)


@blp.route("/school/terms/<oid:term>/enrolment", methods=["PUT"])
@blp.signed_in
@blp.arguments(NewEnrolmentSchema)
@blp.answers(200, EnrolmentSchema)
def apply(body: dict[str, Any], term: ObjectId) -> dict[str, Any]:
    """Apply."""
    return viewing.show_enrolment(enrolling.apply(actor=g.actor, term=term, note=body["note"], now=g.now))


@blp.route("/school/terms/<oid:term>/enrolment", methods=["DELETE"])
@blp.signed_in
@blp.answers(204)
def withdraw(term: ObjectId) -> None:
    """Withdraw my application, or give my seat back."""
    enrolling.withdraw(actor=g.actor, term=term, now=g.now)


@blp.route("/school/terms/<oid:term>/enrolments")
@blp.requires("school.manage")
@blp.arguments(EnrolmentsQuery, location="query")
@blp.answers(200, cursor.page_of(EnrolmentItemSchema))
def list_enrolments(query: dict[str, Any], term: ObjectId) -> dict[str, Any]:
    """Who applied, and how the trainees stand."""
    after = cursor.decode(query["cursor"], str)
    rows = viewing.list_enrolments(
        actor=g.actor, term=term, state=query["state"], after=after[0] if after else None, limit=query["limit"]
    )
    items, following = cursor.page(rows, query["limit"], lambda row: (row["key"],))
    return {"items": [{name: row[name] for name in row if name != "key"} for row in items], "next": following}


@blp.route("/school/terms/<oid:term>/enrolments/<oid:person>/decision", methods=["PUT"])
@blp.requires("school.manage")
@blp.arguments(EnrolmentDecisionSchema)
@blp.answers(200, EnrolmentSchema)
def decide(body: dict[str, Any], term: ObjectId, person: ObjectId) -> dict[str, Any]:
    """Approve, or refuse with a reason."""
    return viewing.show_enrolment(enrolling.decide(actor=g.actor, term=term, person=person, now=g.now, **body))


@blp.route("/school/terms/<oid:term>/certificates/<oid:person>", methods=["PUT"])
@blp.requires("school.manage")
@blp.arguments(IssuingTermCertificateSchema)
@blp.also(200, TermCertificateSchema)
@blp.answers(201, TermCertificateSchema)
def issue(body: dict[str, Any], term: ObjectId, person: ObjectId) -> tuple[dict[str, Any], int]:
    """Issue a trainee's certificate, or one that replaces a wrong one."""
    made, new = certifying.issue(actor=g.actor, term=term, person=person, replaces=body["replaces"], now=g.now)
    return made, 201 if new else 200
