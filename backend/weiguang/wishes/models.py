"""Stored wishes."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import (
    BinaryField,
    BooleanField,
    DateTimeField,
    DictField,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Wish(Document):
    """One wish; ``_id`` is its printed code, ``line`` its host's branch and all above, ``by`` a day.

    ``claim`` is null or holds: ``who`` (``p:PERSON``, or ``c:`` and a digest of the phone), ``client`` and ``identity``
    (keyed digests of the client id, and of phone and name), ``fingerprint`` of the body, ``number``, ``sealed`` (name
    and phone), ``name_masked``, ``phone_masked``, ``message``, ``branches`` and ``credited`` of a member,
    ``claimed_at``, ``promise_by`` (a day, where it is not the wish's own), ``channel`` (`rules.CHANNELS`),
    ``organisation`` and ``confirmed``: an unconfirmed remote claim gives way to whoever holds the card's tear-off code.
    A claim that staff took down also has its ``helper`` (``p:PERSON``), the ``witness_sealed`` who saw the consent, and
    ``received_at`` when it was keyed in after its true time.

    ``hold`` is null or keeps an open wish for a ``client`` (digest) ``until`` a moment. ``card`` is null or has the
    ``version`` of the printed card, when it was ``printed_at``, and the client ids of ``prints`` and of ``replaced``.
    ``funded`` is null or the ``allocation`` of the sale fund that covers it, with ``fen`` and ``at``; ``fund_due`` is
    what the fund does not know yet. ``withdrawn`` is null or why it was taken down; while it has ``ended_at``, who the
    wish was for is not forgotten yet. ``delivery`` is null or the stop of a delivery team. ``step_at`` is when the
    scheduler looks at the wish next. ``author`` collected it, by a form (``source`` has its ``client`` and
    ``fingerprint``) or a spreadsheet (``import`` and the row's ``digest``); ``revision`` counts its texts,
    ``review_note`` is what the reviewer wrote. ``history`` is its path (`life.history_line`). ``finished`` holds what
    the organiser recorded without a team or without thanks. ``displaced`` holds claims that gave way to a card or a
    paper list, or whose end nothing else could tell, each a ``todo`` until ``settled``: somebody called, and the sealed
    name and phone are gone. ``returned`` holds the clients of claims given back, ``released`` the client ids of
    releases, and ``ledger_due`` what the ledger does not know yet. ``telling`` is what its claimant is to be told
    (`telling.make_telling`; `weiguang.reactions` does it).
    """

    id = StringField(primary_key=True)
    serial = IntField()
    fair = ObjectIdField()
    fair_title = StringField()
    line = ListField(ObjectIdField())
    item = StringField()
    story = StringField()
    group = StringField()
    age_band = StringField()
    district = StringField()
    organisation = StringField()
    deliver_hint = StringField()
    by = StringField(null=True)
    invented = BooleanField()
    state = StringField()
    claim = DictField(null=True)
    returned = ListField(StringField())
    released = ListField(StringField())
    displaced = ListField(DictField())
    ledger_due = ListField(DictField())
    telling = ListField(DictField())
    history = ListField(DictField())
    hold = DictField(null=True)
    card = DictField(null=True)
    delivery = DictField(null=True)
    funded = DictField(null=True)
    fund_due = ListField(DictField())
    withdrawn = DictField(null=True)
    finished = DictField(null=True)
    step_at = DateTimeField(null=True)
    author = ObjectIdField(null=True)
    source = DictField(null=True)
    revision = IntField()
    review_note = StringField()
    meta = {"collection": "wishes"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("fair", 1), ("serial", 1)], name="wall", unique=True),
        IndexModel([("serial", 1), ("_id", 1)], name="all"),
        IndexModel([("fair", 1), ("state", 1), ("serial", 1)], name="state"),
        # Also holds everything that a board counts, so that counting reads no document.
        IndexModel([("fair", 1), ("state", 1), ("group", 1), ("serial", 1), ("district", 1)], name="board"),
        IndexModel([("fair", 1), ("state", 1), ("district", 1), ("serial", 1)], name="district"),
        IndexModel(
            "claim.client", name="client", unique=True, partialFilterExpression={"claim.client": {"$exists": True}}
        ),
        IndexModel(
            [("claim.who", 1), ("claim.claimed_at", -1), ("_id", -1)],
            name="claimant",
            partialFilterExpression={"claim.who": {"$exists": True}},
        ),
        IndexModel(
            [("fair", 1), ("claim.claimed_at", -1)],
            name="recent",
            partialFilterExpression={"claim.claimed_at": {"$exists": True}},
        ),
        IndexModel(
            "step_at", name="step", partialFilterExpression={"step_at": {"$type": "date"}}
        ),  # what the scheduler has to look at
        IndexModel(
            [("fair", 1), ("displaced.todo", 1)],
            name="displaced",
            partialFilterExpression={"displaced.todo": {"$exists": True}},
        ),
        IndexModel(
            [("delivery.team", 1), ("delivery.day", 1), ("district", 1), ("delivery.seq", 1), ("_id", 1)],
            name="stop",
            partialFilterExpression={"delivery.team": {"$exists": True}},
        ),
        IndexModel(
            "delivery.closed_at", name="purge", partialFilterExpression={"delivery.closed_at": {"$exists": True}}
        ),
        IndexModel(
            "withdrawn.ended_at", name="forget", partialFilterExpression={"withdrawn.ended_at": {"$exists": True}}
        ),
        IndexModel(
            "finished.ended_at", name="finished", partialFilterExpression={"finished.ended_at": {"$exists": True}}
        ),
        IndexModel("telling.key", name="telling", partialFilterExpression={"telling.key": {"$exists": True}}),
        IndexModel(
            "fund_due.allocation", name="fund", partialFilterExpression={"fund_due.allocation": {"$exists": True}}
        ),
        IndexModel(
            [("author", 1), ("source.client", 1)],
            name="form",
            unique=True,
            partialFilterExpression={"source.client": {"$exists": True}},
        ),
        IndexModel("ledger_due.key", name="due", partialFilterExpression={"ledger_due.key": {"$exists": True}}),
    ]


class Beneficiary(Document):
    """The sealed identity behind one wish; ``_id`` is the wish's code."""

    id = StringField(primary_key=True)
    sealed = BinaryField()
    stored_at = DateTimeField()
    meta = {"collection": "beneficiaries"}
