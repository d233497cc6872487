"""The column 党建平台: news and stories that branches write, for everyone or for branches and what is below them.

Life of a story: draft → (scheduled →) published → withdrawn, and from there published again at its old place. A story
that was scheduled goes back to what it was when that is called off. Publishing at a time is the worker's (`jobs`), by
the same conditional write as by hand, so two workers, or a worker and a hand, publish it once.

What always holds: every save names the revision it began from, and raises it by one; a save that began from an older
one is refused and changes nothing. A published or scheduled story has text. Its files are shown to whom it is shown
before it can be read (`files`).

The code of a story is its address: ``/S/CODE`` opens without an account. Only a story for everyone has a face there
(title, summary, picture, text for who runs no scripts); any other answers like a code that nothing has.
"""
