"""Writing courses and lessons: by whoever holds ``study.write`` on the course's line of branches.

A lesson has a published face and, beside it, a draft. ``state``: draft → published ⇄ withdrawn; a draft that was never
published may be removed. Readers see the published face alone, whatever the draft says.

``rev`` goes up with every change of the draft. Whoever saves says which ``rev`` they began from: of two who began from
the same one, the second is refused and told what stands, so nobody's words are lost. A save that is sent again, because
its answer got lost, is recognised by its content.

Publishing moves the draft of a given ``rev`` to the face and counts ``version`` up, in one write. Before it, what the
face said is kept (`study.versions`): a version never changes, so keeping it twice is keeping it once, and a completion
of any version can be judged for ever. While a time is set (``publish_at``) the draft cannot be changed: what was
checked then is what is published, by the runner. A draft may be incomplete; only what is complete can be published
(`questions.faults_of`).

Files are shown (`media.service.show`) before the lesson is, and once more after each change of whom a course is shown
to: ``showing`` marks what is not yet done, and the runner does what a crash left.
"""
