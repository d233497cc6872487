"""Files of people and the texts they stand in: pictures, audio, video, PDF; lessons, stories, materials of meetings.

A file comes in parts of 1 MiB, in any order and as often as the network asks for: each part is one insert under
(file, number). Then it is finished: every part must be there, the type is read from the content (never from the name),
and what is no picture, audio, video or PDF that phones can open is refused. A picture is decoded and encoded again in
the widths that screens need, so nothing of its file survives; what the phone sent is removed.

Life of a file: uploading → ready, or gone (not finished within a week, or called off). It is a GridFS file: its parts
are the chunks, and the document of the file is ours (`Media`). Once ready its bytes never change, so its address may be
cached for ever; it cannot be guessed either.

Who may read a file: everyone, or the members in and below the branches that it was shown to when something with it was
published (`service.show`); its uploader and those who look after its branch always. Those who write for a branch
bring files for it (``media.upload``); anybody who is signed in hands some in (``/me/uploads``), say an assignment.

A text is a list of blocks (`blocks`). Its HTML is cleaned when it is written, by a kept library and to a handful of
elements; what is stored can be shown as it is.
"""
