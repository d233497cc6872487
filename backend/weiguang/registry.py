"""What the product consists of: registration is data.

A new feature adds its names here and nowhere else.
"""

from __future__ import annotations

from weiguang.access.limits import Limit
from weiguang.account import routes as account
from weiguang.branches import routes as branches
from weiguang.branches.models import Application, Branch
from weiguang.participation import jobs as participation_jobs, routes as participation
from weiguang.participation.models import Fold, Number, Participation, Total
from weiguang.people.models import Person, SignInCode
from weiguang.storage.documents import Document
from weiguang.web import site
from weiguang.web.blueprint import Blueprint
from weiguang.work.jobs import Job
from weiguang.work.leases import Lease
from weiguang.work.worker import Runner

BLUEPRINTS: tuple[Blueprint, ...] = (
    site.blp,
    account.blp,
    branches.blp,
    participation.blp,
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
    Job,
    Lease,
)

RUNNERS: tuple[Runner, ...] = (participation_jobs.run_projector,)

WATCHED = ["participations", "wishes", "jobs"]
"""Collections whose changes wake the worker."""

DERIVING: tuple[Runner, ...] = ()
"""Runners that derive ledger rows from living documents; a recount lets them come to rest first."""
