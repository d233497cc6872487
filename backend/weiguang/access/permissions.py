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

ROLES: dict[str, frozenset[str]] = {
    "secretary": frozenset({"branch.members", "branch.approve", "notice.send", "participation.rows"}),
    "organiser": frozenset({"event.manage", "check_in.desk", "notice.send"}) | FAIR,
    "committee": frozenset(
        {
            "branch.members",
            "branch.approve",
            "event.manage",
            "check_in.desk",
            "notice.send",
            "participation.rows",
        }
    )
    | FAIR,
    "volunteer": frozenset({"claim.help"}),
    "social_worker": frozenset({"wish.collect"}),
    "operator": frozenset(),
}

PERMISSIONS = frozenset().union(*ROLES.values())
