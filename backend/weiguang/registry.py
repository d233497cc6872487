"""What the product consists of: registration is data.

A new feature adds its names here and nowhere else.
"""

from __future__ import annotations

from weiguang import reactions
from weiguang.access.limits import Limit
from weiguang.account import routes as account
from weiguang.branches import routes as branches
from weiguang.branches.models import Application, Branch
from weiguang.checkins import jobs as checkins_jobs, routes as checkins
from weiguang.checkins.centres import routes as centres
from weiguang.checkins.centres.models import Centre
from weiguang.checkins.desks import routes as checkin_desks
from weiguang.checkins.footfall import jobs as footfall_jobs, routes as footfall
from weiguang.checkins.footfall.models import Footfall
from weiguang.checkins.hours import jobs as hours_jobs, routes as hours
from weiguang.checkins.hours.certificates import routes as certificates
from weiguang.checkins.hours.certificates.models import Certificate
from weiguang.checkins.hours.models import HourChange
from weiguang.checkins.models import CheckInConflict, Point
from weiguang.checkins.walking import jobs as walking_jobs, routes as walking
from weiguang.checkins.walking.models import Route
from weiguang.events import routes as events
from weiguang.events.models import Event, Follower, Registration
from weiguang.events.programme import routes as programme
from weiguang.events.programme.models import Programme
from weiguang.events.signing_up import jobs as signing_up_jobs, routes as signing_up
from weiguang.events.signing_up.models import Reminder, Roster
from weiguang.media import jobs as media_jobs, routes as media
from weiguang.media.models import Media, Part
from weiguang.meetings import jobs as meetings_jobs, routes as meetings
from weiguang.meetings.minutes import routes as minutes
from weiguang.meetings.minutes.models import MinutesRevision
from weiguang.meetings.models import Apology, Meeting
from weiguang.notices import jobs as notices_jobs, routes as notices
from weiguang.notices.models import Delivery, InboxRow, Notice, Subscription
from weiguang.participation import jobs as participation_jobs, routes as participation
from weiguang.participation.models import Fold, Number, Participation, Total
from weiguang.people.models import Person, SignInCode
from weiguang.school import routes as school
from weiguang.school.assignments import routes as school_assignments
from weiguang.school.assignments.models import Assignment, Submission
from weiguang.school.models import Enrolment, Term
from weiguang.school.sessions import routes as school_sessions
from weiguang.school.sessions.models import SchoolSession
from weiguang.storage.documents import Document
from weiguang.storage.pictures import Picture
from weiguang.stories import jobs as stories_jobs, routes as stories
from weiguang.stories.models import Story
from weiguang.study import routes as study
from weiguang.study.learning import jobs as learning_jobs, routes as learning
from weiguang.study.learning.models import Learning
from weiguang.study.models import Course, Lesson, LessonNote, LessonVersion
from weiguang.study.writing import jobs as writing_jobs, routes as writing
from weiguang.voice import routes as voice
from weiguang.voice.models import Suggestion
from weiguang.web import pages, site
from weiguang.web.blueprint import Blueprint
from weiguang.wishes import jobs as wishes_jobs, routes as wishes
from weiguang.wishes.closing import routes as closing
from weiguang.wishes.collecting import jobs as collecting_jobs, routes as collecting
from weiguang.wishes.collecting.models import Import, ImportPart, Wall
from weiguang.wishes.delivery import jobs as delivery_jobs, routes as delivery
from weiguang.wishes.delivery.models import Team
from weiguang.wishes.fund import jobs as fund_jobs, routes as fund
from weiguang.wishes.fund.models import Fund
from weiguang.wishes.models import Beneficiary, Wish
from weiguang.wishes.printing import routes as printing
from weiguang.wishes.promises import jobs as promises_jobs, routes as promises
from weiguang.wishes.taking import jobs as taking_jobs, routes as taking
from weiguang.wishes.taking.models import ClaimConflict
from weiguang.work.leases import Lease
from weiguang.work.worker import Runner

BLUEPRINTS: tuple[Blueprint, ...] = (
    site.blp,
    account.blp,
    branches.blp,
    participation.blp,
    media.blp,
    study.blp,
    learning.blp,
    writing.blp,
    stories.blp,
    meetings.blp,
    minutes.blp,
    school.blp,
    school_sessions.blp,
    school_assignments.blp,
    checkins.blp,
    checkin_desks.blp,
    centres.blp,
    footfall.blp,
    walking.blp,
    hours.blp,
    certificates.blp,
    events.blp,
    programme.blp,
    signing_up.blp,
    wishes.blp,
    collecting.blp,
    delivery.blp,
    taking.blp,
    fund.blp,
    closing.blp,
    printing.blp,
    promises.blp,
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
    Media,
    Part,
    Course,
    Lesson,
    LessonNote,
    LessonVersion,
    Learning,
    Story,
    Meeting,
    Apology,
    MinutesRevision,
    Term,
    Enrolment,
    SchoolSession,
    Assignment,
    Submission,
    Point,
    CheckInConflict,
    Centre,
    Footfall,
    Route,
    HourChange,
    Certificate,
    Event,
    Registration,
    Roster,
    Reminder,
    Follower,
    Programme,
    Wish,
    Beneficiary,
    Import,
    ImportPart,
    Wall,
    Team,
    ClaimConflict,
    Fund,
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
    collecting_jobs.run_imports,
    collecting_jobs.run_opening,
    taking_jobs.run_deciding,
    fund_jobs.run_repairing,
    delivery_jobs.run_purging,
    promises_jobs.run_steps,
    stories_jobs.run_publishing,
    checkins_jobs.run_closing,
    checkins_jobs.run_deciding,
    footfall_jobs.run_closing_days,
    walking_jobs.run_points,
    reactions.run_telling,
    reactions.run_event_telling,
    signing_up_jobs.run_gathering,
    reactions.run_seat_telling,
    reactions.run_reminding,
    hours_jobs.run_deriving,
    reactions.run_hours_telling,
    meetings_jobs.run_deriving,
    reactions.run_meeting_telling,
    reactions.run_school_telling,
    writing_jobs.run_publishing,
    writing_jobs.run_showing,
    learning_jobs.run_filling,
    media_jobs.run_clearing,
    participation_jobs.run_projector,
    notices_jobs.run_sending,
    notices_jobs.run_pushing,
)

WATCHED = [
    "participations",
    "wishes",
    "notices",
    "events",
    "rosters",
    "meetings",
    "minutes_revisions",
    "terms",
    "enrolments",
    "school_sessions",
    "assignments",
    "submissions",
]
"""Collections whose changes wake the worker."""

FACES: pages.Faces = {"S": stories.face_of}
"""What stands in the pages of which addresses, by the first part of the address."""

DERIVING: tuple[Runner, ...] = (wishes_jobs.run_deriving, hours_jobs.run_deriving, meetings_jobs.run_deriving)
"""Runners that derive ledger rows from living documents; a recount lets them come to rest first."""
