"""The participation ledger and every count.

A ledger row says who took part in what, when, and which branches it counts for. Rows are only ever added; a correction
is a row that refers to a row (``corrects``) with the opposite quantity. The row's ``_id`` is the act's natural key, so
twice is once. ``pending`` is bookkeeping, not content: it marks rows that no total holds yet.

Totals are projections. One leased projector folds pending rows into totals exactly once: a fold is first written down
whole (its rows and what each total gains), then applied to each total under the fold's number, then its rows lose their
mark. A crash anywhere leaves a fold that is simply applied again; each total remembers the last fold it took.

Measures are never added to one another: 人次 (attendances) is not 人数 (people). People are counted exactly, as a
compressed set of numbers per total, so any range of days is a union. Approximate history keeps its own sum.
"""
