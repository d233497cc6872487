"""Volunteer hours: what machines recorded, what people added, and how either is put right.

**Recorded by machine.** A check-out is the ledger row ``stay:POINT:PERSON:DAY`` (kind service, measure hours, quantity
minutes). Where nobody checked out, the worker closed the stay at the shift's end with the flag ``forgotten``, no
minutes, and ``most``, what they can have been: it counts for nothing until somebody of the staff looked at it. That
look is one more row, ``STAY:out``, whose natural key lets one of two lookers win, or of a looker and a real check-out
that arrives late; its quantity is at most ``most``, and the flag, which is bookkeeping for the list of what is left to
look at, then becomes ``checked``.

**Added by hand.** One person proposes, a second with the permission approves or refuses; neither may be the one who
gains by it. Corrections of rows go the same way, because a correction is a hand's work too. A volunteer may ask for
either with a text; whoever answers with minutes is the proposer. One document carries it all:

asked → proposed → approved or refused; asked → refused; staff begin at proposed.

Each step is one conditional write on that document. Approval marks it ``due``: its ledger row is derived from it, at
once or by the worker after a crash, and the natural key (``hand:EVENT:PERSON:DAY``, or ``corrected:CHANGE``, which
refers to the corrected row) makes twice once. ``key`` holds the place of what is under way: one open change per row,
and one addition per person, event and day.

**Always.** An entry that a hand touched is never among the machine's figures. Minutes are added as minutes; as hours
they are shown with one decimal, cut and never rounded up. Nobody is compared with anybody.
"""
