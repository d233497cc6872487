"""Paper for a fair: rose cards with their tear-off codes, posters, and the claim list.

The organiser's own browser prints (docs/adr/0009-paper-is-printed-by-the-browser.md); this part says what stands on
the paper. The first printing of a wish's card gives it version 1, in one conditional write. Printing it again gives the
same code, because the code is derived from the version; only replacing a lost card counts the version up, which makes
the old tear-off void. ``card.prints`` and ``card.replaced`` hold the client ids of both acts, so that a request that is
sent again neither leaves a second line in the history nor voids the card that it has just made.

An answer with tear-off codes is a secret: it is never cached, and it needs ``wish.print`` over the fair.
"""
