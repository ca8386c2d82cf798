"""The pipeline: generate, audit, contingency, commit."""
