"""Closing a fair: the report, and taking a wish down.

The measure of a fair is the wishes delivered (件). The report says how many of those that hung on the wall were, how
long each step took, what the sale fund paid, and which cases are still open and why. It names no person: a wish's path
is its acts and their times, and how a claim came in.

Withdrawing (撤下) ends a wish that cannot or need not be granted, with a reason from a short list. It is one write: the
ledger is corrected when a claim stood, whose claimant is told so (`weiguang.wishes.telling`) or, where nothing reaches
them, becomes somebody to call (``displaced``), and the sale fund gets back what it had allocated. What was delivered is
never withdrawn. Who the wish was for is forgotten a while after, as after the feedback
(`weiguang.wishes.delivery.jobs`).
"""
