"""Footfall (客流): how many came by, without knowing who.

A citizen scans a printed plaque (``/C/CODE``, the way ``plaque`` of a point's rule) without an account. That is one
visit (人次). How many different visitors there were that day at that point (人数) is an estimate, and shown as one.

What the browser does. It keeps a random secret for the day and forgets it with the day. It hashes the secret with the
point, the day and our salt of the day; secret and hash stay on the phone. What it sends, once a day and point, is a
*pair*: which of 2,048 registers, and the rank (leading zeros, plus one) of the rest, the one observation that a
HyperLogLog counter takes. A further visit of the day, half an hour after the last or later, sends no pair. A browser
that may keep nothing sends a visit without one (``unknown``), which the estimate leaves out and the figures name apart.

What the server keeps: one document a point and day, with three sums, the highest rank of each register, and the ids of
the last visits. One atomic update counts a visit; its ``client_id`` is random, made for this one visit, and decides
that the same request again changes nothing. When the day is over, the worker puts the estimate in the place of
registers and ids: nothing is left but sums. ADR 14 says what each attacker learns.

What always holds:

- No ledger row, no time of day, no address, no cookie, no agent is kept for a visit. Footfall enters no total of the
  ledger.
- Two points or two days share nothing: secret or salt differ, so pairs of one phone are unrelated, and registers of two
  points or days are never merged. 人次 may be added over points and days; 人数 never.
- Who is signed in checks in; the server refuses to count a known person as footfall.
- An estimate is never larger than the visits that could be told apart.

What a script can do: it may add visits, as anybody may who photographs a plaque: at most 120 a minute at a point, and
1,500 an hour from one address at a point, which a fair hall behind one address does not reach. Past that a phone waits
and tries again. Footfall tells how busy a place is; nothing is decided or rewarded by it.
"""
