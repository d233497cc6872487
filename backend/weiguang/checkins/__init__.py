"""Check-ins: people recorded as present at points, by whichever way works, with signal or without.

Everything one can check in at is a **point** with a short code and a secret: an event's own, gates and desks made by
hand, a route's stops, a service centre. Its rule says who may, how often, from when to when, in which ways, and
whether people check out. There are four ways. The point's screen shows a proof that changes every 15 s (HMAC-SHA256 of
the slot's number, the idea of RFC 4226) and people scan it. People show a signed **personal code** and staff scan it.
Staff find a name. A plaque on the wall needs no code. What is judged is when the phone *scanned*, by the phone's clock
put right: a scan made without signal counts when it is sent later, and a photo passed round does not.

Who decides is one pure table (`deciding`), the same on the server and on a scanning phone (`desks`). A scan becomes an
attempt (`attempts`), is held against what is known (`knowing`), becomes a row, an answer or something to do
(`judging`), and is written (`checking_in`).

Life of a check-in: none → stored → taken out, if staff tapped the wrong name or nobody came (`taking_back`). The ledger
row *is* the check-in, under the key ``checkin:POINT:PERSON:DAY``, or ``checkin:EVENT:PERSON`` where the rule says once
per event; what was taken out stays there with a row that corrects it, and the next has a number (`standing`). A repeat
is answered as a repeat, whatever its client id and even when its code has expired since. A check-out is one more row,
``stay:POINT:PERSON:DAY``; one that nobody made is closed by the worker with a flag, and a real one that arrives later
is a row that corrects it (`checking_out`). What cannot simply count, because two desks admitted one person or one code
was used at two entrances, is kept and shown to the staff (`conflicts`): nothing a desk sent is ever lost.
"""
