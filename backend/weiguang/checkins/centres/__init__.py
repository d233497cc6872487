"""Service centres (党群服务中心): where they are, when they are open, what they offer, and how many come.

Centres form a tree of three levels: the city's, below it the towns', below those the villages'. ``path`` holds a centre
and all above it, own id first, so that a town's filter finds its villages by one index. ``seq`` is the place in the
directory. A centre belongs to a ``branch`` and keeps that branch's ``line``: ``centre.manage`` reaches it from any
branch on the line.

Opening hours are a weekly table and exceptions (`opening`): spans of a day in Shanghai's time, which may run past
midnight; an exception covers days and puts its spans, or none, in the place of the table's. Whether a centre is open is
computed, never stored.

Each centre is a check-in point of kind ``centre`` with the way ``plaque``. The point is made when it is first needed
and follows the centre's name at each edit and each printing, so that a crash between the two is mended by the next.
Who is signed in and scans the plaque checks in (once a day); who is not is footfall. Both figures stand side by side
and are never added: one counts known people, the other visits and an estimate.

``phone`` is the centre's office phone; a mobile number is refused, for that would be somebody's own.
"""
