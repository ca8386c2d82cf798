"""Contingency: whether the schedule can still be covered, lawfully, when any one person drops out.

Decided by the audit alone; nothing here, nor anything it imports, knows of a model or a solver.
"""
