"""MongoDB, knowing no feature: the connection, the embedded server, documents, indexes and the vault.

Every write is acknowledged by the majority and journaled; ``w=1`` gave two winners for one wish after a kill.
"""
