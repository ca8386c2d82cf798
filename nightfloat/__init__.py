"""nightfloat: a constraint-solver scheduling engine for clinical workforces."""

__version__ = "0.1.0"
