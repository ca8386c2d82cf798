"""The neutral model lowered to CP-SAT."""
