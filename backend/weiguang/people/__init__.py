"""People: who they are, how they sign in, where they are signed in.

A person is known by a phone that only the vault can read; a keyed digest finds them again. Sessions live inside the
person's document, so one read answers "who is this, and what may they do". A token is opaque and stored hashed; a
session ends after 30 idle days or 180 days in all, and can be listed and revoked. One-time codes live five minutes,
five tries, one send a minute; the answer never tells whether a phone is known.
"""
