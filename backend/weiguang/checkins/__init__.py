"""Check-ins: people recorded as present, by scanning the code on the organiser's screen.

Each event has one check-in point with a short code and a secret. The screen shows a proof that changes every 15 s:
HMAC-SHA256 of the slot's number under the point's secret, as ten characters (the idea of RFC 4226). A scan is good when
its moment lies in the slot, up to 30 s after it, or 5 s before it. What is judged is when the phone *scanned*, by the
phone's clock put right, so a scan made without signal counts when it is sent later, and a photo passed round does not.

Life of a check-in: none → stored. It has no further life, so the ledger row *is* the check-in, under the key
``checkin:POINT:PERSON:DAY``: once per point, person and day in Shanghai. A repeat is answered as a repeat, whatever its
client id and even when its code has expired since.
"""
