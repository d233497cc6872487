"""What stands between a lesson and its learner: opened, stopped at a place, said why not, noted, recalled.

One document per lesson and person (`Learning`, ``LESSON:PERSON``) holds what a phone tells, each thing with the moment
it happened by the phone's corrected clock. The first opening stays (``$min``); of places and of reasons the newest
stays (``$max`` over ``{at, …}``, the moment first; of two at the same moment the greater, whoever it may be). So any
order, any delay and any number of repeats of the same events make the same document, on however many phones. Moments
are never subtracted from one another: there is no time spent, and nobody could compute one.

A reason is withdrawn by an empty one. Opening or completing the lesson clears nothing, it overtakes it: `state_of`
says how somebody stands, from this document and the ledger row of the completion alone. The learner's page and the
secretary's list both ask it, so they cannot tell different stories. The secretary sees who has neither opened the
lesson nor said why, by name, to lend a hand; not the committee above, and nothing about anybody else. What a branch got
wrong at the first try is counted per question, never per person.

Recall: 3, 10 and 30 days after a completion its questions come again, for those who said yes alone. A stage is due
until the next one is, the last until sixty days, then it is let go: nothing piles up. That a stage was answered is
kept, how it was answered is not.

Notes are the learner's alone (`LessonNote`), the newest words stay.
"""
