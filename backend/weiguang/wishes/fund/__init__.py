"""The sale fund of a fair: what its charity sale (义卖) brought in, and the wishes that were bought with it.

The ledger only records; money never flows through the product. Whoever raised it is an organisation with a licence for
public fund-raising and a filing number, and a sale counts only with a photo of its evidence: pending → booked, or
voided while it is pending. A booked sale is never edited: a correction is a counter entry with a reason.

One document holds one fair's whole ledger, so that every figure changes in the same write as the entry that explains
it: received = booked sales − corrections, allocated = allocations that stand, and allocated never exceeds received.
That bounds the entries of a fair (`rules`).

An allocation concerns two documents. It is reserved in the fund first, then the wish becomes funded and names it, then
the reservation is settled. A wish that stops being funded says so in ``fund_due`` within the same write, and the fund
follows. The worker finishes whatever a crash left in between. Once an allocation is released the wish remembers its
id, so a late hand cannot fund the wish with it.
"""
