"""Notices: write one, know beforehand whom it reaches, send or schedule it, follow it.

A notice is its own work item. Posting it is one insert, and that same document carries what a worker needs:
``due_at`` (when somebody may take it: its time to go, or the end of the lease of whoever holds it), a fence, and a
cursor. There is no second write that a crash could lose, so an acknowledged notice always goes out.

Life of a notice: scheduled → sending → sent, or expired when its time ran out before anybody got it. The worker walks
the audience by person id, a page a step. For each person it inserts an inbox row (``NOTICE:PERSON``) and, for those
with a push subscription, a delivery (``NOTICE:PERSON:webpush``). Both ids are natural keys, so a page walked twice,
after a kill, is a page walked once. The cursor is saved under the fence. At the end one ledger row counts the notice.

Life of a delivery: queued → sending → sent, gone, failed (with a reason) or expired; it always ends in one of these.
The inbox is the channel that always works; a push is best effort and at least once, and its tag makes a second one
replace the first on the phone.

A notice to one person (`personal`) is written by the system itself: its id comes from the key of what it tells, so
telling twice is telling once. It has no audience, no sender, and no row in the ledger.

Nothing here knows what an audience is made of: `addressing` holds the table that `weiguang.audiences` hands in.
"""
