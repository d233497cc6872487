"""Leased background work, knowing no feature.

A job is one document. A worker takes it by one conditional update that sets a lease and raises the fence; every save
filters on the fence, so a worker that lost its lease cannot overwrite the next one's progress. Work is at-least-once:
each runner is idempotent. Times of leases are the server's (``$$NOW``), so workers on several hosts agree.
"""
