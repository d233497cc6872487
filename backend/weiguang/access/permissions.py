"""The permission table. A non-programmer can audit it: a role on the left, what it may do on the right."""

from __future__ import annotations

FAIR = frozenset(
    {
        "wish.release",
        "wish.collect",
        "wish.review",
        "wish.deliver",
        "claim.contact",
        "wish.print",
        "claim.help",
        "fund.record",
        "wish.report",
    }
)
"""What it takes to run a fair: from collecting wishes to the closing report."""

FILES = frozenset({"media.upload"})
"""To bring pictures, recordings and papers for what one writes."""

HOURS = frozenset({"hours.propose", "hours.approve"})
"""To look after volunteer hours. Two people are needed for what is added by hand, so more than one role holds both."""

MEETINGS = frozenset({"meeting.convene", "check_in.desk"})
"""To hold meetings: whoever convenes one shows its code and looks people up at its door."""

LOOK = frozenset({"study.look"})
"""To see who needs a hand with a lesson: whoever knows them, and nobody above."""

SCHOOL = frozenset({"school.manage"})
"""To run terms of the Party school: enrolment, timetable, assignments and certificates."""

ROLES: dict[str, frozenset[str]] = {
    "secretary": frozenset(
        {"branch.members", "branch.approve", "notice.send", "participation.rows", "story.write", "study.write"}
    )
    | HOURS
    | FILES
    | MEETINGS
    | LOOK,
    "organiser": frozenset({"event.manage", "check_in.desk", "centre.manage", "notice.send"}) | FAIR | HOURS | FILES,
    "committee": frozenset(
        {
            "branch.members",
            "branch.approve",
            "event.manage",
            "check_in.desk",
            "centre.manage",
            "notice.send",
            "participation.rows",
            "story.write",
            "study.write",
        }
    )
    | FAIR
    | HOURS
    | FILES
    | MEETINGS
    | SCHOOL,
    "volunteer": frozenset({"claim.help"}),
    "social_worker": frozenset({"wish.collect"}),
    "operator": frozenset(),
}

PERMISSIONS = frozenset().union(*ROLES.values())
