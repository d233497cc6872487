"""Who may do what: the actor, one table of permissions, scopes over the branch tree, and limits.

A role is held *on a branch* and reaches its whole subtree. An object belongs to a line of branches (its own and all
above it); a role reaches the object when its branch is on that line. So a check needs no tree walk and a list is scoped
by one ``$in``.
"""
