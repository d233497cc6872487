"""Events (活动): what happens when and where, who hosts it, and who signed up.

An event belongs to the committee or branch that hosts it (``branch``) and keeps that branch's ``line``, so a role above
reaches it. Time and place may be tentative (暂定); the printed words stay in ``date_text`` beside the machine-readable
``date``. An event with ``fair`` set is a charity fair (公益集市) whose wishes hang on the wall; a fair's id is its
event's id. Who takes part is the business of ``signing_up``.

Events are made by hand (`managing`), or come with a printed table (`programme`). A change is one conditional write on
the event's ``revision``; when it moves somebody's plans (`announcing`), the same write leaves what is to be told in
``telling``, and `weiguang.reactions` carries it to who follows the event (`following`) or takes part.

Check-in points belong to the feature check-ins; an event knows nothing of them.
"""
