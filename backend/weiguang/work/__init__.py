"""Background work, knowing no feature: a loop of runners, and leases for what only one may do at a time.

A runner does one bounded step and is idempotent: work is at-least-once. What must be done is kept in the documents it
is about (a wish's ``ledger_due``, a row's ``pending`` mark, a notice's ``due_at``) and taken by one conditional update.
Times of leases are the server's (``$$NOW``), so workers on several hosts agree.
"""
