"""The minutes of a meeting: a section for each agenda item and a general one, each with a decision and a text.

Minutes are a log. Each entry (``minutes_revisions``, key ``MEETING:REVISION``) holds the whole text as it then was, so
nothing that somebody wrote is ever gone, and the insert of the next key decides who was first: of two who save, sign or
open a correction at once, one gets the key and the other looks again.

**Writing.** Whoever saves says which revision they began from. What others saved meanwhile is merged with it
(`merging`): changes of different sentences both stand, two wordings of one sentence both stay, visibly marked.

**Signing.** The chair, or who may convene for one of the branches, signs the revision they read; one with wordings that
nobody chose from is not signed. The meeting is marked held first, so that it cannot be cancelled under a signature. The
first signature leaves the meeting's ledger row, derived by the request or after a crash by the worker (``due``).

**Correcting.** Signed minutes are locked. A correction opens the next version with a reason, is written and signed like
the first one; every signed version stays readable.

open (version 1) → signed → open (version 2, with a reason) → signed → …

Who keeps the minutes reads the newest entry; everybody else whom the meeting concerns reads signed versions only.
"""
