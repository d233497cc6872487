"""Delivery: teams carry wishes to the door, one stop at a time, and bring a receipt and a word of thanks back.

A stop is the ``delivery`` of a wish: ``team``, ``day``, ``seq`` (its place on the run sheet), ``state``
(`rules.STOP_STATES`), ``plan`` (the client id of the planning) and ``plans`` (of all plannings so far), ``tries``
(every mark), ``was`` (teams and days of earlier plans), and later ``receipt``, ``pictures``, ``thanks``, ``closed_at``
and ``purged_at``.

Life of a stop: none → planned → delivered; or absent and rescheduled, any number of times, in between. A claim given
back takes its stop with it. Life of the thanks: none → proposed → approved, which closes the wish, or refused and
proposed anew.

Invariants: planning needs ``wish.deliver``; a member of a team does everything else by belonging to it, and sees only
its own stops. An address is opened only by a member, on the day of the stop, while the wish still waits for delivery,
and every look is in the audit log. The same mark counts once; of two members who mark one stop, one delivers. What a
team did by the run sheet that its phone had counts, also when the stop was moved before the phone was heard. Nobody
approves the thanks they wrote. Identity, signature and pictures are forgotten a while after the wish is closed.
"""
