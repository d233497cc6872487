"""Claims that do not come from the claimant's own phone: lists of organisations, helped claims, paper lists.

All of them end in `claiming.claim_wish`, whose one conditional write decides who has a wish. What this part adds is who
may send them, one answer for each row of a list, and that nobody loses silently.

- An organisation claims by list, without an account and within limits; each wish gets a client id derived from the
  list's, so the same list again answers the same. Sent by staff it is confirmed at once.
- A helped claim is made by a volunteer for an elder, with a witness to the consent. Its paper receipt carries a link
  that opens the claim and gives it back (`weiguang.wishes.receipts`).
- A paper list is keyed in afterwards with its true times. Where somebody else has the wish by then, the row becomes a
  `ClaimConflict`: open → deciding → resolved. Deciding is written first and carried out after; a crash in between is
  made good by the worker (`jobs`).

What to do is one short list: open conflicts, and claims that gave way to a card or to paper and whose claimants have
to be called (`Wish.displaced` with a ``todo`` that is not ``settled``).
"""
