"""The Party school 社会组织党校: terms (期) with a cohort of trainees, a timetable, assignments and a certificate.

A committee makes a term on its branch (``school.manage``). Members in or below that branch may apply while enrolment is
open; the committee approves or refuses with a reason, and may decide differently later.

An enrolment is ``TERM:PERSON``: pending → approved | refused, withdrawn by its person, and asked for again. Whoever is
approved holds a numbered ``seat``; the unique index on (term, seat) lets one of two take the last one. A smaller
capacity takes nobody's seat away: it only lets nobody else in.

`sessions` is the timetable; attendance of a session is a check-in at the point ``session:ID``, whose rule admits the
approved trainees as they are at that moment (`enrolling.on_roll`, installed into `checkins.rolls`). `assignments` are
handed in until they are accepted, and answered with feedback: passed or please revise, never a mark.

Nobody is compared with anybody. What a trainee still needs for the certificate is a plain list (`rules.missing`): so
many sessions, these assignments. The certificate is issued by the committee under the machinery of
`checkins.hours.certificates`; a wrong one is corrected by another that replaces it.

What people are told is an entry in the ``telling`` of the document that changed (`telling`); `reactions` tells it.
"""
