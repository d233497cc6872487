"""Meetings: 三会一课 (general, committee, group, lecture) and theme days, of one branch or of several together.

A secretary convenes. Branches the secretary may convene for take part at once; every other one is invited, and takes
part when its own secretary accepts (``accepted``; 联建). A meeting counts for the accepted branches, for nobody else.
A meeting of a committee or a group may name who is called (``called``); without names it concerns every member of the
accepted branches and of what is below them.

Life: convened → held, or convened → cancelled. Until it is held, time, place, link, agenda and materials may change.
``held_at`` is set by the first step of signing the minutes; from then on nothing of this moves, so that a signature
never stands under a meeting that was cancelled. Who is concerned is told by `telling`: once when it is convened, once
for each change of when or where, once when it is cancelled. Those words name the kind of meeting, never its title,
which may hold a person's name.

Attendance is a check-in at the point ``meeting:ID`` (`attendance`), open from an hour before until half an hour after.
Nobody has to say that they come. Who cannot come may say why (`apologies`); the reason is sealed, and opened for the
person and for the branch's secretary only, with a line in the audit log.

`minutes` are a room of their own. The first signature leaves one row in the ledger (kind ``meeting``, measure
``sessions``), credited to every accepted branch and all above, each once (`deriving`). The yearly overview (`overview`)
holds signed meetings against what the Party's rules ask of a branch, as help and never as a score.
"""
