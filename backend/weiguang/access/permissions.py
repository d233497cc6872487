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

HOURS = frozenset({"hours.propose", "hours.approve"})
"""To look after volunteer hours. Two people are needed for what is added by hand, so more than one role holds both."""

ROLES: dict[str, frozenset[str]] = {
    "secretary": frozenset({"branch.members", "branch.approve", "notice.send", "participation.rows"}) | HOURS,
    "organiser": frozenset({"event.manage", "check_in.desk", "centre.manage", "notice.send"}) | FAIR | HOURS,
    "committee": frozenset(
        {
            "branch.members",
            "branch.approve",
            "event.manage",
            "check_in.desk",
            "centre.manage",
            "notice.send",
            "participation.rows",
        }
    )
    | FAIR
    | HOURS,
    "volunteer": frozenset({"claim.help"}),
    "social_worker": frozenset({"wish.collect"}),
    "operator": frozenset(),
}

PERMISSIONS = frozenset().union(*ROLES.values())
