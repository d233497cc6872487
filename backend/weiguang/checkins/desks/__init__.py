"""The scanning phone of the staff: the pack it works from, people found by name, and what desks left to do.

A pack holds what a phone needs to decide alone (`checkins.deciding`, twin of its TypeScript): the point with its rule,
the public keys of personal codes, and the people the rule concerns with what is known of them. Names are personal:
nothing of this may be stored on the way, and every pack and every search leaves a line in the audit log first.
"""
