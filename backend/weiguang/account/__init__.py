"""My account: signing in, my profile, my record. It composes people, branches and the ledger for one person."""
