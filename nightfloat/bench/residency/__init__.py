"""The residency suite: seeded programs, feasible by construction, with stored reference results."""
