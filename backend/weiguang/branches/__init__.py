"""The branch tree: committees, formal branches, and functional e-branches.

One formal affiliation, dual life (一方隶属 双重生活): a member belongs to exactly one formal branch and to any number
of functional ones. A member declares themselves (亮身份) to a branch; the branch approves; nobody is a member by
declaration alone. Every branch keeps its ``line``: itself and all branches above it, root last. A role held on any
branch of the line reaches it.
"""
