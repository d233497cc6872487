"""What the product consists of: registration is data.

A new feature adds its names here and nowhere else.
"""

from __future__ import annotations

from weiguang.access.limits import Limit
from weiguang.account import routes as account
from weiguang.branches import routes as branches
from weiguang.branches.models import Application, Branch
from weiguang.checkins import routes as checkins
from weiguang.checkins.models import Point
from weiguang.events import routes as events
from weiguang.events.models import Event, Registration
from weiguang.notices import jobs as notices_jobs, routes as notices
from weiguang.notices.models import Delivery, InboxRow, Notice, Subscription
from weiguang.participation import jobs as participation_jobs, routes as participation
from weiguang.participation.models import Fold, Number, Participation, Total
from weiguang.people.models import Person, SignInCode
from weiguang.storage.documents import Document
from weiguang.storage.pictures import Picture
from weiguang.study import routes as study
from weiguang.study.models import Course, Lesson, LessonNote
from weiguang.voice import routes as voice
from weiguang.voice.models import Suggestion
from weiguang.web import site
from weiguang.web.blueprint import Blueprint
from weiguang.wishes import jobs as wishes_jobs, routes as wishes
from weiguang.wishes.models import Beneficiary, Wish
from weiguang.work.leases import Lease
from weiguang.work.worker import Runner

BLUEPRINTS: tuple[Blueprint, ...] = (
    site.blp,
    account.blp,
    branches.blp,
    participation.blp,
    study.blp,
    checkins.blp,
    events.blp,
    wishes.blp,
    voice.blp,
    notices.blp,
)

MODELS: tuple[type[Document], ...] = (
    Limit,
    Person,
    SignInCode,
    Branch,
    Application,
    Participation,
    Total,
    Fold,
    Number,
    Course,
    Lesson,
    LessonNote,
    Point,
    Event,
    Registration,
    Wish,
    Beneficiary,
    Picture,
    Suggestion,
    Notice,
    InboxRow,
    Delivery,
    Subscription,
    Lease,
)

RUNNERS: tuple[Runner, ...] = (
    wishes_jobs.run_deriving,
    participation_jobs.run_projector,
    notices_jobs.run_sending,
    notices_jobs.run_pushing,
)

WATCHED = ["participations", "wishes", "notices"]
"""Collections whose changes wake the worker."""

DERIVING: tuple[Runner, ...] = (wishes_jobs.run_deriving,)
"""Runners that derive ledger rows from living documents; a recount lets them come to rest first."""
