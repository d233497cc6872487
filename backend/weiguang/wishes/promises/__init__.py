"""Keeping the promise: from a claim to the goods in hand, and nobody left waiting in between.

`steps` is a durable scheduler. A wish carries in ``step_at`` when it is looked at next; the claim sets it, and each
look is one conditional write on the value that was read, which does the step and sets the next one. So every step is
made once, whatever the number of workers and however they die; after days off only the latest missed step is made. The
steps are reminders 7, 3 and 1 days before the promised day, a kind word a day after it, and four days after it the
lapse: an unconfirmed claim opens the wish again. A confirmed one stays, and stands on the rescue list; so does one
with a delivery planned, confirmed or not, and its claimant is not asked any more. No promise lapses before its claimant
was told that the day is over.

A step leaves an entry in the wish's ``telling`` (`weiguang.wishes.telling`); `weiguang.reactions` carries it to the
claimant and removes it.

`keeping` is what a claimant does beside giving back: it is ready, the day moves. `rescue` lists every wish that hangs,
worst first, with the next best act; `calling` opens the telephone behind a row for a purpose and keeps how the call
went. Invariants: a name or a number is opened only there, for a purpose, with a line in the audit log; history and
telling hold neither; a call that finds that somebody cannot bring it opens the wish again without blame.
"""
