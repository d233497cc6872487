"""Certificates of volunteer hours (志愿服务记录证明, 民政部令第67号): asked for by the volunteer, issued at once, free.

One number, one code and one way to verify serve a second ``kind`` too: ``school``, the 结业证书 of a term of the Party
school, which names the term and how many sessions were attended. `school` says who gets one, and issues it here.

A certificate says who served, what, how long, who recorded it, its number and its day, and nothing else: no phone, no
ID number. The issuer is whoever recorded the hours: the branch of the activity or, for several, the lowest branch above
all of them. What it said stays: lines and minutes are frozen in the document, with the ledger rows they came from.

Whether it is still good is never stored. It is **void** from the moment a row stands in the ledger that corrects one of
its rows and that it did not know, so that no crash and no race can leave a wrong certificate good; **replaced** once
its owner had a new one made for it; else **valid**.

Two numbers, for two uses. The ``number`` (issuer, day, six digits) is for people and files. The ``code`` is the
document's ``_id``, twelve random letters that only the paper holds: whoever has it may verify, and sees what is on the
paper and no more. Wrong codes are limited by address, and all wrong codes are answered alike.
"""
