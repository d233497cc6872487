"""The timetable of a term: sessions of six kinds, their materials, and who came.

A session may be moved or called off, and called on again; trainees are told of another time or place. Who came is read
from the ledger's check-ins at the point ``session:ID`` and stored nowhere else.
"""
