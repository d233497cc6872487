"""Collecting wishes (征集) and reviewing them (审核), until the wall opens (上墙).

A wish comes in by a social worker's form or by a spreadsheet, and is ``collected``: its public text stands in the wish,
who it is for is sealed beside it (`weiguang.wishes.beneficiaries`). A second person approves it (``reviewed``) or sends
it back with a note; its author may change it while it is collected. Opening the wall turns everything reviewed into
``open`` at once; what is approved after that opens by itself.

A text that would tell who somebody is (`rules.lint`) is never stored. A wish whose group, age band and district fit
fewer than five wishes of its fair is stored, but stays unpublished until its author widens one of them.

A spreadsheet is looked at twice, by the same job: as a preview, which stores nothing, and as an import, which stores
all rows or none. The request only inspects the file (`storage.uploads`) and keeps it sealed in parts, for a day at
most; the worker reads it (`sheets`, `columns`) in steps of some hundred rows and says how far it is. The steps live in
the worker's memory: after a kill the next worker begins the file again, for nothing was stored yet. The last step is
one transaction that inserts every wish with its sealed identity and marks the import done. So from outside an import is
there or not, at any moment; a serial that somebody else took meanwhile aborts it whole, and the file is checked again.

The same file again is answered with the import it made. A file that repeats rows (same serial, same content) counts
them as unchanged; other content under a known serial is an error that names the row.
"""
