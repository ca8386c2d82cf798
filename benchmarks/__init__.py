"""Benchmarks that name their command, seed and machine-independent facts."""
