"""Programme in, programme out: the newspaper's table becomes events, and events become the table again.

A table comes as text with tabs, as it is copied from a web page, Word or Excel, or as a file that is turned into such
text first (`uploading`), so that whoever imports sees it and can correct a cell. `tables` finds the header and the
rows, `columns` says what a header means, `reading` what a row means (`events.days`, `words`), and `planning` compares
the rows with the events that came from an earlier import of the same table. A preview shows all of this and stores
nothing.

An import is all or nothing: one transaction writes every event and the programme's next revision, so of two imports at
once the second finds the first one's rows. A row is the same row when its cells are; else when it has the same name and
host. The same table again changes nothing, whatever was changed by hand since. A changed table sets only what the
changed cells mean (``base`` is what they meant before), so what was fixed by hand stays; a row that is gone stays as an
event and is named. Whoever follows a changed event is told.

`exporting` prints a programme, or everything of a year, in the table's own columns. A cell is printed as it came, while
the event still says what it meant; so import and export are each other's inverse.

`calendars` writes events as iCalendar (RFC 5545): one, or a feed of a district or a branch that a phone subscribes to.
"""
