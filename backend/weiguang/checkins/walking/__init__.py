"""Routes (研学路线): ordered stops that people walk on their own, each with a plaque to scan.

A route belongs to the branch that hosts it. Life: draft → published, and back to draft when it is taken down; only a
published one is seen by everybody, and it has at least one stop. A stop has an id of its own, given by whoever writes
it, so moving it changes nothing and sending it twice makes one. Its plaque carries the six-character code of a check-in
point (`checkins.service.ensure_point`, key ``route_stop:ROUTE:STOP``), printed as ``HTTPS://HOST/R/CODE`` and never
changed afterwards.

Walking needs no account: progress is kept on the phone. Whoever is signed in leaves one check-in a stop and day, the
way "plaque" of check-ins, in any order. A phone that keeps a route can tell without a network which stop a code belongs
to: the route carries a digest of each code, not the code, so that reading a route is not the same as walking it.

What always holds:
- A removed stop leaves the list and keeps its point: what was walked stays in the ledger, a scan made before the
  removal still counts when it is sent later, and its code is never given to another stop.
- Points follow their route. A write that a point must follow marks the route ``points_due``; the same request then puts
  the points right, and after a crash a runner of the worker does.
"""
