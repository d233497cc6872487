"""Signing up (报名): who takes part in an event, in which post (岗位) and shift (班次), and who waits for a place.

An event that nobody has limited keeps one `Registration` a person. As soon as its organiser says how many may come, or
names posts with shifts, the event has a `Roster`: one document with the plan and all seats, so that every act on it is
one atomic write and capacity, overlapping shifts and the order of the line are held by the very write that decides.

Life of a seat: waiting → placed → gone (taken back, or removed by the organiser), and straight to placed while places
are free. What always holds:

- Seats stand in the order of signing up. Whoever is waiting moves up by itself: each write that may free a place ends
  with the same stages (`settling`), which place the first in line and leave an entry in ``telling`` for them.
- Nobody who has a place loses it without being told: a lowered capacity leaves them their places, and nobody moves up
  until enough have left. An event may so be fuller than its capacity; its figures say by how many.
- A sign-up is known by its client id. One that was taken back is never made again by a late repeat of its request.
- Nobody holds two shifts of an event that overlap. Shifts of two events are compared before the write, which only the
  same person could outrun.

The shift with the empty id is the pool: places of the event itself. Once there are posts nobody signs up for the pool;
whoever was in it stays, and may be moved to a shift.

`service` reads, `joining` is what people do, `planning` and `rostering` what organisers do, `gathering` brings in who
signed up before there was a roster, `telling` and `reminding` say what is to be told (`weiguang.reactions` tells it).
"""
