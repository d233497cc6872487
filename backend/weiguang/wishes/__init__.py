"""Micro-wishes (微心愿), the claiming of them, and the fairs whose walls they hang on.

A wish is published by an organisation for somebody in one of four groups; the public wish never tells who. Its life:
open 待认领 → claimed 已认领 → ready 已备齐 → delivered 已送达 → closed 已反馈, and beside these
funded 义卖善款 and withdrawn 撤下.

A claim is one conditional write on an open wish: whoever's write matches has it, everybody else is told so and shown
similar wishes. It needs no account. A claimant is a person, or the keyed digest of a phone; name and phone are sealed,
and the answer shows them masked. Giving back is one conditional write too, proved by the account or by the claim's
client id; the client ids of claims given back are remembered, so a late repeat cannot take the wish again.

The ledger follows: the same write leaves an entry in ``ledger_due``, from which the worker derives the ledger's row
under its natural key. A claim given back is corrected by a row of the opposite quantity on the claim's own day.

A fair is an event (`weiguang.events`) with ``fair`` set; its board is computed at most once a second in each process.
"""
