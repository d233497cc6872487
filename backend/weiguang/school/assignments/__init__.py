"""Assignments of a term, what trainees hand in, and the teacher's feedback.

A submission is ``ASSIGNMENT:PERSON``: handed in → passed | please revise → handed in again …, until it is passed. Every
hand-in is a new ``version``, and feedback is given to the version that was read. A phone may send a hand-in again: its
``client_id`` is remembered, so that a late repeat never undoes feedback. Handing in after the due time is taken all the
same; the teacher decides. No marks, and nobody sees what others wrote.
"""
