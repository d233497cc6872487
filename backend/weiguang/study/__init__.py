"""Study: courses and lessons of the e-branches, completed by answering, never by minutes.

A lesson is read or heard, then its questions are answered. The right answers and their explanations are part of the
lesson on purpose: a phone without a network can judge, explain and let the learner try again. They prove nothing to
anybody else, so the server judges every completion again before it counts. A short answer is judged by its writer, who
compares it with a model answer; what they wrote stays on the phone.

A reader sees the published lessons of courses that are shown to everybody or to a branch they are in or below. Who
writes, and how a lesson is published, stands in `writing`.

Life of a completion: none → completed. It has no further life, so the ledger row *is* the completion, under the key
``completion:LESSON:PERSON``: once per person and lesson, and the first moment stays. It may arrive up to 90 days late
from a phone's outbox, by a clock that may be wrong. It carries the version that was answered and is judged by it, also
when the lesson was changed or withdrawn meanwhile (`versions`), and stays valid for ever. A learner's note is private:
it lives apart (`LessonNote`), never in the ledger, and only its writer reads it.
"""
